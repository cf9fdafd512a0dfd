"""Who is in the sample dataset: every name is invented, every story is one of `sample_stories.STORIES`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `daily_calls` are its API calls on a usual day at the end; `about` is its story's connector."""

    operator_id: str
    name: str
    industry: str
    plan: str
    created: str
    daily_calls: int
    connectors: int
    story: str = "steady"
    about: str = ""


LAPSED_CONNECTOR = "fullstory"
"""It has active connections, but its last call is older than 28 days."""
NAMESAKE_CONNECTOR = "stripe-eu"
"""Invented: shares its name with `stripe`, and its category is unknown."""
EXTRA_CONNECTIONS: Mapping[str, tuple[str, ...]] = {
    LAPSED_CONNECTOR: ("op_brightwater", "op_ledgerleaf", "op_ninemuses"),
    NAMESAKE_CONNECTOR: ("op_arespel", "op_lantern_mt", "op_multiple", "op_paloma", "op_tannhauser"),
}
UNKNOWN: Mapping[str, tuple[str, ...]] = {
    "contact_email": ("op_bramblegate", "op_okapi"),
    "plan": ("op_moonwort", "op_pixel"),
    "industry": ("op_hollowoak", "op_xanthe"),
    "last_active_at": ("op_gannet", "op_pennywhistle", "op_saltmarsh", "op_zubr"),
}
"""What the platform does not know of whom: null in the table of operators."""

OPERATORS: tuple[Operator, ...] = (
    Operator("op_fjordlys", "Fjordlys Casino", "igaming", "enterprise", "2022-03-14", 15600, 14),
    Operator("op_marelune", "Marelune Bets", "igaming", "enterprise", "2022-09-05", 12800, 12, "grower"),
    Operator("op_solvind", "Kasino Solvind", "igaming", "enterprise", "2023-01-23", 10400, 11, "watch"),
    Operator("op_arespel", "Åre Spel & Odds", "igaming", "professional", "2022-06-01", 9800, 12),
    Operator("op_brightwater", "Brightwater Reels", "igaming", "enterprise", "2023-04-17", 8900, 10),
    Operator("op_tannhauser", "Tannhäuser, Pike & Daughters", "igaming", "enterprise", "2022-11-08", 7900, 11),
    Operator(
        "op_copperfinch", "Copperfinch Gaming", "igaming", "scale", "2023-06-12", 6400, 9, "connector_failed", "nuvei"
    ),
    Operator("op_minato", "幸運の港カジノ", "igaming", "enterprise", "2023-09-20", 6300, 10),
    Operator("op_velvetroom", 'The "Velvet" Room', "igaming", "professional", "2023-02-02", 5700, 9),
    Operator("op_oharrow", "O'Harrow's Wagers", "igaming", "professional", "2024-01-15", 4500, 8, "watch"),
    Operator("op_sevenlakes", "+Seven Lakes", "igaming", "scale", "2024-05-27", 4100, 9, "grower"),
    Operator("op_zubr", "Żubr i Żeton", "igaming", "professional", "2023-11-06", 4200, 8),
    Operator("op_quillmark", "Quillmark Sportsbook", "igaming", "professional", "2023-08-14", 3400, 8, "fading"),
    Operator("op_lantern_mt", "Lucky Lantern", "igaming", "scale", "2024-02-19", 3500, 8),
    Operator("op_ruleta", "Café Ruleta", "igaming", "professional", "2024-07-01", 3200, 7),
    Operator("op_gullfoss", "Gullfoss Parlour", "igaming", "professional", "2024-03-11", 2600, 7, "silent_19"),
    Operator("op_ninemuses", "Nine Muses Bingo", "igaming", "scale", "2021-10-04", 2700, 9),
    Operator("op_multiple", "Señor Múltiple", "igaming", "scale", "2024-09-09", 2200, 8, "lost_connection", "sumsub"),
    Operator("op_driftwood", "Driftwood Stakes", "igaming", "scale", "2025-01-13", 2400, 7),
    Operator("op_kirimori", "霧森ゲームズ", "igaming", "professional", "2025-03-24", 1850, 7, "grower"),
    Operator("op_pennywhistle", "Pennywhistle Slots", "igaming", "grow", "2022-02-21", 2000, 8),
    Operator("op_calder", "Calder & Vane Esports", "esports", "professional", "2024-10-21", 1900, 6),
    Operator("op_lantern_se", "Lucky Lantern", "igaming", "grow", "2025-06-02", 1500, 6),
    Operator("op_pixel", "Pixel_Parlour [beta]", "esports", "grow", "2025-02-10", 1450, 6, "watch"),
    Operator("op_ledgerleaf", "Ledgerleaf Pay", "fintech", "professional", "2024-04-08", 1350, 7),
    Operator("op_honeybadge", "Honeybadge Bingo", "igaming", "grow", "2024-11-18", 1250, 6, "recovered"),
    Operator("op_okapi", "Okapi Odds", "igaming", "grow", "2025-05-05", 1400, 6),
    Operator("op_aurelia", "Aurélia Jeux", "igaming", "scale", "2023-05-30", 1050, 7),
    Operator("op_fogbank", "Fogbank Poker", "igaming", "grow", "2024-08-26", 980, 6, "suspended"),
    Operator("op_tidewheel", "Tidewheel Interactive", "igaming", "grow", "2025-09-15", 920, 6),
    Operator("op_hwinyeoul", "흰여울 베팅", "igaming", "scale", "2025-08-04", 850, 5),
    Operator("op_saltmarsh", "Saltmarsh Racing", "igaming", "grow", "2024-06-17", 790, 6, "fading"),
    Operator("op_lindwurm", "Lindwurm Spiele", "igaming", "grow", "2025-11-03", 730, 6),
    Operator("op_marzipan", "Marzipan Market", "ecommerce", "grow", "2024-12-02", 680, 5),
    Operator("op_elderflower", "Elderflower Odds", "igaming", "scale", "2026-11-09", 640, 5, "brand_new"),
    Operator("op_kestrel", "Kestrel Lane Bets", "igaming", "grow", "2025-12-08", 620, 5),
    Operator("op_ninthgate", "Ninth Gate Arcade", "esports", "grow", "2025-07-21", 570, 5),
    Operator("op_ornvik", "Ørnvik Kasino", "igaming", "grow", "2025-04-14", 520, 5, "silent_35"),
    Operator("op_paloma", "Paloma Azar", "igaming", "grow", "2026-01-19", 480, 5),
    Operator("op_quartzotter", "Quartz Otter", "igaming", "grow", "2026-02-16", 440, 5, "grower"),
    Operator("op_rookery", "Rookery Row Games", "igaming", "grow", "2025-10-27", 400, 5),
    Operator("op_snowgum", "Snowgum Punt", "igaming", "grow", "2026-03-09", 370, 4),
    Operator("op_thistle", "Thistle Street Tote", "igaming", "grow", "2023-12-11", 340, 5, "watch"),
    Operator("op_umbra", "Umbra Vault", "fintech", "grow", "2025-11-24", 310, 5),
    Operator("op_vesper", "Vesper Tables", "igaming", "free", "2026-04-20", 280, 4),
    Operator("op_wickerwork", "Wickerwork Wagering", "igaming", "free", "2026-01-26", 250, 4),
    Operator("op_xanthe", "Xanthe Play", "igaming", "free", "2026-05-11", 225, 4),
    Operator("op_yarrow", "Yarrow Games", "igaming", "free", "2025-08-25", 200, 4, "fading"),
    Operator("op_zephyr", "Zephyr Quay Casino", "igaming", "free", "2026-06-15", 180, 4),
    Operator("op_bramblegate", "Bramblegate", "igaming", "free", "2025-10-06", 160, 4, "silent_16"),
    Operator("op_cinderlane", "Cinder Lane Poker", "igaming", "free", "2026-07-13", 140, 4),
    Operator("op_dovecote", "Dovecote Draws", "igaming", "free", "2026-11-12", 120, 3, "brand_new"),
    Operator("op_gannet", "Gannet Games", "igaming", "free", "2026-08-10", 95, 3),
    Operator("op_foxglove", "Foxglove Instant", "igaming", "free", "2026-11-16", 75, 3, "brand_new"),
    Operator("op_hollowoak", "Hollow Oak Lottery", "lottery", "free", "2025-05-19", 60, 3, "suspended"),
    Operator("op_abacus", "Indigo Abacus", "fintech", "free", "2026-09-07", 45, 3),
    Operator("op_juniper", "Juniper Tote", "igaming", "grow", "2026-08-17", 0, 3, "never_activated"),
    Operator("op_kittiwake", "Kittiwake Casino", "igaming", "free", "2026-10-05", 0, 0, "never_activated"),
    Operator("op_larkspur", "Larkspur Live", "igaming", "scale", "2026-11-17", 0, 0, "pending"),
    Operator("op_moonwort", "Moonwort Gaming", "igaming", "free", "2026-10-26", 0, 0, "pending"),
)

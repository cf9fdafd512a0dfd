"""Two datasets that test the screen's limits: names that attack it, and figures as wide as they come."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from data_access.dataset.small_tables import CONNECTORS, OPERATORS
from data_access.tables import CONNECTIONS, DAILY_USAGE
from tests.data_access.tiny import write_json, write_table

HOSTILE_NAMES = {
    "op_image": "<img src=x onerror=alert(1)>",
    "op_markdown": "**bold** [x](javascript:alert(1)) ![y](https://evil.example/y.png)",
    "op_formula": "=cmd|' /C calc'!A0",
    "op_colour": ":red[x] $a$ https://evil.example",
    "op_code": "`code` :material/delete: <script>alert(1)</script> evil@evil.example",
    "op_long": "Long " + "Wonderfully" * 12,
}
HOSTILE_STATE = "[s](https://evil.example/s) <b>"
CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOW, BEFORE, LONG_AGO = date(2026, 3, 31), date(2026, 3, 3), date(2026, 1, 5)
"""Days in the last 28 days, in the 28 before, and before both."""

WIDE_TOTALS = {"api_calls": 888_499_999_999, "gateway_requests": 88_849_999_999, "events_ingested": 8_884_999_999}
"""`888bn`, `88.8bn`, `8.88bn`."""


def write_hostile(directory: Path) -> Path:
    """Every name, status, plan and key is an attack; one operator is quiet, so each list of Overview shows some."""
    _manifest(directory, "=Evil <b>Platform</b>")
    write_json(directory / "settings.json", {"name": "=Evil <b>Platform</b>", "contactEmail": HOSTILE_NAMES["op_code"]})
    operators = [
        (id_, name, HOSTILE_STATE, HOSTILE_STATE, HOSTILE_STATE, name[:60], CREATED, None)
        for id_, name in HOSTILE_NAMES.items()
    ]
    connectors = [(f"co_{id_}", name, HOSTILE_STATE) for id_, name in HOSTILE_NAMES.items()]
    links = [(f"conn_{id_}", id_, f"co_{id_}", "active", CREATED) for id_ in HOSTILE_NAMES]
    usage = [
        (day, id_, metric, f"co_{id_}" if metric == "gateway_requests" else name, (place + 1) * amount)
        for place, (id_, name) in enumerate(HOSTILE_NAMES.items())
        for metric in ("api_calls", "gateway_requests", "events_ingested")
        for day, amount in _days(place)
    ]
    return _written(directory, operators, connectors, links, usage)


def _days(place: int) -> list[tuple[date, int]]:
    """Two operators grow, two fall, two went silent."""
    return [
        [(NOW, 50), (BEFORE, 20)],
        [(NOW, 20), (BEFORE, 50)],
        [(BEFORE, 40), (LONG_AGO, 5)],
    ][place % 3]


def write_wide(directory: Path) -> Path:
    """9,999 operators, and totals of three wide digits; a change of 1,234.5%, and one of an operator that began at 1."""
    _manifest(directory, "Wide")
    statuses = [*["active"] * 6666, *["suspended"] * 1111, *["pending_approval"] * 1111, *["archived"] * 1111]
    operators = [
        (f"op_{place:04}", f"Operator {place}", status, "grow", "igaming", None, CREATED, None)
        for place, status in enumerate(statuses)
    ]
    links = [
        (f"conn_{place}", f"op_{place % 9999:04}", "stripe", "active" if place < 88_888 else "error", CREATED)
        for place in range(177_776)
    ]
    usage = [
        row
        for metric, total in WIDE_TOTALS.items()
        for row in (
            (NOW, "op_0000", metric, "stripe", total - 8_888_888),
            (BEFORE, "op_0000", metric, "stripe", total * 1000 // 13_345 - 1),
            (NOW, "op_0001", metric, "stripe", 8_888_888),
            (BEFORE, "op_0001", metric, "stripe", 1),
        )
    ]
    storage = [(NOW, f"op_000{place}", "storage_bytes", "", 8_884 * 10**9 * 28 // (place + 1)) for place in range(2)]
    return _written(directory, operators, [("stripe", "Stripe", "Payments")], links, [*usage, *storage])


def _manifest(directory: Path, platform: str) -> None:
    write_json(
        directory / "manifest.json",
        {
            "format": 1,
            "platform": platform,
            "platform_id": "plat_harsh",
            "first_day": "2026-01-01",
            "as_of": "2026-03-31T23:59:59Z",
        },
    )


def _written(directory: Path, operators: list, connectors: list, links: list, usage: list) -> Path:  # type: ignore[type-arg]
    for name, rows, schema in (
        ("operators", operators, OPERATORS),
        ("connectors", connectors, CONNECTORS),
        ("connections", links, CONNECTIONS),
    ):
        write_table(pl.DataFrame(rows, schema, orient="row"), directory / f"{name}.parquet")
    write_table(pl.DataFrame(usage, DAILY_USAGE, orient="row"), directory / "usage.csv")
    return directory

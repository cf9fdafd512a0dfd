from datetime import date

import polars as pl

from dashboard.metrics.activity.desk import desk_rows
from dashboard.views.operators.desk import EVERYBODY, Chosen, Desk, choices, desk
from data_access.tables import API_CALLS, STORAGE_BYTES

TEXTS = ("operator_id", "name", "state", "reason", "status", "plan", "industry", "contact_email")
STANDING = {
    **dict.fromkeys(TEXTS, pl.String()),
    "at_stake": pl.Int64(),
    "days_silent": pl.Int64(),
    "change": pl.Float64(),
    "before": pl.Int64(),
    "created_at": pl.Date(),
    "active_connections": pl.Int64(),
}
PEOPLE = (
    ("ana", "Åre Spel", "dormant", "Silent.", "active", "enterprise", "igaming", "call@are.example", 90, 40),
    ("ben", "Ben", "watch", "Fell.", "suspended", "free", "fintech", None, 30, 8),
    ("cleo", "Cleo", "healthy", "Fine.", "active", "enterprise", None, None, None, 0),
    ("dora", "Dora", "new", "New.", "pending_approval", None, "igaming", None, None, None),
)
FIGURES = {"ana": (2, 4_000_000, 0.4, 5_000_000), "ben": (1, 6_000_000, 0.6, None), "cleo": (3, 0, 0.0, 9)}
BOARD = {
    "operator_id": pl.String(),
    "operator_name": pl.String(),
    "rank": pl.Int64(),
    "value": pl.Int64(),
    "share": pl.Float64(),
    "before": pl.Int64(),
    "change": pl.Float64(),
    "last_active_at": pl.Datetime("us", "UTC"),
}
SNOOZED = {"operator_id": pl.String(), "until": pl.Date(), "note": pl.String(), "by": pl.String()}


def rows(*hidden: str, silent: bool = True) -> pl.DataFrame:
    """Everybody of PEOPLE with their FIGURES, in that order; Dora's are not reported, unless she is not `silent`."""
    standing = [(*one, -0.204, 1, date(2025, 1, 1), 2) for one in PEOPLE]
    schema = {name: STANDING[name] for name in (*TEXTS, "at_stake", "days_silent", "change", "before")}
    schema |= {name: STANDING[name] for name in ("created_at", "active_connections")}
    figures = FIGURES | {"dora": (4, None, None, None) if silent else (4, 0, 0.0, 0)}
    board = [(one, None, *figures[one], None, None) for one in figures]
    weeks = pl.DataFrame({"operator_id": ["ana"], "weeks": [[1, 2]]})
    snoozed = [(one, date(2027, 3, 1), "", "Ana") for one in hidden]
    return desk_rows(
        pl.DataFrame(standing, schema=schema, orient="row"),
        pl.DataFrame(board, schema=BOARD, orient="row"),
        weeks,
        pl.DataFrame(snoozed, schema=SNOOZED, orient="row"),
    )


def shown(
    *hidden: str,
    group: str = EVERYBODY,
    words: str = "",
    order: str = "at_stake",
    metric: str = API_CALLS,
    **values: str,
) -> Desk:
    wanted = Chosen(group, words, tuple((name, (value,)) for name, value in values.items()), order)
    return desk(rows(*hidden), wanted, metric)


def test_the_groups_are_counted_the_worst_first_and_the_snoozed_are_not_among_all() -> None:
    assert list(choices(rows("ben")).groups.items()) == [
        ("all", 3),
        ("dormant", 1),
        ("new", 1),
        ("healthy", 1),
        ("snoozed", 1),
    ]


def test_a_filter_offers_what_there_is_also_what_is_not_known() -> None:
    assert dict(choices(rows()).options) == {
        "status": ("active", "pending_approval", "suspended"),
        "plan": ("enterprise", "free", "not known"),
        "industry": ("fintech", "igaming", "not known"),
    }


def test_everybody_has_one_row_in_the_order_of_who_needs_a_call() -> None:
    everybody = shown()
    assert everybody.ids == ("ana", "ben", "cleo", "dora")
    assert everybody.names == ("Åre Spel", "Ben", "Cleo", "Dora")


def test_the_snoozed_stand_in_a_group_of_their_own() -> None:
    assert shown("ben").ids == ("ana", "cleo", "dora")
    assert shown("ben", group="snoozed").ids == ("ben",)


def test_a_group_shows_those_of_its_state() -> None:
    assert shown(group="healthy").ids == ("cleo",)


def test_values_of_a_filter_choose_and_so_does_what_is_not_known() -> None:
    assert shown(plan="enterprise").ids == ("ana", "cleo")
    assert shown(plan="enterprise", industry="igaming").ids == ("ana",)
    assert shown(plan="not known").ids == ("dora",)
    assert shown(status="suspended").ids == ("ben",)


def test_words_are_found_in_name_id_and_contact_whatever_their_case_and_accents() -> None:
    assert shown(words="A\u030aRE").ids == ("ana",)
    assert shown(words="cle").ids == ("cleo",)
    assert shown(words="call@are").ids == ("ana",)
    assert shown(words="enterprise").ids == ()


def test_another_order_begins_with_the_largest_and_ends_with_what_is_not_known() -> None:
    assert shown(order="value").ids == ("ben", "ana", "cleo", "dora")
    assert shown(order="days_silent").ids == ("ana", "ben", "cleo", "dora")


def test_rank_and_share_stay_those_of_the_whole_platform_when_filtered() -> None:
    only = shown(plan="enterprise").grid.arrow
    assert only["rank"].to_pylist() == [2, 3]
    assert only["share"].to_pylist() == [40.0, 0.0]


def test_the_caption_counts_what_is_shown_of_all_and_says_whose_shares_they_are() -> None:
    assert shown(plan="enterprise").caption == (
        "2 of 4 operators, most at stake first; rank and share by API calls, "
        "of what is reported: 1 operator did not report"
    )
    everybody = Chosen(EVERYBODY, "", (), "value")
    assert desk(rows(silent=False), everybody, API_CALLS).caption.endswith("by API calls, of the whole platform")


def test_states_and_plans_are_titles_and_changes_whole_percent_on_the_screen_and_as_they_are_in_the_rows() -> None:
    first = shown(group="dormant")
    screen = first.grid.arrow.to_pylist()[0]
    assert (screen["state"], screen["plan"], screen["change"]) == (["Dormant"], "Enterprise", -20.0)
    assert first.rows.select("state", "plan", "change").row(0) == ("dormant", "enterprise", -0.204)


def test_storage_is_readable_and_other_figures_are_as_they_are() -> None:
    storage = shown(metric=STORAGE_BYTES).grid
    assert dict(storage.units) == {"value": "MB", "delta": "MB", "before": "MB"}
    assert storage.arrow["value_readable"].to_pylist() == [4.0, 6.0, 0.0, None]
    assert storage.arrow["value"].to_pylist() == [4_000_000, 6_000_000, 0, None]
    assert dict(shown(metric=API_CALLS).grid.units) == {}

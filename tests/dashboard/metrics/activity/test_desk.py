from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.activity.desk import desk_rows, operator_weeks
from data_access.facts import Coverage
from data_access.tables import OPERATOR_DAYS

LAST = date(2026, 11, 21)
FIRST = date(2026, 9, 27)
"""The first of the 56 days that are shown."""

STANDING = {
    "operator_id": pl.String(),
    "name": pl.String(),
    "state": pl.String(),
    "reason": pl.String(),
    "at_stake": pl.Int64(),
    "days_silent": pl.Int64(),
    "change": pl.Float64(),
    "before": pl.Int64(),
    **dict.fromkeys(("status", "plan", "industry", "contact_email"), pl.String()),
    "created_at": pl.Date(),
    "active_connections": pl.Int64(),
}
BOARD = {
    "rank": pl.Int64(),
    "operator_id": pl.String(),
    "operator_name": pl.String(),
    "value": pl.Int64(),
    "share": pl.Float64(),
    "before": pl.Int64(),
    "change": pl.Float64(),
    "last_active_at": pl.Datetime("us", "UTC"),
}
WEEKS = {"operator_id": pl.String(), "weeks": pl.List(pl.Int64())}
SNOOZES = {"operator_id": pl.String(), "until": pl.Date(), "note": pl.String(), "by": pl.String()}


def frame(schema: dict, *rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


CREATED = date(2025, 1, 1)
ADA = ("a", "Ada", "watch", "Silent.", 70, 8, -0.25, 9_999, "active", "grow", "igaming", "a@x.org", CREATED, 3)
BOB = ("b", "Bob", "healthy", "Fine.", 10, 0, 0.5, 8_888, "active", "free", "fintech", None, None, None)
BOARD_A = (2, "a", "Ada", 40, 0.4, 50, -0.2, None)
BOARD_B = (1, "b", "Bob", 60, 0.6, 30, 1.0, None)


def rows(standing: tuple, board: tuple, weeks: tuple = (), snoozed: tuple = ()) -> pl.DataFrame:
    return desk_rows(frame(STANDING, *standing), frame(BOARD, *board), frame(WEEKS, *weeks), frame(SNOOZES, *snoozed))


def test_a_row_holds_state_and_reason_beside_the_figures_of_the_leaderboard() -> None:
    found = rows((ADA,), (BOARD_A,), (("a", [1, 2]),)).row(0, named=True)
    assert found == {
        "operator_id": "a",
        "operator_name": "Ada",
        "state": "watch",
        "group": "watch",
        "reason": "Silent.",
        "at_stake": 70,
        "days_silent": 8,
        "change": -0.25,
        "weeks": [1, 2],
        "rank": 2,
        "value": 40,
        "share": 0.4,
        "before": 50,
        "value_change": -0.2,
        "delta": -10,
        "status": "active",
        "plan": "grow",
        "industry": "igaming",
        "contact_email": "a@x.org",
        "created_at": CREATED,
        "active_connections": 3,
        "last_active_at": None,
        "snoozed_until": None,
        "snooze_note": None,
        "snoozed_by": None,
    }


def test_the_rows_keep_the_order_of_the_standing() -> None:
    assert rows((ADA, BOB), (BOARD_B, BOARD_A))["operator_id"].to_list() == ["a", "b"]
    assert rows((BOB, ADA), (BOARD_A, BOARD_B))["operator_id"].to_list() == ["b", "a"]


def test_an_operator_that_only_a_report_knows_is_unknown_and_comes_last() -> None:
    found = rows((ADA,), (BOARD_B, BOARD_A)).select("operator_id", "operator_name", "state", "group", "reason")
    assert found.row(1) == (
        "b",
        "Bob",
        "unknown",
        "unknown",
        "Known from the usage report alone: the platform lists no such operator.",
    )


def test_an_operator_that_the_report_does_not_list_has_no_figure() -> None:
    found = rows((ADA,), ()).select("operator_name", "rank", "value", "share", "before", "value_change", "delta")
    assert found.row(0) == ("Ada", *[None] * 6)


def test_a_snoozed_operator_is_in_a_group_of_its_own_and_keeps_its_state() -> None:
    found = rows((ADA, BOB), (BOARD_A, BOARD_B), (), (("a", date(2027, 3, 1), "season ended", "Ana"),))
    assert found.select("operator_id", "state", "group", "snoozed_until", "snooze_note", "snoozed_by").rows() == [
        ("a", "watch", "snoozed", date(2027, 3, 1), "season ended", "Ana"),
        ("b", "healthy", "healthy", None, None, None),
    ]


def test_a_snooze_of_an_operator_that_is_gone_adds_no_row() -> None:
    assert rows((ADA,), (BOARD_A,), (), (("z", date(2027, 3, 1), "", "Ana"),))["operator_id"].to_list() == ["a"]


def days(*rows: tuple) -> pl.DataFrame:
    """Rows of (days before the last one, operator, calls, gateway requests, events)."""
    typed = [(LAST - timedelta(days=ago), who, *figures, 0) for ago, who, *figures in rows]
    return frame(dict(OPERATOR_DAYS), *typed)


def held(*, first: date = FIRST, missing: frozenset[date] = frozenset()) -> Coverage:
    return Coverage(first, LAST, LAST, missing)


def weeks(*rows: tuple) -> pl.DataFrame:
    return frame(WEEKS, *rows)


def test_a_week_is_the_sum_of_calls_requests_and_events_of_seven_days_the_last_one_last() -> None:
    found = operator_weeks(days((6, "a", 1, 2, 4), (0, "a", 8, 0, 0), (7, "a", 16, 0, 0)), held(), absent_is_zero=True)
    assert_frame_equal(found, weeks(("a", [0, 0, 0, 0, 0, 0, 16, 15])))


def test_the_eight_weeks_begin_55_days_before_the_last() -> None:
    found = operator_weeks(days((55, "a", 3, 0, 0), (56, "a", 9, 0, 0)), held(), absent_is_zero=True)
    assert_frame_equal(found, weeks(("a", [3, 0, 0, 0, 0, 0, 0, 0])))


def test_a_week_with_a_missing_day_is_left_out() -> None:
    gap = frozenset({LAST - timedelta(days=6)})
    found = operator_weeks(days((0, "a", 8, 0, 0), (7, "a", 1, 0, 0)), held(missing=gap), absent_is_zero=True)
    assert_frame_equal(found, weeks(("a", [0, 0, 0, 0, 0, 0, 1])))


@pytest.mark.parametrize(("first", "known"), [(FIRST, [0]), (FIRST + timedelta(days=1), [])])
def test_a_week_that_begins_before_the_first_day_held_is_left_out(first, known) -> None:
    found = operator_weeks(days((0, "a", 8, 0, 0)), held(first=first), absent_is_zero=True)
    assert_frame_equal(found, weeks(("a", [*known, 0, 0, 0, 0, 0, 0, 8])))


def test_a_week_without_a_report_is_0_only_where_absence_is_known_to_be_0() -> None:
    found = operator_weeks(days((0, "a", 8, 0, 0)), held(), absent_is_zero=False)
    assert_frame_equal(found, weeks(("a", [8])))


def test_a_week_whose_days_report_no_activity_is_not_known_where_absence_is_not_0() -> None:
    found = operator_weeks(days((0, "a", None, None, None), (7, "a", 0, None, 3)), held(), absent_is_zero=False)
    assert_frame_equal(found, weeks(("a", [3])))


def test_operators_are_sorted_and_one_without_a_row_is_not_there() -> None:
    found = operator_weeks(days((0, "b", 1, 0, 0), (60, "c", 1, 0, 0), (1, "a", 1, 0, 0)), held(), absent_is_zero=True)
    assert found["operator_id"].to_list() == ["a", "b"]


def test_without_a_held_day_there_are_no_weeks() -> None:
    assert_frame_equal(operator_weeks(days(), None, absent_is_zero=False), weeks())

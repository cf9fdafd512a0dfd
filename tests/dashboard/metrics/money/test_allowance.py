"""Usage against allowance: the marks at exactly 75% and 90%, and the day at which nothing is left at this pace."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.money.allowance import ALLOWED, PACE, allowances, daily_pace
from dashboard.metrics.report.canonical import OPERATORS
from data_access.rate_card import Allowance
from data_access.tables import OPERATOR_DAYS
from data_access.tables import OPERATORS as ROSTER

TENTH = date(2026, 10, 10)
NO_PACE = pl.DataFrame(schema=PACE)


def operators(used: int | None, plan: str | None = "pro") -> pl.DataFrame:
    return pl.DataFrame([{"operator_id": "a", "operator_name": "A", "plan": plan, "api_calls": used}], schema=OPERATORS)


def pace(quantity: int, days: int = 28) -> pl.DataFrame:
    return pl.DataFrame([("a", "api_calls", quantity, days)], schema=PACE, orient="row")


def row(used: int | None, units: int, given_pace: pl.DataFrame = NO_PACE, last_day: date = TENTH) -> dict[str, object]:
    allowed = {"pro": Allowance(units, "api_calls")}
    return allowances(operators(used), allowed, given_pace, last_day=last_day).row(0, named=True)


@pytest.mark.parametrize(
    ("used", "mark"),
    [(0, "none"), (749, "none"), (750, "75%"), (899, "75%"), (900, "90%"), (1000, "90%"), (1001, "over"), (None, None)],
)
def test_marks_stand_at_exactly_75_and_90_percent_and_above_all_of_it(used: int | None, mark: str | None) -> None:
    found = row(used, 1000)
    assert found["mark"] == mark
    assert found["share"] == (None if used is None else used / 1000)


def test_marks_hold_for_the_largest_figures() -> None:
    assert row(2**63 - 1, 2**63 - 1)["mark"] == "90%"
    assert row(2**63 - 1, 2**63 - 2)["mark"] == "over"


PACES = {
    "on the day that it is used up": (900, 1000, pace(28 * 50), date(2026, 10, 12), "this month"),
    "a part of a day counts as the day": (900, 1000, pace(28 * 49), date(2026, 10, 13), "this month"),
    "on the month's last day": (790, 1000, pace(28 * 10), date(2026, 10, 31), "this month"),
    "one unit too many for this month": (789, 1000, pace(28 * 10), None, "not this month"),
    "at no pace never": (900, 1000, pace(0), None, "not at this pace"),
    "the pace is a mean of the days known": (900, 1000, pace(100, days=3), date(2026, 10, 13), "this month"),
    "used up": (1000, 1000, pace(28), None, "reached"),
    "more than used up": (1001, 1000, NO_PACE, None, "reached"),
    "without a pace": (900, 1000, NO_PACE, None, "unknown"),
    "not reported": (None, 1000, pace(28), None, None),
    "a pace beyond 64 bits": (2**62, 2**63 - 1, pace(2**62, days=1), date(2026, 10, 11), "this month"),
}


@pytest.mark.parametrize(("used", "units", "given_pace", "day", "outlook"), PACES.values(), ids=PACES)
def test_the_day_is_the_first_on_which_nothing_is_left(
    used: int | None, units: int, given_pace: pl.DataFrame, day: date | None, outlook: str | None
) -> None:
    found = row(used, units, given_pace)
    assert (found["reached_on"], found["outlook"]) == (day, outlook)


@given(st.integers(0, 999), st.integers(1, 10**4), st.integers(1, 28), st.integers(1, 31))
def test_the_day_before_something_is_left_and_on_the_day_nothing(used: int, quantity: int, days: int, day: int) -> None:
    last_day = date(2026, 10, day)
    found = row(used, 1000, pace(quantity, days), last_day)
    reached = found["reached_on"] or date(2026, 11, 1)
    assert isinstance(reached, date)
    ahead = (reached - last_day).days
    assert used * days + quantity * (ahead - 1) < 1000 * days
    if found["outlook"] == "this month":
        assert used * days + quantity * ahead >= 1000 * days


def test_the_pace_used_stands_beside_the_day() -> None:
    found = row(900, 1000, pace(100, days=8))
    assert (found["pace"], found["pace_quantity"], found["pace_days"]) == (12.5, 100, 8)


@pytest.mark.parametrize("plan", ["free", None])
def test_a_plan_without_an_allowance_has_none(plan: str | None) -> None:
    found = allowances(operators(5, plan), {"pro": Allowance(1, "api_calls")}, pace(28), last_day=TENTH)
    blank = ("a", "A", plan, *[None] * 10)
    assert_frame_equal(found, pl.DataFrame([blank], schema=ALLOWED, orient="row"))


def test_each_plan_has_its_metric_and_the_fullest_comes_first() -> None:
    frame = pl.DataFrame(
        [
            {"operator_id": "a", "plan": "pro", "api_calls": 1, "billable_units": 50},
            {"operator_id": "b", "plan": "starter", "api_calls": 3, "billable_units": 1},
            {"operator_id": "c", "plan": "pro", "api_calls": 3, "billable_units": None},
        ],
        schema=OPERATORS,
    )
    allowed = {"pro": Allowance(100, "billable_units"), "starter": Allowance(4, "api_calls")}
    found = allowances(frame, allowed, NO_PACE, last_day=TENTH).select("operator_id", "metric", "used", "mark").rows()
    units = "billable_units"
    assert found == [("b", "api_calls", 3, "75%"), ("a", units, 50, "none"), ("c", units, None, None)]


def days(counts: dict[int, int | None]) -> pl.DataFrame:
    rows = [
        {"date": date(2026, 9, 1) + timedelta(days=day), "operator_id": "a", "api_calls": count}
        for day, count in counts.items()
    ]
    return pl.DataFrame(rows, schema=OPERATOR_DAYS)


KNOWN = [date(2026, 9, 1) + timedelta(days=day) for day in range(30)]


def roster(created: date | None = date(2026, 1, 1)) -> pl.DataFrame:
    stamp = created and datetime(created.year, created.month, created.day, 12, tzinfo=UTC)
    return pl.DataFrame([{"operator_id": "a", "created_at": stamp}], schema=ROSTER)


def calls(frame: pl.DataFrame, *, absent_is_zero: bool, created: date | None = None) -> list[tuple[object, ...]]:
    people = roster(created or date(2026, 1, 1))
    return daily_pace(frame, people, KNOWN, absent_is_zero=absent_is_zero).filter(metric="api_calls").rows()


def test_an_operator_of_five_days_has_five_days() -> None:
    frame = days({25: 5, 27: 10})
    assert calls(frame, absent_is_zero=True, created=date(2026, 9, 26)) == [("a", "api_calls", 15, 5)]
    by_its_first_use = daily_pace(frame, roster(None), KNOWN, absent_is_zero=True).filter(metric="api_calls")
    assert by_its_first_use.rows() == [("a", "api_calls", 15, 5)]


def test_a_silent_operator_has_a_pace_of_0_and_reaches_nothing_at_it() -> None:
    frame = days({0: 5})
    assert calls(frame, absent_is_zero=True) == [("a", "api_calls", 0, 28)]
    assert calls(frame, absent_is_zero=False) == []
    assert row(900, 1000, daily_pace(frame, roster(), KNOWN, absent_is_zero=True))["outlook"] == "not at this pace"


def test_a_pace_is_of_the_last_28_known_days() -> None:
    frame = days({day: 1000 if day < 2 else 1 for day in range(31)})
    assert calls(frame, absent_is_zero=False) == [("a", "api_calls", 28, 28)]


def test_a_day_without_a_row_is_0_where_absence_says_so_and_else_is_not_counted() -> None:
    frame = days({10: 5, 12: 7})
    assert calls(frame, absent_is_zero=True) == [("a", "api_calls", 12, 28)]
    assert calls(frame, absent_is_zero=False) == [("a", "api_calls", 12, 2)]


def test_a_figure_that_is_not_reported_is_no_day_of_the_pace() -> None:
    frame = days({10: 5, 12: None})
    assert calls(frame, absent_is_zero=True) == [("a", "api_calls", 5, 27)]
    assert calls(frame, absent_is_zero=False) == [("a", "api_calls", 5, 1)]


def test_where_nothing_is_known_there_is_no_pace() -> None:
    assert daily_pace(days({10: None}), roster(), KNOWN, absent_is_zero=False).is_empty()
    assert_frame_equal(daily_pace(days({10: 5}), roster(), [], absent_is_zero=True), NO_PACE)

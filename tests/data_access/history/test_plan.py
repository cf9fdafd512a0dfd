"""Which days are asked for, which are read again, and what state each is in."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.history import plan
from data_access.period import Period
from data_access.tables import DAILY_USAGE

_DAY = timedelta(days=1)
_TODAY = date(2024, 3, 1)
_NO_ROWS = pl.DataFrame(schema=DAILY_USAGE)
_A_ROW = pl.DataFrame([(_TODAY, "op", "api_calls", "", 0)], DAILY_USAGE, orient="row")


_READ = datetime(2024, 3, 1, 12, tzinfo=UTC)


def _days(*rows):
    """A day and its state, when it was read (today) and verified (never)."""
    return pl.DataFrame([(*row, *(_READ, None)[len(row) - 2 :]) for row in rows], plan.DAYS, orient="row")


def test_the_window_ends_yesterday_for_today_is_not_over():
    assert plan.window(_TODAY, 2) == Period(date(2024, 2, 28), date(2024, 2, 29))


@pytest.mark.parametrize(("back", "state"), [(1, "settling"), (3, "settling"), (4, "closed"), (90, "closed")])
def test_a_day_settles_for_three_days(back, state):
    assert plan.state(_TODAY - back * _DAY, _TODAY, _A_ROW) == state


def test_a_day_that_lists_nobody_is_empty_once_it_has_settled():
    assert plan.state(_TODAY - 3 * _DAY, _TODAY, _NO_ROWS) == "settling"
    assert plan.state(_TODAY - 4 * _DAY, _TODAY, _NO_ROWS) == "empty"


def test_everything_of_the_window_is_asked_for_but_closed_and_empty_days_newest_first():
    days = _days(
        (_TODAY - 2 * _DAY, "settling"),
        (_TODAY - 4 * _DAY, "closed"),
        (_TODAY - 5 * _DAY, "empty"),
        (_TODAY - 6 * _DAY, "missing"),
    )
    assert plan.asked(days, _TODAY, 6) == [_TODAY - back * _DAY for back in (1, 2, 3, 6)]


def test_a_settling_day_before_the_window_is_asked_for_as_long_as_onehazel_keeps_it():
    days = _days((_TODAY - 90 * _DAY, "settling"), (_TODAY - 91 * _DAY, "settling"))
    assert plan.asked(days, _TODAY, 1) == [_TODAY - _DAY, _TODAY - 90 * _DAY]


def test_what_was_never_verified_comes_first_the_oldest_before_then_the_longest_ago():
    def at(day):
        return datetime(2024, 2, day, tzinfo=UTC)

    days = _days(
        (date(2024, 2, 1), "closed", at(9), at(20)),
        (date(2024, 2, 2), "closed", at(9), at(19)),
        (date(2024, 2, 3), "closed", at(9)),
        (date(2024, 2, 4), "empty", at(9)),
        (date(2024, 2, 5), "missing"),
        (date(2024, 2, 29), "settling", at(29)),
    )
    assert [day.day for day in plan.to_verify(days, _TODAY, 9)] == [3, 4, 2, 1]
    assert [day.day for day in plan.to_verify(days, _TODAY, 1)] == [3]


def test_the_day_on_the_edge_of_what_onehazel_keeps_is_not_verified():
    days = _days((_TODAY - 90 * _DAY, "closed"), (_TODAY - 89 * _DAY, "closed"))
    assert plan.to_verify(days, _TODAY, 9) == [_TODAY - 89 * _DAY]


def test_gaps_are_listed_as_missing():
    days = plan.gaps_listed(_days((date(2024, 2, 28), "closed")), Period(date(2024, 2, 27), date(2024, 3, 1)))
    assert days.select("date", "state").rows() == [
        (date(2024, 2, 27), "missing"),
        (date(2024, 2, 28), "closed"),
        (date(2024, 2, 29), "missing"),
        (date(2024, 3, 1), "missing"),
    ]
    assert days.schema == plan.DAYS


def test_a_day_has_one_row_the_last_that_was_told():
    days = plan.with_day(_days((_TODAY, "settling")), (_TODAY, "closed", None, None))
    assert days.select("date", "state").rows() == [(_TODAY, "closed")]


def test_the_probed_week_no_longer_settles():
    week = plan.probed_week(_TODAY)
    assert week.days == 7
    assert week.end == _TODAY - 4 * _DAY
    assert not plan.is_settling(week.end, _TODAY)
    assert plan.is_settling(week.end + _DAY, _TODAY)


def test_requests_of_a_first_sync_are_a_day_each_the_probed_week_and_six():
    nothing = _days()
    assert plan.requests_needed(nothing, None, _TODAY, 90) == 90 + 1 + 6
    assert plan.requests_needed(nothing, None, _TODAY, 3) == 3 + 7 + 1 + 6
    assert plan.requests_needed(nothing, _TODAY, _TODAY, 3) == 3 + 6


_STATES = st.sampled_from(["closed", "empty", "settling", "missing"])


@given(st.dictionaries(st.integers(1, 120), _STATES), st.integers(1, 100))
def test_after_reading_what_is_asked_for_every_day_of_the_window_is_held(known, count):
    days = _days(*((_TODAY - back * _DAY, state) for back, state in sorted(known.items(), reverse=True)))
    asked = plan.asked(days, _TODAY, count)
    for day in asked:
        days = plan.with_day(days, (day, plan.state(day, _TODAY, _A_ROW), _READ, None))
    held = set(plan.held(days)["date"])
    assert held.issuperset(plan.window(_TODAY, count).dates())
    assert asked == sorted(set(asked), reverse=True)
    assert _TODAY not in asked
    assert all(plan.is_settling(day, _TODAY) for day in plan.asked(days, _TODAY, count))

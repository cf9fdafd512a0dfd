"""Provisional, settling, final: by the day, half-open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.report.state import final_from, report_state
from data_access.facts import Coverage
from data_access.period import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def known(today, **facts):
    return Coverage(**{"first_day": date(2026, 1, 1), "today": today, "last_complete_day": today, **facts})


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 30), "provisional"),
        (date(2026, 10, 31), "provisional"),
        (date(2026, 11, 1), "settling"),
        (date(2026, 11, 3), "settling"),
        (date(2026, 11, 4), "final"),
        (date(2027, 11, 4), "final"),
    ],
)
def test_a_period_settles_for_three_days_from_the_midnight_that_ends_it(today, state):
    assert report_state(OCTOBER, known(today)) == state


def test_the_settling_days_can_be_chosen():
    assert report_state(OCTOBER, known(date(2026, 11, 1)), settling_days=0) == "final"
    assert report_state(OCTOBER, known(date(2026, 11, 10)), settling_days=10) == "settling"
    assert report_state(OCTOBER, known(date(2026, 11, 11)), settling_days=10) == "final"
    assert final_from(OCTOBER, 10) == date(2026, 11, 11)


def test_settling_days_are_never_negative():
    with pytest.raises(ValueError, match="-1 settling days"):
        report_state(OCTOBER, known(date(2026, 12, 1)), settling_days=-1)


@pytest.mark.parametrize("day", [OCTOBER.start, date(2026, 10, 15), OCTOBER.end])
def test_a_missing_day_makes_it_provisional_and_a_settling_one_settling(day):
    today = date(2026, 12, 1)
    assert report_state(OCTOBER, known(today, missing=frozenset({day}))) == "provisional"
    assert report_state(OCTOBER, known(today, settling=frozenset({day}))) == "settling"


def test_days_beside_the_period_say_nothing_about_it():
    beside = frozenset({date(2026, 9, 30), date(2026, 11, 1)})
    assert report_state(OCTOBER, known(date(2026, 12, 1), missing=beside, settling=beside)) == "final"


def test_a_day_before_the_first_that_is_known_is_a_day_without_data():
    assert report_state(OCTOBER, known(date(2026, 12, 1), first_day=date(2026, 10, 2))) == "provisional"
    assert report_state(OCTOBER, known(date(2026, 12, 1), first_day=date(2026, 10, 1))) == "final"


@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 30))
def test_a_report_only_ever_ripens(start, length, settling_days):
    order = ["provisional", "settling", "final"]
    first = date(2026, 1, 1) + timedelta(days=start)
    period = Period(first, first + timedelta(days=length))
    days = [period.end + timedelta(days=offset) for offset in range(-1, settling_days + 3)]
    states = [order.index(report_state(period, known(day), settling_days=settling_days)) for day in days]
    assert states == sorted(states)
    assert states[-1] == 2

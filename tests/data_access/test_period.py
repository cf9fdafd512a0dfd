"""Periods are whole UTC days, both ends included, and are compared with the right days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.period import DEFAULT_PRESET, PRESETS, Period, period_before, preset_period

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
periods = st.tuples(days, st.integers(0, 800)).map(lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1])))


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def test_both_ends_are_counted() -> None:
    assert period("2026-05-01", "2026-05-01").days == 1
    assert period("2026-02-27", "2026-03-02").days == 4
    assert list(period("2026-02-27", "2026-03-01").dates()) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


def test_a_reversed_range_is_refused_with_both_dates() -> None:
    with pytest.raises(ValueError, match=r"ends \(2026-05-01\) before it starts \(2026-05-02\)"):
        period("2026-05-02", "2026-05-01")


def test_a_period_contains_its_ends_and_nothing_beyond() -> None:
    may = period("2026-05-01", "2026-05-31")
    assert may.contains(date(2026, 5, 1))
    assert may.contains(date(2026, 5, 31))
    assert not may.contains(date(2026, 4, 30))
    assert not may.contains(date(2026, 6, 1))


def test_an_overlap_is_the_days_that_both_have() -> None:
    may = period("2026-05-01", "2026-05-31")
    assert may.overlap(period("2026-05-31", "2026-06-30")) == period("2026-05-31", "2026-05-31")
    assert may.overlap(period("2026-06-01", "2026-06-30")) is None
    assert may.overlap(may) == may


BEFORE = {
    "last month": ("last_month", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
    "last month, January": ("last_month", ("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
    "last month, a leap February": ("last_month", ("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-01-31")),
    "last quarter": ("last_quarter", ("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
    "last quarter, the first": ("last_quarter", ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31")),
    "this month so far": ("this_month", ("2026-11-01", "2026-11-21"), ("2026-10-01", "2026-10-21")),
    "this month beyond the days of the one before": (
        "this_month",
        ("2026-03-01", "2026-03-30"),
        ("2026-02-01", "2026-02-28"),
    ),
    "this quarter so far": ("this_quarter", ("2026-10-01", "2026-11-21"), ("2026-07-01", "2026-08-21")),
    "this quarter, a longer month": ("this_quarter", ("2026-04-01", "2026-05-31"), ("2026-01-01", "2026-02-28")),
    "this year so far": ("this_year", ("2026-01-01", "2026-11-21"), ("2025-01-01", "2025-11-21")),
    "this year on a leap day": ("this_year", ("2028-01-01", "2028-02-29"), ("2027-01-01", "2027-02-28")),
    "28 days that are a February": ("last_28_days", ("2026-02-01", "2026-02-28"), ("2026-01-04", "2026-01-31")),
    "7 days": ("last_7_days", ("2026-05-25", "2026-05-31"), ("2026-05-18", "2026-05-24")),
    "days that are a month": ("custom", ("2026-03-01", "2026-03-31"), ("2026-01-29", "2026-02-28")),
    "one day": ("custom", ("2026-05-01", "2026-05-01"), ("2026-04-30", "2026-04-30")),
}


@pytest.mark.parametrize(("preset", "this", "before"), BEFORE.values(), ids=BEFORE)
def test_a_period_is_compared_with_the_calendar_one_the_same_days_or_the_equal_span_before(
    preset: str, this: tuple[str, str], before: tuple[str, str]
) -> None:
    assert period_before(preset, period(*this)) == period(*before)


@given(periods)
def test_the_span_before_is_as_long_and_ends_the_day_before(this: Period) -> None:
    assert this.previous().end == this.start - timedelta(days=1)
    assert this.previous().days == this.days


PRESET_DAYS = {
    "last_7_days": ("2026-05-14", "2026-05-20"),
    "last_28_days": ("2026-04-23", "2026-05-20"),
    "last_84_days": ("2026-02-26", "2026-05-20"),
    "this_month": ("2026-05-01", "2026-05-21"),
    "this_quarter": ("2026-04-01", "2026-05-21"),
    "this_year": ("2026-01-01", "2026-05-21"),
    "last_month": ("2026-04-01", "2026-04-30"),
    "last_quarter": ("2026-01-01", "2026-03-31"),
}


@pytest.mark.parametrize(("preset", "expected"), PRESET_DAYS.items(), ids=PRESET_DAYS)
def test_rolling_presets_end_on_the_last_complete_day_and_this_ones_today(
    preset: str, expected: tuple[str, str]
) -> None:
    assert preset_period(preset, date(2026, 5, 21), date(2026, 5, 20)) == period(*expected)


def test_every_preset_has_days_and_the_default_is_one_of_them() -> None:
    assert set(PRESETS) == set(PRESET_DAYS)
    assert DEFAULT_PRESET == "last_28_days"


@pytest.mark.parametrize("today", ["2026-01-01", "2026-12-31", "2028-02-29"])
def test_presets_hold_at_the_edges_of_years(today: str) -> None:
    day = date.fromisoformat(today)
    assert preset_period("this_year", day, day).start == date(day.year, 1, 1)
    assert preset_period("last_month", day, day).end == day.replace(day=1) - timedelta(days=1)


@given(days)
def test_rolling_presets_are_whole_weeks_so_that_weekdays_lie_on_weekdays(day: date) -> None:
    for preset in ("last_7_days", "last_28_days", "last_84_days"):
        this = preset_period(preset, day, day)
        assert this.days % 7 == 0
        assert period_before(preset, this).start.weekday() == this.start.weekday()


def test_a_name_that_is_no_preset_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"'last_week' is no period; known: last_7_days, last_28_days"):
        preset_period("last_week", date(2026, 5, 21), date(2026, 5, 20))

from datetime import date

import pytest

from dashboard.metrics.window import Window, window
from data_access.facts import Coverage
from data_access.period import Period

COVERAGE = Coverage(date(2026, 4, 1), date(2026, 6, 15), date(2026, 6, 14), frozenset({date(2026, 5, 10)}))


def days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def test_a_window_knows_its_days_and_those_that_it_is_compared_with() -> None:
    found = window("last_7_days", days("2026-06-08", "2026-06-14"), COVERAGE)
    assert found == Window(
        preset="last_7_days",
        period=days("2026-06-08", "2026-06-14"),
        previous=days("2026-06-01", "2026-06-07"),
        known_days=7,
        previous_known_days=7,
        is_unfinished=False,
    )
    assert found.is_whole
    assert found.compared == days("2026-06-01", "2026-06-07")


@pytest.mark.parametrize(
    ("period", "known", "previous_known", "whole", "compared"),
    [
        (days("2026-05-11", "2026-05-17"), 7, 6, True, None),
        (days("2026-05-08", "2026-05-12"), 4, 5, False, None),
        (days("2026-04-01", "2026-04-30"), 30, 0, True, None),
        (days("2026-04-03", "2026-04-05"), 3, 2, True, None),
        (days("2026-06-14", "2026-06-20"), 2, 7, False, None),
        (days("2025-01-01", "2025-01-02"), 0, 0, False, None),
    ],
)
def test_two_periods_are_compared_only_where_every_day_of_both_is_known(
    period, known, previous_known, whole, compared
) -> None:
    found = window("custom", period, COVERAGE)
    assert (found.known_days, found.previous_known_days) == (known, previous_known)
    assert (found.is_whole, found.compared) == (whole, compared)


def test_days_that_are_not_known_keep_no_curve_from_being_laid_over_the_one_before() -> None:
    found = window("custom", days("2026-05-08", "2026-05-12"), COVERAGE)
    assert (found.laid_over, found.compared) == (days("2026-05-03", "2026-05-07"), None)


@pytest.mark.parametrize(("end", "unfinished"), [("2026-06-14", False), ("2026-06-15", True), ("2026-06-20", True)])
def test_a_period_that_touches_a_day_that_is_not_over_is_unfinished(end: str, unfinished: bool) -> None:
    assert window("custom", days("2026-06-01", end), COVERAGE).is_unfinished is unfinished


@pytest.mark.parametrize(
    ("preset", "start", "end", "unfinished"),
    [
        ("this_month", "2026-06-01", "2026-06-14", True),
        ("this_quarter", "2026-04-01", "2026-06-14", True),
        ("this_year", "2026-01-01", "2026-06-14", True),
        ("this_month", "2026-04-01", "2026-04-30", False),
        ("this_quarter", "2026-01-01", "2026-03-31", False),
        ("this_year", "2025-01-01", "2025-12-31", False),
        ("last_28_days", "2026-05-18", "2026-06-14", False),
        ("custom", "2026-06-01", "2026-06-14", False),
    ],
)
def test_this_month_quarter_or_year_is_unfinished_until_its_last_day_is_over(preset, start, end, unfinished) -> None:
    assert window(preset, days(start, end), COVERAGE).is_unfinished is unfinished


CUT = Coverage(
    date(2026, 4, 1), date(2026, 6, 15), date(2026, 6, 14), settling=frozenset({date(2026, 6, 13), date(2026, 6, 15)})
)


@pytest.mark.parametrize(
    ("preset", "start", "end"),
    [
        ("custom", "2026-06-15", "2026-06-15"),
        ("custom", "2026-06-09", "2026-06-15"),
        ("custom", "2026-06-16", "2026-06-17"),
        ("this_month", "2026-06-01", "2026-06-15"),
    ],
)
def test_a_part_of_a_day_is_in_no_comparison(preset: str, start: str, end: str) -> None:
    found = window(preset, days(start, end), CUT)
    assert found.part_day == date(2026, 6, 15)
    assert found.compared is None
    assert found.is_unfinished


def test_a_period_of_whole_days_is_compared_also_where_one_of_them_settles() -> None:
    found = window("last_7_days", days("2026-06-08", "2026-06-14"), CUT)
    assert (found.part_day, found.compared) == (None, days("2026-06-01", "2026-06-07"))


def test_today_of_a_platform_that_is_asked_now_is_no_part_that_its_data_cuts() -> None:
    found = window("custom", days("2026-06-09", "2026-06-15"), COVERAGE)
    assert (found.part_day, found.compared) == (None, days("2026-06-02", "2026-06-08"))

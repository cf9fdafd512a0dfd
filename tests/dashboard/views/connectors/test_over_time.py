from datetime import date, timedelta

import pytest

from dashboard.views.connectors.over_time import lifetimes, uptake, weeks_shown
from data_access import Coverage, Period
from tests.dashboard.views.connectors.frames import CATALOGUE, MONDAY, weeks

LAST = MONDAY + timedelta(13)
SPAN = Period(MONDAY, LAST)
USED = weeks((0, "a", "stripe", 5), (1, "a", "stripe", 5), (1, "b", "stripe", 2), (1, "a", "new one", 1))


@pytest.mark.parametrize(("days", "weeks"), [(6, None), (7, 1), (13, 1), (14, 2), (182, 26), (400, 26)], ids=str)
def test_whole_weeks_back_from_the_last_day_are_shown_half_a_year_at_most(days: int, weeks: int | None) -> None:
    held = Coverage(LAST - timedelta(days - 1), LAST, LAST)
    shown = weeks_shown(held)
    assert (None if shown is None else (shown.days, shown.end)) == (None if weeks is None else (7 * weeks, LAST))


def test_operators_are_counted_by_week_and_the_connectors_named() -> None:
    shown = uptake(USED, CATALOGUE, frozenset(), SPAN)
    rows = shown.figures.arrow.select(["name", "operators"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("new one", 0), ("Stripe", 1), ("new one", 1), ("Stripe", 2)]
    assert shown.alt == "Operators that call each of 2 connectors, by week, 2 – 15 Nov 2026."
    assert shown.caption.endswith("the 2 connectors with most operators in the last of them.")


def test_a_week_with_a_missing_day_is_a_gap() -> None:
    shown = uptake(USED, CATALOGUE, frozenset({MONDAY}), SPAN)
    assert shown.figures.arrow["operators"].to_pylist() == [None, None, 1, 2]


def test_six_connectors_are_lines_and_all_have_rows() -> None:
    many = weeks(*((0, "a", f"c{n}", 1) for n in range(8)))
    shown = uptake(many, CATALOGUE, frozenset(), Period(MONDAY, MONDAY + timedelta(6)))
    assert (len(shown.figure.data), shown.figures.rows) == (6, 8)


def test_those_that_most_stayed_with_stand_first_named_or_by_their_id() -> None:
    before, now = (LAST - timedelta(40), LAST - timedelta(3))
    used = weeks((0, "a", "stripe", 5), (0, "a", "gone", 5), (0, "b", "hub88", 1))
    ever = used.with_columns(first_day=before, last_day=now).with_columns(week=before)
    shown = lifetimes(ever, ever, CATALOGUE, Coverage(date(2026, 1, 1), LAST, LAST))
    assert shown.rows["name"].to_list() == ["gone", "Hub88", "Stripe"]
    assert shown.rows["retained"].to_list() == [1, 1, 1]
    assert shown.rows["category"].to_list() == [None, None, "Payments"]
    assert shown.grid.arrow["lapsed_since"].to_pylist() == [None] * 3


def test_days_that_still_settle_do_not_make_a_connector_lapse() -> None:
    used = weeks((-3, "a", "stripe", 5))
    settling = frozenset(LAST - timedelta(day) for day in range(10))
    whole, open_ended = (Coverage(date(2026, 1, 1), LAST, LAST, settling=some) for some in (frozenset(), settling))
    assert lifetimes(used, used, CATALOGUE, whole).rows["lapsed_since"].to_list() == [date(2026, 10, 13)]
    assert lifetimes(used, used, CATALOGUE, open_ended).rows["lapsed_since"].to_list() == [None]

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.metrics.months import months
from data_access.period import Period


def test_the_month_so_far_is_set_against_the_same_days_of_the_month_before() -> None:
    found = months(date(2026, 11, 21))
    assert found.so_far == Period(date(2026, 11, 1), date(2026, 11, 21))
    assert found.same_days == Period(date(2026, 10, 1), date(2026, 10, 21))
    assert found.last == Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("last_day", "same_days_end"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2028, 3, 30), date(2028, 2, 29)),
        (date(2028, 3, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 11, 30)),
    ],
)
def test_a_month_with_fewer_days_than_have_passed_has_all_of_them_compared(last_day, same_days_end) -> None:
    assert months(last_day).same_days.end == same_days_end


def test_the_leap_day_is_compared_with_the_29th_of_january() -> None:
    assert months(date(2028, 2, 29)).same_days == Period(date(2028, 1, 1), date(2028, 1, 29))


def test_the_month_before_january_is_december_of_the_year_before() -> None:
    assert months(date(2027, 1, 1)).same_days == Period(date(2026, 12, 1), date(2026, 12, 1))
    assert months(date(2027, 1, 1)).last == Period(date(2026, 12, 1), date(2026, 12, 31))


@given(some.dates(date(1970, 2, 1), date(2200, 12, 31)))
def test_the_last_month_ends_the_day_before_this_one_begins_and_holds_the_same_days(last_day) -> None:
    found = months(last_day)
    assert (found.so_far.start - found.last.end).days == 1
    assert found.last.start == found.same_days.start
    assert found.last.contains(found.same_days.end)
    assert found.same_days.days <= found.so_far.days

"""This month so far against the same days of the last one, and against all of it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from data_access.period import Period


@dataclass(frozen=True, slots=True)
class Months:
    """`so_far` = from the first of the month to the last day known; `same_days` of the month before; `last` = all of it."""

    so_far: Period
    same_days: Period
    last: Period


def months(last_day: date) -> Months:
    """The periods to compare on `last_day`. A month with fewer days than have passed has all of its days compared."""
    start = last_day.replace(day=1)
    before_end = start - timedelta(days=1)
    before = before_end.replace(day=1)
    same_day = min(last_day.day, monthrange(before.year, before.month)[1])
    return Months(Period(start, last_day), Period(before, before.replace(day=same_day)), Period(before, before_end))

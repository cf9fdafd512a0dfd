"""Whether a report's figures may still change: provisional, settling or final."""

from datetime import date, timedelta
from typing import Literal

from data_access.facts import Coverage
from data_access.period import Period

ReportState = Literal["provisional", "settling", "final"]

SETTLING_DAYS = 3
"""Usage that comes late has come by then: the history reads a day again for as long."""


def report_state(period: Period, coverage: Coverage, *, settling_days: int = SETTLING_DAYS) -> ReportState:
    """The state of a report of `period` on a source's coverage.

    Provisional: touches today or a day without data (missing, to come, or before the first that the source answers
    for). Settling: ended fewer than `settling_days` days ago, or touches a day that the source says settles. Else final.
    A period ends with the midnight after its last day: the first of a month is no day after the month before.
    Raises ValueError for a negative `settling_days`.
    """
    if period.end >= coverage.today or not coverage.knows_all(period):
        return "provisional"
    if coverage.today < final_from(period, settling_days) or any(map(period.contains, coverage.settling)):
        return "settling"
    return "final"


def final_from(period: Period, settling_days: int = SETTLING_DAYS) -> date:
    """The first day on which a report of `period` is no longer settling by its age. Raises ValueError as above."""
    if settling_days < 0:
        raise ValueError(f"{settling_days} settling days: give 0 or more")
    return period.end + timedelta(days=1 + settling_days)

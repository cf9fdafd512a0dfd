"""One operator's billable units this month against the last one."""

from dataclasses import dataclass

from dashboard.metrics.months import Months
from dashboard.numbers import counted, days, exact, signed_percent
from dashboard.words import METRIC_TITLES
from data_access.tables import BILLABLE_UNITS


@dataclass(frozen=True, slots=True)
class MonthUnits:
    """Markdown of our own: this month so far, what it is against, and what is counted. `both`: the two as one sentence."""

    so_far: str
    against: str
    counted: str
    both: str


def month_units(spans: Months, now: int | None, same: int | None, whole: int | None) -> MonthUnits:
    """The units of `spans`: so far, of the same days of the month before, and of all of it; None = not reported."""
    change = signed_percent((now - same) / same) if now is not None and same else "not comparable"
    return MonthUnits(
        f"{days(spans.so_far)}: **{exact(now)}**",
        f"{change} against {days(spans.same_days)}: {exact(same)}  \nAll of {days(spans.last)}: {exact(whole)}",
        f"{METRIC_TITLES[BILLABLE_UNITS]}, {counted(spans.so_far.days, 'day')} so far, complete days, UTC",
        f"{days(spans.so_far)}: {exact(now)}. {days(spans.same_days)}: {exact(same)}.",
    )

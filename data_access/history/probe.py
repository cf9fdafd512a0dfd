"""Whether the API's days add up: the reports of seven single days against the report of the week.

A report must count its end day, and only the days that it is asked for (contract: both ends included). An API that
leaves its end day out would answer every single day with nothing, and a history of nothings would be kept as figures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data_access.api.source import KEPT_DAYS
from data_access.errors import EndDateReadDifferently
from data_access.history.plan import probed_week
from data_access.period import Period
from data_access.source import Source, UsageReport
from data_access.tables import ACTIVITY, UNITS

DIFFERENCES = pl.Schema(
    {"operator_id": pl.String(), "metric": pl.String(), "by_days": pl.Int64(), "by_week": pl.Int64()}
)
Asks = Callable[[Sequence[Period]], Sequence[UsageReport]]
"""Asks for the reports of several periods; the answers in the same order."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the probe found.

    `week` = the seven days that were compared; None where no week of those that OneHazel keeps has any usage: then
    nothing is proven. `differences` as DIFFERENCES: empty = the days add up. `days` = the reports of the single days.
    """

    week: Period | None
    differences: pl.DataFrame
    days: Mapping[date, UsageReport]

    @property
    def is_proven(self) -> bool:
        """Whether there was something to compare, and it was the same."""
        return self.week is not None and self.differences.is_empty()

    @property
    def words(self) -> str:
        """What was found, as a sentence for the screen."""
        if self.week is None:
            return "No week of the last 90 days has any usage: whether days add up could not be checked."
        week = f"{self.week.start} to {self.week.end}"
        if self.differences.is_empty():
            return f"The reports of the single days add up to the report of {week}."
        operator_id, metric, by_days, by_week = self.differences.row(0)
        return (
            f"The reports of the single days do not add up to the report of {week}: {UNITS[metric]} of {operator_id} "
            f"are {by_days:,} day by day, {by_week:,} in one report ({self.differences.height:,} figures differ)."
        )


def probe(source: Source, today: date) -> ProbeResult:
    """Compare the latest week with usage, one report after the other: 8 requests, more where late weeks have none."""
    return probed(lambda periods: [source.usage_report(period) for period in periods], today)


def probed(asks: Asks, today: date) -> ProbeResult:
    """As `probe`, by whatever `asks`. Only days that no longer settle: their figures stay as they are meanwhile."""
    week = probed_week(today)
    while week.start > today - timedelta(days=KEPT_DAYS):
        whole = asks([week])[0]
        if _activity(whole) > 0:
            days = [Period(day, day) for day in week.dates()]
            reports = asks(days)
            told = {day.start: report for day, report in zip(days, reports, strict=True)}
            return ProbeResult(week, compared(whole.totals, [report.totals for report in reports]), told)
        week = week.previous()
    return ProbeResult(None, pl.DataFrame(schema=DIFFERENCES), {})


def compared(whole: pl.DataFrame, days: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """As DIFFERENCES, sorted: the counted metrics of `tables.USAGE_TOTALS` whose `days` do not add up to the `whole`; null beyond 64 bits."""
    by_days = _by_metric(pl.concat(days)).rename({"quantity": "by_days"})
    by_week = _by_metric(whole).rename({"quantity": "by_week"})
    both = by_days.join(by_week, on=["operator_id", "metric"], how="full", coalesce=True).with_columns(
        pl.col("by_days", "by_week").fill_null(0)
    )
    differing = both.filter(pl.col("by_days") != pl.col("by_week"))
    return differing.select(DIFFERENCES.names()).cast(DIFFERENCES, strict=False).sort("operator_id", "metric").collect()


def refuse_unproven(result: ProbeResult) -> None:
    """Raises EndDateReadDifferently where the days do not add up."""
    if result.week is not None and not result.differences.is_empty():
        raise EndDateReadDifferently(result.words)


def _by_metric(totals: pl.DataFrame) -> pl.LazyFrame:
    long = totals.lazy().unpivot(list(ACTIVITY), index="operator_id", variable_name="metric", value_name="quantity")
    return long.group_by("operator_id", "metric").agg(pl.col("quantity").cast(pl.Int128).sum())


def _activity(report: UsageReport) -> int:
    return int(report.totals.select(pl.sum_horizontal(pl.col(ACTIVITY).cast(pl.Int128).sum())).item() or 0)

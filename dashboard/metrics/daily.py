"""Figures by day: what is known to be nothing is 0, what is not known is null (a gap), never the other way round."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from data_access.facts import Coverage
from data_access.period import Period
from data_access.tables import ACTIVITY


def daily_totals(daily: pl.DataFrame, period: Period, coverage: Coverage, *, absent_is_zero: bool) -> pl.DataFrame:
    """Traffic of the whole frame by day. Takes `tables.DAILY_TOTALS` (or DAILY_USAGE).

    Columns: date (every day of the period), api_calls, gateway_requests, events_ingested (Int64).
    Days that the source does not know are null, even where some of their usage came: part of a day is no day. A metric
    without a row on a day is 0 where `absent_is_zero`, else null: nobody reported it. So is one with a quantity of null.
    """
    mine = [pl.col("quantity").filter(pl.col("metric") == metric) for metric in ACTIVITY]
    sums = [pl.when(each.count() > 0).then(each.sum()).alias(name) for name, each in zip(ACTIVITY, mine, strict=True)]
    unreported = set(daily.filter(pl.col("quantity").is_null())["metric"]) if absent_is_zero else set(ACTIVITY)
    told = [pl.col(metric) if metric in unreported else pl.col(metric).fill_null(0) for metric in ACTIVITY]
    counted = daily.lazy().group_by("date").agg(sums)
    known = Period(coverage.first_day, coverage.today) if coverage.first_day <= coverage.today else None
    is_known = pl.lit(value=False) if known is None else pl.col("date").is_between(known.start, known.end)
    is_known &= ~pl.col("date").is_in(sorted(coverage.missing))
    return (
        pl.LazyFrame({"date": list(period.dates())}, schema={"date": pl.Date()})
        .join(counted, on="date", how="left")
        .with_columns(pl.when(is_known).then(figure) for figure in told)
        .sort("date")
        .collect()
    )


def trend(metric: str, now: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """Two `daily_totals` laid over each other, day on day; the longer one's last days have no partner.

    Columns: date, value, date_before, before. `before` None gives nulls.
    """
    current = now.select("date", value=pl.col(metric)).with_row_index("day")
    if before is None:
        return current.drop("day").with_columns(date_before=pl.lit(None, pl.Date), before=pl.lit(None, pl.Int64))
    earlier = before.select(date_before=pl.col("date"), before=pl.col(metric)).with_row_index("day")
    return current.join(earlier, on="day", how="left").sort("date").drop("day")


def why_unknown(gaps: Sequence[date], coverage: Coverage) -> str:
    """What is so of days without a figure: that they are missing altogether, or only that it was not reported."""
    known = [coverage.known_days(Period(one, one)) > 0 for one in gaps]
    if all(known):
        return "not reported"
    return "missing or not reported" if any(known) else "missing"

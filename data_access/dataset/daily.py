"""The rows of a dataset's usage -> the answers by day and by week.

Everything is summed while it is scanned, so that no large frame is made on the way.
"""

from collections.abc import Collection
from datetime import timedelta

import polars as pl

from data_access.dataset.billable import half_up
from data_access.dataset.files import reading
from data_access.dataset.report import Basis, absent_as, addable, counted
from data_access.dataset.usage import Usage
from data_access.period import Period
from data_access.tables import (
    ACTIVE,
    ACTIVITY,
    BILLABLE_UNITS,
    CONNECTION_LOSSES,
    CONNECTOR_WEEKS,
    DAILY_TOTALS,
    DAILY_USAGE,
    GATEWAY_REQUESTS,
    OPERATOR_DAYS,
)

_METRIC, _QUANTITY = pl.col("metric"), pl.col("quantity")
_BY_DAY = (*ACTIVITY, BILLABLE_UNITS)
_WEEK = 7


def usage_rows(usage: Usage, period: Period) -> pl.DataFrame:
    """As `tables.DAILY_USAGE`, sorted: the rows as they stand in the files. Raises DatasetMissing, DatasetWrong."""
    rows = usage.scan(period).sort(DAILY_USAGE.names()[:-1])
    with reading("usage"):
        return rows.collect()


def totals(usage: Usage, period: Period, operator_id: str | None, unreported: Collection[str]) -> pl.DataFrame:
    """Sums by day and metric, as `tables.DAILY_TOTALS`, sorted; null on every day for `unreported` metrics.

    Raises DatasetMissing and DatasetWrong.
    """
    rows = usage.scan(period)
    if operator_id is not None:
        rows = rows.filter(pl.col("operator_id") == operator_id)
    sums = rows.group_by("date", "metric").agg(_QUANTITY.cast(pl.Int128).sum())
    with reading("usage"):
        days = counted(sums.sort("date", "metric"), DAILY_TOTALS)
    addable(days.filter(_METRIC.is_in(ACTIVITY)), "quantity")
    nulls = [(day, metric, None) for day in period.dates() for metric in unreported]
    return pl.concat([days, pl.DataFrame(nulls, DAILY_TOTALS, orient="row")]).sort("date", "metric")


def operator_days(usage: Usage, period: Period, basis: Basis) -> pl.DataFrame:
    """As `tables.OPERATOR_DAYS`, sorted; `basis` as of a report of `period`. Raises DatasetMissing and DatasetWrong.

    A metric without a row on a day is 0, and null where it is not reported at all.
    """
    rows = usage.scan(period).with_columns(_QUANTITY.cast(pl.Int128), month=pl.col("date").dt.month_start())
    days = (
        rows.group_by("date", "operator_id")
        .agg(*(_sum(metric) for metric in _BY_DAY), weighted=basis.weighted())
        .with_columns(pl.col(BILLABLE_UNITS) + half_up(pl.col("weighted"), basis.scale))
        .with_columns(absent_as(metric, is_reported=metric in basis.reported) for metric in _BY_DAY)
    )
    return _operator_days(days)


def operator_days_as_told(usage: Usage, period: Period) -> pl.DataFrame:
    """As `tables.OPERATOR_DAYS`, sorted, where a metric without a row on a day was not reported on it: it is null."""
    rows = usage.scan(period).with_columns(_QUANTITY.cast(pl.Int128))
    days = rows.group_by("date", "operator_id").agg(_if_reported(metric) for metric in _BY_DAY)
    return _operator_days(days)


def _operator_days(days: pl.LazyFrame) -> pl.DataFrame:
    """Units are added by themselves, the counted metrics together: they are one figure, activity."""
    with reading("usage"):
        found = counted(days.sort("date", "operator_id"), OPERATOR_DAYS)
    addable(found, BILLABLE_UNITS)
    return addable(found, *ACTIVITY)


def connector_weeks(usage: Usage, period: Period) -> pl.DataFrame:
    """As `tables.CONNECTOR_WEEKS`, sorted. Raises DatasetMissing and DatasetWrong."""
    day = pl.col("date")
    week = pl.lit(period.start) + pl.duration(days=(day - pl.lit(period.start)).dt.total_days() // _WEEK * _WEEK)
    weeks = (
        usage.scan(period)
        .filter(_METRIC == GATEWAY_REQUESTS, _QUANTITY > 0)
        .group_by(week.alias("week"), "operator_id", "key")
        .agg(_QUANTITY.cast(pl.Int128).sum(), first_day=day.min(), last_day=day.max())
    )
    with reading("usage"):
        return addable(counted(weeks.sort("week", "operator_id", "key"), CONNECTOR_WEEKS), "quantity")


def connection_losses(connections: pl.DataFrame, sums: pl.LazyFrame, period: Period) -> pl.DataFrame:
    """As `tables.CONNECTION_LOSSES`, sorted; `sums` as `Usage.sums` of all days.

    No file says when a connection ended. One counts as lost when the operator has no active one to that connector,
    since the day after the last gateway request through it; one that never carried any was not lost.
    """
    pair = ["operator_id", "connector_id"]
    is_active = pl.col("status").eq_missing(ACTIVE)
    gone = connections.lazy().group_by(pair).agg(lost=(~is_active).sum(), kept=is_active.sum()).filter(kept=0)
    last_calls = (
        sums.filter(_METRIC.cast(pl.String) == GATEWAY_REQUESTS)
        .group_by(pl.col("operator_id").cast(pl.String), connector_id="key")
        .agg(pl.col("last_day").max())
    )
    since = pl.col("last_day") + pl.lit(timedelta(days=1))
    lost = gone.join(last_calls, on=pair).with_columns(since=since)
    return counted(lost.filter(_between("since", period)).sort(pair), CONNECTION_LOSSES)


def _between(column: str, period: Period) -> pl.Expr:
    return pl.col(column).is_between(period.start, period.end)


def _sum(metric: str) -> pl.Expr:
    return _QUANTITY.filter(_METRIC.eq(metric)).sum().alias(metric)


def _if_reported(metric: str) -> pl.Expr:
    return (
        pl.when(_METRIC.eq(metric).any()).then(_QUANTITY.filter(_METRIC.eq(metric)).sum()).otherwise(None).alias(metric)
    )

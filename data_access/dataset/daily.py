"""The rows of a dataset's usage -> the answers by day and by week.

Everything is summed while it is scanned, so that no large frame is made on the way.
"""

from datetime import timedelta

import polars as pl

from data_access.dataset.billable import Weights, half_up
from data_access.dataset.files import reading
from data_access.dataset.report import counted
from data_access.dataset.usage import Usage
from data_access.period import Period
from data_access.tables import (
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
_WEEK = 7


def usage_rows(usage: Usage, period: Period) -> pl.DataFrame:
    """As `tables.DAILY_USAGE`, sorted: the rows as they stand in the files. Raises DatasetMissing, DatasetWrong."""
    rows = usage.scan(period).sort(DAILY_USAGE.names()[:-1])
    with reading("usage"):
        return rows.collect()


def totals(usage: Usage, period: Period, operator_id: str | None) -> pl.DataFrame:
    """Sums by day and metric, as `tables.DAILY_TOTALS`, sorted. Raises DatasetMissing and DatasetWrong."""
    rows = usage.scan(period)
    if operator_id is not None:
        rows = rows.filter(pl.col("operator_id") == operator_id)
    sums = rows.group_by("date", "metric").agg(_QUANTITY.cast(pl.Int128).sum())
    with reading("usage"):
        return counted(sums.sort("date", "metric"), DAILY_TOTALS)


def operator_days(usage: Usage, period: Period, weights: Weights | None) -> pl.DataFrame:
    """As `tables.OPERATOR_DAYS`, sorted. Raises DatasetMissing and DatasetWrong.

    `weights`: what traffic weighs in the months that carry no billable units, and a metric without a row is 0.
    None: such a metric is not reported, units included.
    """
    sums = usage.scan(period).with_columns(_QUANTITY.cast(pl.Int128)).group_by("date", "operator_id")
    if weights is None:
        days = sums.agg(_if_reported(metric) for metric in (*ACTIVITY, BILLABLE_UNITS))
    else:
        carries_units = pl.col("date").dt.month_start().is_in(usage.months_with_units(period))
        days = sums.agg(
            *(_sum(metric) for metric in (*ACTIVITY, BILLABLE_UNITS)), weighted=weights.weighted(pl.lit(value=True))
        ).with_columns(
            pl.when(carries_units)
            .then(BILLABLE_UNITS)
            .otherwise(half_up(pl.col("weighted"), weights.scale))
            .alias(BILLABLE_UNITS)
        )
    with reading("usage"):
        return counted(days.sort("date", "operator_id"), OPERATOR_DAYS)


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
        return counted(weeks.sort("week", "operator_id", "key"), CONNECTOR_WEEKS)


def connection_losses(connections: pl.DataFrame, sums: pl.LazyFrame, period: Period) -> pl.DataFrame:
    """As `tables.CONNECTION_LOSSES`, sorted; `sums` as `Usage.sums` of all days.

    No file says when a connection ended. One counts as lost when the operator has no active one to that connector,
    since the day after the last gateway request through it; one that never carried any was not lost.
    """
    pair = ["operator_id", "connector_id"]
    is_active = pl.col("status").eq_missing("active")
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

"""The daily reports that are kept -> the report of a period (contract: counted metrics add up over days).

Billable units are the sum of daily reports and storage is the mean of daily reports, rounded half-up: what OneHazel
would say of the whole period may differ, and `UsageReport.from_days` says where these stand.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from data_access.dataset.billable import half_up
from data_access.dataset.report import counted
from data_access.period import Period
from data_access.tables import ACTIVITY, LINE_ORDER, METRICS, STORAGE_BYTES, USAGE_LINES, USAGE_TOTALS

_METRIC, _QUANTITY = pl.col("metric"), pl.col("quantity")
_WIDE = _QUANTITY.cast(pl.Int128)


def is_complete(rows: pl.DataFrame, roster: pl.DataFrame, period: Period, known: Sequence[date]) -> bool:
    """Whether each metric that `rows` (`tables.DAILY_USAGE`) report of an operator is reported on all `known` days.

    A metric that only some days report has no sum: the days without it are not known to be 0. An operator of `roster`
    (`operator_id, created_at`) that was created in the period need not be reported before its first report.
    """
    whole = _summed(rows, roster, period, known)
    return whole.filter(~pl.col("is_whole")).collect().is_empty()


def lines_and_totals(
    rows: pl.DataFrame, roster: pl.DataFrame, period: Period, known: Sequence[date]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tables.USAGE_LINES` and `tables.USAGE_TOTALS`, sorted, of the days of a period that are `known`, sorted.

    An operator of `roster` (`operator_id, name, created_at`) without a row is not in the report; a metric that is not
    reported on every one of them is null and has no line. Raises DatasetWrong for a quantity beyond 64 bits.
    """
    names = roster.lazy().select("operator_id", operator_name="name")
    whole = _summed(rows, roster, period, known).filter("is_whole")
    by_key = rows.lazy().filter(_METRIC.is_in(ACTIVITY)).group_by(LINE_ORDER).agg(_WIDE.sum())
    traffic = by_key.join(whole, on=["operator_id", "metric"], how="semi").filter(
        (_QUANTITY > 0) | (pl.col("key") != "")
    )
    keyless = whole.filter(~_METRIC.is_in(ACTIVITY)).select("operator_id", "metric", key=pl.lit(""), quantity="total")
    lines = pl.concat([traffic.select(*LINE_ORDER, "quantity"), keyless]).join(names, on="operator_id", how="left")
    totals = (
        whole.group_by("operator_id")
        .agg(pl.col("total").filter(_METRIC.eq(metric)).first().alias(metric) for metric in METRICS)
        .join(rows.lazy().select("operator_id").unique(), on="operator_id", how="right")
        .join(names, on="operator_id", how="left")
    )
    return (
        counted(lines.sort(LINE_ORDER), USAGE_LINES),
        counted(totals.sort("operator_id"), USAGE_TOTALS),
    )


def _summed(rows: pl.DataFrame, roster: pl.DataFrame, period: Period, known: Sequence[date]) -> pl.LazyFrame:
    """`operator_id, metric, total, is_whole`: whether every known day that is expected of the operator is there."""
    is_new = pl.col("created_at").dt.date() >= period.start
    before_first = pl.lit(pl.Series(known, dtype=pl.Date)).search_sorted(pl.col("first"), side="left").cast(pl.Int64)
    expected = pl.when(is_new).then(len(known) - before_first).otherwise(len(known))
    days = pl.col("date").n_unique().cast(pl.Int64)
    mean = half_up(_WIDE.sum(), max(len(known), 1))
    return (
        rows.lazy()
        .with_columns(first=pl.col("date").min().over("operator_id"))
        .join(roster.lazy().select("operator_id", "created_at"), on="operator_id", how="left")
        .group_by("operator_id", "metric", "first", "created_at")
        .agg(
            total=pl.when(_METRIC.first() == STORAGE_BYTES).then(mean).otherwise(_WIDE.sum()),
            days=days,
        )
        .select("operator_id", "metric", "total", is_whole=pl.col("days") == expected.fill_null(len(known)))
    )

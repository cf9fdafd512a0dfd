"""A day's report -> the rows that are kept of it, and what differs between two readings of one day."""

from datetime import date

import polars as pl

from data_access.source import UsageReport
from data_access.tables import DAILY_USAGE, METRICS, STORAGE_BYTES

_LINE = ("operator_id", "metric", "key")
CORRECTIONS = pl.Schema(
    {
        "date": pl.Date(),
        "operator_id": pl.String(),
        "metric": pl.String(),
        "key": pl.String(),
        "before": pl.Int64(),
        "after": pl.Int64(),
        "read_at": pl.Datetime("us", "UTC"),
    }
)
"""Figures of closed days that read differently later; null = not reported. `read_at`: when `after` was read."""


def day_rows(report: UsageReport) -> pl.DataFrame:
    """The report of a single day as `tables.DAILY_USAGE`, sorted.

    A metric that is reported as 0 is one row with key '' and quantity 0: no row at all means not reported.
    """
    day = report.period.start
    lines = report.lines.lazy().select(*_LINE, "quantity")
    zeros = (
        report.totals.lazy()
        .unpivot(list(METRICS), index="operator_id", variable_name="metric", value_name="quantity")
        .filter(quantity=0)
        .with_columns(key=pl.lit(""))
        .select(*_LINE, "quantity")
        .join(lines, on=["operator_id", "metric"], how="anti")
    )
    rows = pl.concat([lines, zeros]).select(pl.lit(day).alias("date"), *_LINE, "quantity")
    return rows.sort(*_LINE).cast(DAILY_USAGE).collect()


def has_usage(rows: pl.DataFrame) -> bool:
    """Whether any figure but storage, which is a level, is above 0."""
    return not rows.filter(pl.col("metric") != STORAGE_BYTES, pl.col("quantity") > 0).is_empty()


def differences(day: date, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Where two readings of `day` (rows of `tables.DAILY_USAGE`) differ: CORRECTIONS without `read_at`, sorted."""
    both = before.lazy().join(after.lazy(), on=_LINE, how="full", coalesce=True, suffix="_after")
    told = both.select(pl.lit(day).alias("date"), *_LINE, before="quantity", after="quantity_after")
    return told.filter(pl.col("before").ne_missing(pl.col("after"))).sort(*_LINE).collect()

"""The period in a file's rows: a row that was cut out of its file still says which days it counts."""

import polars as pl

from data_access.period import Period


def period_columns(period: Period) -> tuple[pl.Expr, pl.Expr]:
    """The columns `period_start` and `period_end` (dates, UTC days, both included), the same on every row."""
    return pl.lit(period.start).alias("period_start"), pl.lit(period.end).alias("period_end")

"""The sums of a period -> the two frames of a usage report."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from data_access.dataset.billable import Weights, half_up
from data_access.errors import DatasetWrong
from data_access.tables import ACTIVITY, BILLABLE_UNITS, LINE_ORDER, METRICS, STORAGE_BYTES, USAGE_LINES, USAGE_TOTALS

_QUANTITY = pl.col("quantity")
_METRIC = pl.col("metric")


def usage_lines(
    sums: pl.LazyFrame, operators: pl.DataFrame, days: int, weights: Weights, months_with_units: Sequence[date]
) -> pl.DataFrame:
    """As `tables.USAGE_LINES`, from the sums (`Usage.sums`) of a period of so many `days`.

    Storage and billable units are one line for each of `operators` (`operator_id, name`), 0 where there is nothing.
    `months_with_units`: the months whose billable units are summed; in the others traffic is weighted.
    Raises DatasetWrong for a quantity beyond 64 bits.
    """
    roster = operators.lazy().select("operator_id", operator_name="name")
    sums = sums.with_columns(pl.col("operator_id", "metric").cast(pl.String))
    traffic = sums.filter(_METRIC.is_in(ACTIVITY)).group_by(LINE_ORDER).agg(_QUANTITY.sum())
    named = traffic.join(roster, on="operator_id", validate="m:1")
    levels = sums.group_by("operator_id").agg(
        _quantity_of(STORAGE_BYTES).alias(STORAGE_BYTES),
        _quantity_of(BILLABLE_UNITS).alias(BILLABLE_UNITS),
        weighted=weights.weighted(~pl.col("month").is_in(months_with_units)),
    )
    keyless = _keyless_lines(roster.join(levels, on="operator_id", how="left", validate="1:1"), days, weights.scale)
    lines = pl.concat([part.select(USAGE_LINES.names()) for part in (named, keyless)])
    return counted(lines.sort(LINE_ORDER), USAGE_LINES)


def _keyless_lines(levels: pl.LazyFrame, days: int, scale: int) -> pl.LazyFrame:
    """Two lines an operator: the mean storage of so many `days`, and the units, `weighted` being in 1 / `scale`."""
    return (
        levels.with_columns(pl.col(STORAGE_BYTES, BILLABLE_UNITS, "weighted").fill_null(0))
        .with_columns(
            half_up(pl.col(STORAGE_BYTES), days),
            pl.col(BILLABLE_UNITS) + half_up(pl.col("weighted"), scale),
        )
        .unpivot(
            [STORAGE_BYTES, BILLABLE_UNITS],
            index=["operator_id", "operator_name"],
            variable_name="metric",
            value_name="quantity",
        )
        .with_columns(key=pl.lit(""))
    )


def usage_totals(lines: pl.DataFrame) -> pl.DataFrame:
    """As `tables.USAGE_TOTALS`: the sums of the lines. Raises DatasetWrong for a quantity beyond 64 bits."""
    wide = lines.lazy().with_columns(_QUANTITY.cast(pl.Int128))
    totals = wide.group_by("operator_id", "operator_name").agg(_quantity_of(metric).alias(metric) for metric in METRICS)
    return counted(totals.sort("operator_id"), USAGE_TOTALS)


def counted(frame: pl.LazyFrame, schema: pl.Schema) -> pl.DataFrame:
    """`frame` with the columns and types of `schema`. Raises DatasetWrong for a quantity beyond 64 bits."""
    try:
        return frame.select(schema.names()).cast(schema).collect()
    except pl.exceptions.InvalidOperationError:
        raise DatasetWrong("usage: a total is larger than 9,223,372,036,854,775,807") from None


def _quantity_of(metric: str) -> pl.Expr:
    return _QUANTITY.filter(_METRIC.eq(metric)).sum()

"""The sums of a period -> the two frames of a usage report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_access.dataset.billable import Weights, half_up
from data_access.errors import DatasetWrong
from data_access.tables import (
    ACTIVITY,
    BILLABLE_UNITS,
    LARGEST,
    LINE_ORDER,
    METRICS,
    STORAGE_BYTES,
    USAGE_LINES,
    USAGE_TOTALS,
)

_QUANTITY = pl.col("quantity")
_METRIC = pl.col("metric")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report may state: the metrics `reported`, the others being null, and how billable units are made.

    They are summed in `months_with_units`; in the others traffic is weighted, where there are `weights`.
    """

    reported: Collection[str]
    weights: Weights | None
    months_with_units: Sequence[date]

    def weighted(self) -> pl.Expr:
        """The weighted traffic of a group in the months without units, in 1 / `scale` of a unit."""
        if self.weights is None:
            return pl.lit(0, dtype=pl.Int128)
        return self.weights.weighted(~pl.col("month").is_in(self.months_with_units))

    @property
    def scale(self) -> int:
        """What `weighted` is to be divided by."""
        return 1 if self.weights is None else self.weights.scale


def usage_lines(sums: pl.LazyFrame, operators: pl.DataFrame, days: int, basis: Basis) -> pl.DataFrame:
    """As `tables.USAGE_LINES`, from the sums (`Usage.sums`) of a period of so many `days`.

    Storage and billable units, where they are reported, are one line for each of `operators` (`operator_id, name`), 0
    where there is nothing. Raises DatasetWrong for a quantity beyond 64 bits.
    """
    roster = operators.lazy().select("operator_id", operator_name="name")
    sums = sums.with_columns(pl.col("operator_id", "metric").cast(pl.String))
    traffic = sums.filter(_METRIC.is_in(ACTIVITY)).group_by(LINE_ORDER).agg(_QUANTITY.sum())
    named = traffic.join(roster, on="operator_id", validate="m:1")
    levels = sums.group_by("operator_id").agg(
        _quantity_of(STORAGE_BYTES).alias(STORAGE_BYTES),
        _quantity_of(BILLABLE_UNITS).alias(BILLABLE_UNITS),
        weighted=basis.weighted(),
    )
    keyless = _keyless_lines(roster.join(levels, on="operator_id", how="left", validate="1:1"), days, basis.scale)
    reported = keyless.filter(_METRIC.is_in(list(basis.reported)))
    lines = pl.concat([part.select(USAGE_LINES.names()) for part in (named, reported)])
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


def usage_totals(lines: pl.DataFrame, operators: pl.DataFrame, reported: Collection[str]) -> pl.DataFrame:
    """As `tables.USAGE_TOTALS`: the sums of the lines for each of `operators`, null for a metric that is not `reported`.

    Raises DatasetWrong for a quantity beyond 64 bits.
    """
    wide = lines.lazy().with_columns(_QUANTITY.cast(pl.Int128))
    sums = wide.group_by("operator_id").agg(_quantity_of(metric).alias(metric) for metric in METRICS)
    roster = operators.lazy().select("operator_id", operator_name="name")
    figures = (absent_as(metric, is_reported=metric in reported) for metric in METRICS)
    totals = roster.join(sums, on="operator_id", how="left", validate="1:1").with_columns(figures)
    return counted(totals.sort("operator_id"), USAGE_TOTALS)


def absent_as(column: str, *, is_reported: bool) -> pl.Expr:
    """`column` with 0 for null where its metric is reported at all; else null throughout, and no 0 either."""
    return pl.col(column).fill_null(0) if is_reported else pl.lit(None, pl.Int64).alias(column)


def counted(frame: pl.LazyFrame, schema: pl.Schema) -> pl.DataFrame:
    """`frame` with the columns and types of `schema`. Raises DatasetWrong for a quantity beyond 64 bits."""
    try:
        return frame.select(schema.names()).cast(schema).collect()
    except pl.exceptions.InvalidOperationError:
        raise DatasetWrong("usage: a total is larger than 9,223,372,036,854,775,807") from None


def addable(frame: pl.DataFrame, *figures: str) -> pl.DataFrame:
    """`frame`, whose `figures` (Int64) all together fit into 64 bits: whoever adds some of them never wraps.

    Raises DatasetWrong where they do not.
    """
    total = sum(frame[column].cast(pl.Int128).sum() for column in figures)
    if total > LARGEST:
        raise DatasetWrong(f"usage: {' and '.join(figures)} of these days add up to {total:,}, more than {LARGEST:,}")
    return frame


def _quantity_of(metric: str) -> pl.Expr:
    return _QUANTITY.filter(_METRIC.eq(metric)).sum()

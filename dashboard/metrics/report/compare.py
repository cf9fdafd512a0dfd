"""Two reports side by side, figure by figure: this period's against another's, or against one that was issued."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from dashboard.metrics.change import change_ratio
from data_access.period import Period
from data_access.tables import METRICS

ChangeKind = Literal["changed", "new", "gone", "same", "not comparable"]

COMPARED = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "metric": pl.String(),
        "before": pl.Int64(),
        "now": pl.Int64(),
        "change": pl.Int64(),
        "ratio": pl.Float64(),
        "kind": pl.String(),
    }
)


def compared(before: pl.DataFrame, now: pl.DataFrame, figures: Sequence[str] = METRICS) -> pl.DataFrame:
    """Every operator and figure of two `canonical.OPERATORS` frames, as COMPARED, largest absolute change first.

    `kind`: "new" = the operator is not in `before`, or used 0 of it then and some now; "gone" = the other way round;
    "same"; "changed"; "not comparable" = not reported on a side that has the operator. An operator that a side lacks
    counts as 0 there in `change`, while its figure shows as null. `ratio` = change by before, null where there is none
    to give. Equal changes by operator and metric, null last. The name is today's where there is one. `figures`: which
    columns (Int64) to compare, the metrics unless told otherwise.
    """
    sides = [_figures(frame, side, figures) for frame, side in ((before, "before"), (now, "now"))]
    both = sides[1].join(sides[0], on=["operator_id", "metric"], how="full", coalesce=True)
    change = pl.when(pl.col("kind") != "not comparable").then(
        pl.col("now").fill_null(0) - pl.col("before").fill_null(0)
    )
    return (
        both.with_columns(_kind())
        .with_columns(change=change, operator_name=pl.coalesce("name_now", "name_before"))
        .with_columns(ratio=change_ratio("now", "before"))
        .select(COMPARED.names())
        .sort(pl.col("change").abs(), "operator_id", "metric", descending=[True, False, False], nulls_last=True)
    )


def year_ago(period: Period) -> Period:
    """The same days of the year before: whole months stay whole; a 29 February on its own becomes the 28th."""
    ends_a_month = period.start.day == 1 and period.end.day == _last(period.end.year, period.end.month)
    end = _a_year_before(period.end)
    if ends_a_month:
        end = end.replace(day=_last(end.year, end.month))
    return Period(_a_year_before(period.start), end)


def _figures(operators: pl.DataFrame, side: str, figures: Sequence[str]) -> pl.DataFrame:
    rows = operators.unpivot(
        list(figures), index=["operator_id", "operator_name"], variable_name="metric", value_name=side
    )
    return rows.rename({"operator_name": f"name_{side}"}).with_columns(pl.lit(value=True).alias(f"in_{side}"))


def _kind() -> pl.Expr:
    before, now = pl.col("before"), pl.col("now")
    in_before, in_now = (pl.col(f"in_{side}").fill_null(value=False) for side in ("before", "now"))
    unknown = (in_before & before.is_null()) | (in_now & now.is_null())
    return (
        pl.when(unknown)
        .then(pl.lit("not comparable"))
        .when(~in_before)
        .then(pl.lit("new"))
        .when(~in_now)
        .then(pl.lit("gone"))
        .when(before == now)
        .then(pl.lit("same"))
        .when(before == 0)
        .then(pl.lit("new"))
        .when(now == 0)
        .then(pl.lit("gone"))
        .otherwise(pl.lit("changed"))
        .alias("kind")
    )


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, _last(day.year - 1, day.month)))


def _last(year: int, month: int) -> int:
    return monthrange(year, month)[1]

"""Who changes state between two readings: of other rules, or of an earlier day."""

import polars as pl

from dashboard.metrics.activity.states import SEVERITY


def moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The operators whose state differs between two `metrics.activity.reasons.with_reasons`, worst first.

    Columns: operator_id, name, from_state (null = not there before), to_state, direction (`worse`, `better`, or `other`
    where one of the states says nothing of better or worse), at_stake, reason (of `after`).
    """
    was = before.select("operator_id", from_state="state")
    both = after.join(was, on="operator_id", how="left").filter(pl.col("state").ne_missing(pl.col("from_state")))
    rank = [_severity(column) for column in ("from_state", "state")]
    direction = (
        pl.when(rank[1] > rank[0]).then(pl.lit("worse")).when(rank[1] < rank[0]).then(pl.lit("better"))
    ).otherwise(pl.lit("other"))
    return (
        both.with_columns(direction=direction, severity=rank[1])
        .sort("severity", "at_stake", "operator_id", descending=[True, True, False], nulls_last=True)
        .select("operator_id", "name", "from_state", "direction", "at_stake", "reason", to_state="state")
        .select("operator_id", "name", "from_state", "to_state", "direction", "at_stake", "reason")
    )


def _severity(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(SEVERITY, default=None, return_dtype=pl.Int64)

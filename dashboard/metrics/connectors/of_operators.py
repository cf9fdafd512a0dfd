"""Which operator calls through which connector: the largest of both as a grid, and one operator's own list."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.metrics.change import change_ratio

UNDIVIDED = ""
"""The `key` of gateway requests that are not told by connector: it counts as no connector."""
ACTIVE, STOPPED, NEW, NOT_COMPARABLE = "active", "stopped", "new", ""

CONNECTORS_OF = pl.Schema(
    {
        "connector_id": pl.String(),
        "name": pl.String(),
        "calls": pl.Int64(),
        "share": pl.Float64(),
        "before": pl.Int64(),
        "change": pl.Float64(),
        "last_call": pl.Date(),
        "standing": pl.String(),
    }
)
"""`share` of the operator's gateway requests, those not told by connector among them; `standing`: `new` = not called in
the window before, `stopped` = called in it and silent for some days, else `active`, '' = not known."""


@dataclass(frozen=True, slots=True)
class OperatorConnectors:
    """The largest operators by the largest connectors, and how much of the network stands outside of that.

    `cells`: operator_id, operator_name, operator_rank, connector_id, connector_name, connector_rank, calls, magnitude
    (log10 of calls), one row where there were calls; sorted by both ranks (from 1, by calls). The rest are counts of
    operators and connectors that are in no cell; calls that are not told by connector are none of theirs.
    """

    cells: pl.DataFrame
    operators_left_out: int
    connectors_left_out: int


def operator_by_connector(
    weeks: pl.DataFrame,
    roster: pl.DataFrame,
    connectors: pl.DataFrame,
    *,
    operators: int = 30,
    connectors_shown: int = 20,
) -> OperatorConnectors:
    """The `operators` and `connectors_shown` with most calls, as `OperatorConnectors`.

    Takes `tables.CONNECTOR_WEEKS`, OPERATORS and CONNECTORS. Who or what these do not know is named by its id.
    """
    calls = calls_by_pair(weeks)
    cells = (
        calls.join(_largest(calls, "operator_id", operators), on="operator_id")
        .join(_largest(calls, "connector_id", connectors_shown), on="connector_id")
        .join(roster.select("operator_id", operator_name="name"), on="operator_id", how="left")
        .join(connectors.select("connector_id", connector_name="name"), on="connector_id", how="left")
        .select(
            "operator_id",
            pl.coalesce("operator_name", "operator_id"),
            "operator_rank",
            "connector_id",
            pl.coalesce("connector_name", "connector_id"),
            "connector_rank",
            "calls",
            magnitude=pl.col("calls").log10(),
        )
        .sort("operator_rank", "connector_rank")
    )
    return OperatorConnectors(
        cells=cells,
        operators_left_out=calls["operator_id"].n_unique() - cells["operator_id"].n_unique(),
        connectors_left_out=calls["connector_id"].n_unique() - cells["connector_id"].n_unique(),
    )


def calls_by_pair(weeks: pl.DataFrame) -> pl.DataFrame:
    """Calls of all weeks by operator and connector: operator_id, connector_id, calls; in no order."""
    told = weeks.lazy().filter(pl.col("key") != UNDIVIDED)
    return told.group_by("operator_id", connector_id="key").agg(calls=pl.col("quantity").sum()).collect()


def _largest(calls: pl.DataFrame, column: str, count: int) -> pl.DataFrame:
    """The `count` values of `column` with most calls, and their rank."""
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(column.replace("_id", "_rank"))
    sums = calls.group_by(column).agg(pl.col("calls").sum())
    return sums.sort("calls", column, descending=[True, False]).head(count).select(column, rank)


def connectors_of(
    weeks_now: pl.DataFrame,
    weeks_before: pl.DataFrame | None,
    operator_id: str,
    connectors: pl.DataFrame,
    *,
    on: date,
    silent_days: int = 7,
) -> pl.DataFrame:
    """The connectors that one operator called in a window or the one before, as CONNECTORS_OF, most calls first.

    Takes CONNECTOR_WEEKS of both windows (before None = not comparable), CONNECTORS, and the day that silence is
    counted to: the last whose figures are final. A connector without calls has 0, but null where some of the operator's
    calls are not told by connector: they may be its own. Then, and where windows are not comparable, what cannot be
    known of its standing is ''.
    """
    now = _of_operator(weeks_now, operator_id)
    before = _of_operator(weeks_now.clear() if weeks_before is None else weeks_before, operator_id)
    all_told = UNDIVIDED not in now["connector_id"]
    before_told = weeks_before is not None and UNDIVIDED not in before["connector_id"]
    total = pl.lit(now["calls"].sum())
    both = now.join(before.rename({"calls": "before"}), on="connector_id", how="full", coalesce=True)
    return (
        both.filter(pl.col("connector_id") != UNDIVIDED)
        .join(connectors.select("connector_id", "name"), on="connector_id", how="left")
        .with_columns(
            pl.coalesce("name", "connector_id"),
            pl.col("calls").fill_null(_absent(is_zero=all_told)),
            pl.col("before").fill_null(_absent(is_zero=before_told)),
            last_call=pl.max_horizontal("last_call", "last_call_right"),
        )
        .with_columns(
            share=pl.when(total > 0).then(pl.col("calls") / total),
            change=change_ratio("calls", "before"),
            standing=_standing(on, silent_days, all_told=all_told),
        )
        .sort("calls", "connector_id", descending=[True, False], nulls_last=True)
        .select(CONNECTORS_OF.names())
    )


def _absent(*, is_zero: bool) -> pl.Expr:
    return pl.lit(0 if is_zero else None, pl.Int64)


def _of_operator(weeks: pl.DataFrame, operator_id: str) -> pl.DataFrame:
    mine = weeks.lazy().filter(pl.col("operator_id") == operator_id).group_by(connector_id="key")
    return mine.agg(calls=pl.col("quantity").sum(), last_call=pl.col("last_day").max()).collect()


def _standing(on: date, silent_days: int, *, all_told: bool) -> pl.Expr:
    is_silent = (pl.lit(on) - pl.col("last_call")).dt.total_days() >= silent_days
    return (
        pl.when(pl.col("calls").is_null() | pl.col("before").is_null())
        .then(pl.lit(NOT_COMPARABLE))
        .when(pl.col("before") == 0)
        .then(pl.lit(NEW))
        .when(~is_silent)
        .then(pl.lit(ACTIVE))
        .otherwise(pl.lit(STOPPED if all_told else NOT_COMPARABLE))
    )

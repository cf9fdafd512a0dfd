"""Which connectors carry the network: adoption, traffic, concentration, and those that lapsed."""

import polars as pl

from dashboard.metrics.change import change_ratio, share_of
from dashboard.metrics.usage import breakdown
from data_access.tables import GATEWAY_REQUESTS


def adoption(
    connectors: pl.DataFrame, now: pl.DataFrame, before: pl.DataFrame | None, operators_total: int, *, fully_known: bool
) -> pl.DataFrame:
    """One row a connector, most calls first: what is connected (undated) beside what was called in the period.

    Takes `tables.CONNECTORS` and the usage lines of the period and of the one before (None = not comparable).
    Columns: connector_id, name, category, operators, adoption (operators / all operators of the platform),
    active_connections, inactive_connections, calls, call_share, before, change, callers (operators that called it),
    calls_per_connection (calls / active connections), lapsed (has connections, 0 calls).
    A connector that the lines do not name has 0 calls where `fully_known`, else null: unknown is not 0.
    """
    called = breakdown(GATEWAY_REQUESTS, now, None).select(connector_id="key", calls="value", callers="operators")
    called_before = breakdown(GATEWAY_REQUESTS, now.clear() if before is None else before, None).select(
        connector_id="key", before="value"
    )
    absent = pl.lit(0 if fully_known else None, pl.Int64)
    absent_before = pl.lit(0 if fully_known and before is not None else None, pl.Int64)
    return (
        connectors.join(called, on="connector_id", how="full", coalesce=True)
        .join(called_before, on="connector_id", how="full", coalesce=True)
        .with_columns(
            pl.col("name").fill_null(_unnamed()),
            pl.col("calls", "callers").fill_null(absent),
            pl.col("before").fill_null(absent_before),
        )
        .with_columns(_derived(operators_total))
        .sort("calls", "connector_id", descending=[True, False], nulls_last=True)
        .select(*_ADOPTION)
    )


_ADOPTION = (
    "connector_id",
    "name",
    "category",
    "operators",
    "adoption",
    "active_connections",
    "inactive_connections",
    "calls",
    "call_share",
    "before",
    "change",
    "callers",
    "calls_per_connection",
    "lapsed",
)


def _unnamed() -> pl.Expr:
    return pl.when(pl.col("connector_id") == "").then(pl.lit("(not broken down)")).otherwise(pl.col("connector_id"))


def _derived(operators_total: int) -> list[pl.Expr]:
    connections = pl.col("active_connections").fill_null(0) + pl.col("inactive_connections").fill_null(0)
    active = pl.col("active_connections")
    return [
        (pl.col("operators") / operators_total if operators_total else pl.lit(None, pl.Float64)).alias("adoption"),
        share_of("calls").alias("call_share"),
        change_ratio("calls", "before").alias("change"),
        pl.when(active > 0).then(pl.col("calls") / active).otherwise(None).alias("calls_per_connection"),
        ((connections > 0) & (pl.col("calls") == 0)).fill_null(value=False).alias("lapsed"),
    ]


def calls_fully_known(bill: pl.DataFrame, lines: pl.DataFrame) -> bool:
    """Whether a connector's absence from the lines means 0 calls.

    True when every operator of the bill reports gateway requests and each of them by connector.
    """
    undivided = (pl.col("metric") == GATEWAY_REQUESTS) & (pl.col("key") == "") & (pl.col("quantity") > 0)
    return bill[GATEWAY_REQUESTS].null_count() == 0 and lines.filter(undivided).is_empty()


def pareto(adopted: pl.DataFrame) -> pl.DataFrame:
    """The connectors that were called, by calls: columns rank (from 1), name, calls, share, cumulative (0..1)."""
    called = adopted.filter(pl.col("calls") > 0).sort("calls", "connector_id", descending=[True, False])
    # a column, not a scalar: Polars multiplies by a scalar's reciprocal, and 80 of 100 must not fall short of 0.8
    total = pl.col("calls").sum().over(pl.lit(value=True))
    return called.select(
        pl.int_range(1, pl.len() + 1).alias("rank"),
        "name",
        "calls",
        share=share_of("calls"),
        cumulative=pl.col("calls").cum_sum() / total,
    )


def carriers(ranked: pl.DataFrame, part: float = 0.8) -> tuple[int, float]:
    """How few connectors of a `pareto` carry at least `part` of all calls, and the share they carry; (0, 0) for none."""
    reached = ranked.filter(pl.col("cumulative") >= part)
    return (int(reached["rank"][0]), float(reached["cumulative"][0])) if len(reached) else (0, 0.0)


def by_category(adopted: pl.DataFrame) -> pl.DataFrame:
    """Sums by category, most calls first; a sum of nothing but unreported figures is null.

    Columns: category (null = not known), connectors, active_connections, calls, call_share, before, change.
    """
    sums = [
        pl.when(pl.col(c).is_not_null().any()).then(pl.col(c).sum()).otherwise(None).alias(c)
        for c in ("active_connections", "calls", "before")
    ]
    return (
        adopted.group_by("category")
        .agg(pl.len().cast(pl.Int64).alias("connectors"), *sums)
        .with_columns(call_share=share_of("calls"), change=change_ratio("calls", "before"))
        .sort("calls", "category", descending=[True, False], nulls_last=True)
        .select("category", "connectors", "active_connections", "calls", "call_share", "before", "change")
    )


def connector_operators(
    connector_id: str, now: pl.DataFrame, before: pl.DataFrame | None, roster: pl.DataFrame
) -> pl.DataFrame:
    """The operators that called one connector in either period, most calls first.

    Columns: operator_id, operator_name, status, calls, share (of the connector's calls), before, change.
    """
    mine = (pl.col("metric") == GATEWAY_REQUESTS) & (pl.col("key") == connector_id)
    current = now.filter(mine).select("operator_id", "operator_name", calls="quantity")
    if before is None:
        both = current.with_columns(before=pl.lit(None, pl.Int64))
    else:
        earlier = before.filter(mine).select("operator_id", "operator_name", before="quantity")
        both = current.join(earlier, on="operator_id", how="full", coalesce=True).with_columns(
            pl.coalesce("operator_name", "operator_name_right"), pl.col("calls", "before").fill_null(0)
        )
    return (
        both.join(roster.select("operator_id", "status"), on="operator_id", how="left")
        .with_columns(share=share_of("calls"), change=change_ratio("calls", "before"))
        .sort("calls", "operator_id", descending=[True, False])
        .select("operator_id", "operator_name", "status", "calls", "share", "before", "change")
    )

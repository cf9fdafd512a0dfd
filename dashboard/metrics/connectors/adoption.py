"""Which connectors carry the network: adoption, traffic, concentration, and those that lapsed."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.change import change_ratio, share_of
from dashboard.metrics.known import broken_down_operators, is_fully_broken_down
from dashboard.metrics.sums import added, in_64_bits, total, total_or_none
from dashboard.metrics.usage import Reported, breakdown
from data_access.tables import GATEWAY_REQUESTS


def adoption(connectors: pl.DataFrame, now: Reported, before: Reported | None, operators_total: int) -> pl.DataFrame:
    """One row a connector, most calls first: what is connected (undated) beside what was called in the period.

    Takes `tables.CONNECTORS` and the reports of the period and of the one before (None = not comparable).
    Columns: connector_id, name, category, operators, adoption (operators / all operators of the platform),
    active_connections, inactive_connections, calls, call_share, before, change, callers (operators that called it),
    calls_per_connection (calls / active connections), lapsed (has connections, 0 calls).
    A connector that a report does not name has 0 calls where every operator reports by connector, else null: unknown
    is not 0. Calls that are not broken down by connector are in no row: see `undivided_calls`.
    """
    used = breakdown(GATEWAY_REQUESTS, now, before).rename({"operators": "callers", "value": "calls"})
    named = used.filter(pl.col("key") != "").drop("share", "change")
    known_now = is_fully_broken_down(GATEWAY_REQUESTS, now.bill, now.lines)
    known_before = before is not None and is_fully_broken_down(GATEWAY_REQUESTS, before.bill, before.lines)
    return (
        connectors.join(named, left_on="connector_id", right_on="key", how="full", coalesce=True)
        .with_columns(
            pl.coalesce("name", "connector_id"),
            pl.col("calls", "callers").fill_null(_absent(is_zero=known_now)),
            pl.col("before").fill_null(_absent(is_zero=known_before)),
        )
        .with_columns(_derived(operators_total))
        .sort("calls", "connector_id", descending=[True, False], nulls_last=True)
        .select(*_ADOPTION)
    )


def _absent(*, is_zero: bool) -> pl.Expr:
    return pl.lit(0 if is_zero else None, pl.Int64)


def undivided_calls(lines: pl.DataFrame) -> int:
    """Gateway requests that the report does not break down by connector."""
    return total(lines.filter(pl.col("metric") == GATEWAY_REQUESTS, pl.col("key") == "")["quantity"])


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


def _derived(operators_total: int) -> list[pl.Expr]:
    active, inactive = pl.col("active_connections"), pl.col("inactive_connections")
    has_any = (active > 0).fill_null(value=False) | (inactive > 0).fill_null(value=False)
    return [
        (pl.col("operators") / operators_total if operators_total else pl.lit(None, pl.Float64)).alias("adoption"),
        share_of("calls").alias("call_share"),
        change_ratio("calls", "before").alias("change"),
        pl.when(active > 0).then(pl.col("calls") / active).otherwise(None).alias("calls_per_connection"),
        (has_any & (pl.col("calls") == 0)).fill_null(value=False).alias("lapsed"),
    ]


@dataclass(frozen=True, slots=True)
class AdoptionSummary:
    """How many connectors were called, and have active connections; how few carry `reached` (0..1) of all calls.

    `inactive` counts connections. None = not known.
    """

    called: int | None
    connected: int | None
    carriers: int | None
    reached: float | None
    inactive: int | None


def adoption_summary(adopted: pl.DataFrame) -> AdoptionSummary:
    """The figures of the tiles, from `adoption`. A column without one reported value gives None, never 0."""
    few, reached = carriers(pareto(adopted))
    return AdoptionSummary(
        called=_above_zero(adopted["calls"]),
        connected=_above_zero(adopted["active_connections"]),
        carriers=few or None,
        reached=reached if few else None,
        inactive=total_or_none(adopted["inactive_connections"]),
    )


def _above_zero(column: pl.Series) -> int | None:
    return None if _nothing(column) else int((column > 0).sum())


def _nothing(column: pl.Series) -> bool:
    return column.null_count() == len(column) > 0


def pareto(adopted: pl.DataFrame) -> pl.DataFrame:
    """The connectors that were called, by calls: columns rank (from 1), name, calls, share, cumulative (0..1)."""
    called = adopted.filter(pl.col("calls") > 0).sort("calls", "connector_id", descending=[True, False])
    # a column, not a scalar: Polars multiplies by a scalar's reciprocal, and 80 of 100 must not fall short of 0.8
    of_all = added(pl.col("calls")).over(pl.lit(value=True))
    return called.select(
        pl.int_range(1, pl.len() + 1).alias("rank"),
        "name",
        "calls",
        share=share_of("calls"),
        cumulative=pl.col("calls").cast(pl.Int128).cum_sum() / of_all,
    )


def carriers(ranked: pl.DataFrame, part: float = 0.8) -> tuple[int, float]:
    """How few connectors of a `pareto` carry at least `part` of all calls, and the share they carry; (0, 0) for none."""
    reached = ranked.filter(pl.col("cumulative") >= part)
    return (int(reached["rank"][0]), float(reached["cumulative"][0])) if len(reached) else (0, 0.0)


def by_category(adopted: pl.DataFrame) -> pl.DataFrame:
    """Sums by category, most calls first; a sum of nothing but unreported figures is null. Raises SumTooLarge.

    Columns: category (null = not known), connectors, active_connections, calls, call_share, before, change. `before` and
    `change` are of the connectors whose calls are known of both periods: what was not reported before did not begin now.
    """
    both = pl.col("calls").is_not_null() & pl.col("before").is_not_null()
    figures = {
        "active_connections": pl.col("active_connections"),
        "calls": pl.col("calls"),
        "before": pl.col("before").filter(both),
        "compared": pl.col("calls").filter(both),
    }
    sums = [pl.when(each.is_not_null().any()).then(added(each)).alias(name) for name, each in figures.items()]
    summed = adopted.group_by("category").agg(pl.len().cast(pl.Int64).alias("connectors"), *sums)
    return (
        in_64_bits(
            summed, {name: "connections" if name == "active_connections" else GATEWAY_REQUESTS for name in figures}
        )
        .with_columns(call_share=share_of("calls"), change=change_ratio("compared", "before"))
        .sort("calls", "category", descending=[True, False], nulls_last=True)
        .select("category", "connectors", "active_connections", "calls", "call_share", "before", "change")
    )


def connector_operators(
    connector_id: str, now: Reported, before: Reported | None, roster: pl.DataFrame
) -> pl.DataFrame:
    """The operators that called one connector in either period, most calls first.

    Columns: operator_id, operator_name, status, calls, share (of the connector's calls), before, change.
    An operator that a report does not name has 0 calls where it reports by connector there, else null.
    """
    current = _callers(connector_id, now, "calls")
    if before is None:
        both = current.with_columns(before=pl.lit(None, pl.Int64))
    else:
        earlier = _callers(connector_id, before, "before")
        both = current.join(earlier, on="operator_id", how="full", coalesce=True).with_columns(
            pl.coalesce("operator_name", "operator_name_right"), _zero_where_known("before", before)
        )
    return (
        both.with_columns(_zero_where_known("calls", now))
        .join(roster.select("operator_id", "status"), on="operator_id", how="left")
        .with_columns(share=share_of("calls"), change=change_ratio("calls", "before"))
        .sort("calls", "operator_id", descending=[True, False], nulls_last=True)
        .select("operator_id", "operator_name", "status", "calls", "share", "before", "change")
    )


def _callers(connector_id: str, report: Reported, figure: str) -> pl.DataFrame:
    mine = report.lines.filter(pl.col("metric") == GATEWAY_REQUESTS, pl.col("key") == connector_id)
    return mine.select("operator_id", pl.coalesce("operator_name", "operator_id"), pl.col("quantity").alias(figure))


def _zero_where_known(figure: str, report: Reported) -> pl.Expr:
    known = broken_down_operators(GATEWAY_REQUESTS, report.bill, report.lines)
    return pl.when(pl.col("operator_id").is_in(known.to_list())).then(pl.col(figure).fill_null(0)).otherwise(figure)

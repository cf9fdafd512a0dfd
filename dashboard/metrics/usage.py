"""Period totals of the whole platform, and each operator's figures beside those of the period before."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from dashboard.metrics.change import Kpi, change_ratio, share_of
from dashboard.metrics.known import is_fully_broken_down
from dashboard.metrics.sums import added, in_64_bits, total, total_or_none
from data_access.tables import METRICS, STORAGE_BYTES


class Reported(NamedTuple):
    """One period's report: `lines` as `tables.USAGE_LINES`, `bill` as `metrics.report.bill.operator_bill`."""

    lines: pl.DataFrame
    bill: pl.DataFrame

    def of(self, operator_id: str) -> "Reported":
        """The same of one operator."""
        mine = pl.col("operator_id") == operator_id
        return Reported(self.lines.filter(mine), self.bill.filter(mine))


Days = tuple[int, int] | None
"""How many days the two periods have, where they are not equally many (`Window.unequal_days`)."""


def metric_kpi(metric: str, now: pl.DataFrame, before: pl.DataFrame | None, days: Days = None) -> Kpi:
    """The sum of `metric` over all operators of two bills; `before` None = not comparable.

    Storage is a level, which is not divided by `days`. A sum counts what is reported and says how many operators did not; with none reported it is None, never 0.
    """
    value, unreported = total_or_none(now[metric]), now[metric].null_count()
    if before is None:
        return Kpi(metric, value, comparable=False, unreported=unreported)
    earlier = before.select("operator_id", before=pl.col(metric))
    both = now.join(earlier, on="operator_id", how="left").filter(pl.col(metric).is_not_null())
    common = both.filter(pl.col("before").is_not_null())
    return Kpi(
        metric,
        value,
        before=total_or_none(common["before"]) if common.height or both.is_empty() else None,
        compared=total_or_none(common[metric]) if common.height or both.is_empty() else None,
        unreported=unreported,
        left_out=both.height - common.height,
        days=None if metric == STORAGE_BYTES else days,
    )


def metric_kpis(metrics: Iterable[str], now: pl.DataFrame, before: pl.DataFrame | None, days: Days = None) -> list[Kpi]:
    """`metric_kpi` for each of `metrics`."""
    return [metric_kpi(metric, now, before, days) for metric in metrics]


def operator_kpis(operator_id: str, now: pl.DataFrame, before: pl.DataFrame | None, days: Days = None) -> list[Kpi]:
    """Every metric of one operator, from two bills."""
    mine = pl.col("operator_id") == operator_id
    return metric_kpis(METRICS, now.filter(mine), None if before is None else before.filter(mine), days)


def leaderboard(metric: str, now: pl.DataFrame, before: pl.DataFrame | None, roster: pl.DataFrame) -> pl.DataFrame:
    """Every operator of a bill by `metric`, largest first, not reported last; equal values share a rank.

    Columns: rank, operator_id, operator_name (the id where there is no name), value, share (of all that is reported), before, change, and the roster's
    status, plan, industry, contact_email, created_at, active_connections, last_active_at. `before` None gives nulls.
    """
    earlier = (
        now.select("operator_id", before=pl.lit(None, pl.Int64))
        if before is None
        else before.select("operator_id", before=pl.col(metric))
    )
    known = ("status", "plan", "industry", "contact_email", "created_at", "active_connections", "last_active_at")
    return (
        now.select("operator_id", "operator_name", value=pl.col(metric))
        .join(earlier, on="operator_id", how="left")
        .join(roster.select("operator_id", *known), on="operator_id", how="left")
        .with_columns(
            pl.coalesce("operator_name", "operator_id"),
            rank=pl.col("value").rank("min", descending=True).cast(pl.Int64),
            share=share_of("value"),
            change=change_ratio("value", "before"),
        )
        .sort("value", "operator_id", descending=[True, False], nulls_last=True)
        .select("rank", "operator_id", "operator_name", "value", "share", "before", "change", *known)
    )


def movers(board: pl.DataFrame, count: int, *, up: bool) -> pl.DataFrame:
    """The `count` operators of a leaderboard that gained (or lost) most in absolute terms.

    Columns: operator_id, operator_name, before, value, change, delta. Operators with nothing to compare are left out.
    """
    delta = pl.col("value") - pl.col("before")
    return (
        board.with_columns(delta=delta)
        .filter(pl.col("delta") > 0 if up else pl.col("delta") < 0)
        .sort("delta", "operator_id", descending=[up, False])
        .head(count)
        .select("operator_id", "operator_name", "before", "value", "change", "delta")
    )


def top_and_rest(ranking: pl.DataFrame, column: str, count: int) -> tuple[pl.DataFrame, tuple[int, int] | None]:
    """The `count` largest rows as columns name, value; and how many others there are with what sum (None without).

    Rows that are 0 or not reported are in neither: a bar of nothing says nothing.
    """
    some = ranking.filter(pl.col(column) > 0).sort(column, descending=True, maintain_order=True)
    rest = some.slice(count)
    others = None if rest.is_empty() else (rest.height, total(rest[column]))
    return some.head(count).select("name", value=pl.col(column)), others


def breakdown(metric: str, now: Reported, before: Reported | None) -> pl.DataFrame:
    """Quantities of `metric` by key over all operators, largest first.

    Columns: key ('' = not broken down), operators (how many used it), value, share, before, change.
    A key of only one of the two periods is 0 in the other where every operator reports by key there, else null: an
    operator that does not report may well have used it. `before` None (not comparable) gives nulls. Raises SumTooLarge.
    """
    current = _by_key(metric, now.lines)
    if before is None:
        both = current.with_columns(before=pl.lit(None, pl.Int64))
    else:
        earlier = _by_key(metric, before.lines).select("key", before="value")
        both = current.join(earlier, on="key", how="full", coalesce=True)
        if is_fully_broken_down(metric, before.bill, before.lines):
            both = both.with_columns(pl.col("before").fill_null(0))
    if is_fully_broken_down(metric, now.bill, now.lines):
        both = both.with_columns(pl.col("value", "operators").fill_null(0))
    return (
        both.with_columns(share=share_of("value"), change=change_ratio("value", "before"))
        .sort("value", "key", descending=[True, False], nulls_last=True)
        .select("key", "operators", "value", "share", "before", "change")
    )


def _by_key(metric: str, lines: pl.DataFrame) -> pl.DataFrame:
    used = pl.col("operator_id").filter(pl.col("quantity") > 0).n_unique().cast(pl.Int64)
    mine = lines.filter(pl.col("metric") == metric)
    return in_64_bits(mine.group_by("key").agg(operators=used, value=added(pl.col("quantity"))), {"value": metric})

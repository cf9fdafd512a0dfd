"""Period totals of the whole platform, and each operator's figures beside those of the period before."""

from collections.abc import Iterable

import polars as pl

from dashboard.metrics.change import Kpi, change_ratio, share_of
from data_access.tables import METRICS


def metric_kpi(metric: str, now: pl.DataFrame, before: pl.DataFrame | None) -> Kpi:
    """The sum of `metric` over all operators of two bills; `before` None = not comparable.

    A sum counts what is reported and says how many operators did not; with none reported it is None, never 0.
    """
    reported = now[metric].drop_nulls()
    value = int(reported.sum()) if len(reported) or now.is_empty() else None
    earlier = None if before is None else _sum_or_none(before[metric])
    return Kpi(metric, value, earlier, before is not None, now[metric].null_count())


def metric_kpis(metrics: Iterable[str], now: pl.DataFrame, before: pl.DataFrame | None) -> list[Kpi]:
    """`metric_kpi` for each of `metrics`."""
    return [metric_kpi(metric, now, before) for metric in metrics]


def operator_kpis(operator_id: str, now: pl.DataFrame, before: pl.DataFrame | None) -> list[Kpi]:
    """Every metric of one operator, from two bills."""
    mine = pl.col("operator_id") == operator_id
    return metric_kpis(METRICS, now.filter(mine), None if before is None else before.filter(mine))


def leaderboard(metric: str, now: pl.DataFrame, before: pl.DataFrame | None, roster: pl.DataFrame) -> pl.DataFrame:
    """Every operator of a bill by `metric`, largest first, not reported last; equal values share a rank.

    Columns: rank, operator_id, operator_name, value, share (of the whole platform), before, change, and the roster's
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
    others = None if rest.is_empty() else (rest.height, int(rest[column].sum()))
    return some.head(count).select("name", value=pl.col(column)), others


def breakdown(metric: str, lines: pl.DataFrame, lines_before: pl.DataFrame | None) -> pl.DataFrame:
    """Quantities of `metric` by key over all operators, largest first.

    Columns: key ('' = not broken down), operators (how many used it), value, share, before, change.
    A key of only one of the two periods counts 0 in the other; `lines_before` None gives nulls.
    """
    now = _by_key(metric, lines)
    if lines_before is None:
        both = now.with_columns(before=pl.lit(None, pl.Int64))
    else:
        earlier = _by_key(metric, lines_before).select("key", before="value")
        both = now.join(earlier, on="key", how="full", coalesce=True).with_columns(
            pl.col("value", "before", "operators").fill_null(0)
        )
    return (
        both.with_columns(share=share_of("value"), change=change_ratio("value", "before"))
        .sort("value", "key", descending=[True, False])
        .select("key", "operators", "value", "share", "before", "change")
    )


def _by_key(metric: str, lines: pl.DataFrame) -> pl.DataFrame:
    used = pl.col("operator_id").filter(pl.col("quantity") > 0).n_unique().cast(pl.Int64)
    return lines.filter(pl.col("metric") == metric).group_by("key").agg(operators=used, value=pl.col("quantity").sum())


def _sum_or_none(column: pl.Series) -> int | None:
    return None if len(column) and column.null_count() == len(column) else int(column.sum())

"""What changed since a report was issued, and the correction that brings what was issued to today's figures exactly.

A correction is made of quantities, and "not reported" is none. So a line without a quantity, or one that is not there, counts
as nothing invoiced: its correction is the other side's whole quantity, and after it the sum is 0 where today says "not
reported". What is known adds up exactly; where a figure became known or ceased to be is told apart (`reporting_changes`).
"""

from collections.abc import Iterable

import polars as pl

from dashboard.metrics.report.canonical import LINES, Report, canonical_report
from data_access.tables import LINE_ORDER, METRICS

CHANGES = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "metric": pl.String(),
        "key": pl.String(),
        "before": pl.Int64(),
        "now": pl.Int64(),
        "change": pl.Int64(),
        "kind": pl.String(),
    }
)
REPORTING = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "metric": pl.String(),
        "before": pl.Int64(),
        "now": pl.Int64(),
    }
)
TOTALS = pl.Schema({**REPORTING, "change": pl.Int64()})


def line_changes(before: Report, now: Report) -> pl.DataFrame:
    """The lines whose quantity is another now, as CHANGES, sorted by operator_id, metric, key.

    `change` = now - before, where a side that has no quantity counts 0; its `before` or `now` stays null. `kind`:
    `new` has no `before`, `vanished` no `now`, `changed` both. A line of 0 that comes or goes changes nothing and is not
    listed, nor is a name. The name is today's, else the earlier one. Raises ValueError for another platform or period.
    """
    _refuse_other(before, now)
    both = _known(before.lines).join(_known(now.lines), on=list(LINE_ORDER), how="full", coalesce=True, suffix="_now")
    change = pl.col("quantity_now").fill_null(0) - pl.col("quantity").fill_null(0)
    return (
        both.with_columns(change=change)
        .filter(pl.col("change") != 0)
        .select(
            "operator_id",
            pl.coalesce("operator_name_now", "operator_name").alias("operator_name"),
            "metric",
            "key",
            pl.col("quantity").alias("before"),
            pl.col("quantity_now").alias("now"),
            "change",
            _kind("quantity", "quantity_now"),
        )
        .cast(CHANGES)
        .sort(LINE_ORDER)
    )


def reporting_changes(before: Report, now: Report) -> pl.DataFrame:
    """The operators' totals that are reported on one side alone, as REPORTING, sorted by operator_id, metric.

    Null = not reported; an operator that a side does not list is not reported there.
    """
    both = _totals(before, now)
    return both.filter(pl.col("before").is_null() != pl.col("now").is_null())


def total_changes(before: Report, now: Report) -> pl.DataFrame:
    """The operators' totals that are another now, as TOTALS, sorted by operator_id, metric: units that have no lines too.

    `change` = now - before, where a side that does not report it counts 0. Raises as `line_changes`.
    """
    _refuse_other(before, now)
    both = _totals(before, now)
    changed = both.with_columns(change=pl.col("now").fill_null(0) - pl.col("before").fill_null(0))
    return changed.filter(pl.col("change") != 0)


def correction_lines(balance: Report, now: Report) -> pl.DataFrame:
    """The lines of the correction that brings `balance` to `now`: LINES with signed quantities, none of them 0.

    Storage and units included, whatever their metric. Raises as `line_changes`.
    """
    changes = line_changes(balance, now)
    return changes.select(*LINE_ORDER, "operator_name", pl.col("change").alias("quantity")).select(LINES.names())


def correction(balance: Report, now: Report, *, first: str, latest: str) -> Report:
    """What `now` adds to `balance`, signed: the lines of `correction_lines`, and the operators with any change.

    `first`: the id of the issued report, which it corrects; `latest`: that of its latest correction, else the same.

    A total that neither side reports is null; else a side that does not report it counts 0. Status and plan are today's.
    `balance` is what was invoiced so far (`invoiced`). Raises as `line_changes`.
    """
    lines = correction_lines(balance, now)
    both = balance.operators.join(now.operators, on="operator_id", how="full", coalesce=True, suffix="_now")
    words = [pl.coalesce(f"{name}_now", name).alias(name) for name in ("operator_name", "status", "plan")]
    totals = both.select("operator_id", *words, *(_difference(metric) for metric in METRICS))
    moved = pl.any_horizontal(pl.col(METRICS).fill_null(0) != 0) | pl.col("operator_id").is_in(
        lines["operator_id"].unique().to_list()
    )
    return canonical_report(
        lines,
        totals.filter(moved),
        platform=now.platform,
        platform_id=now.platform_id,
        period=now.period,
        correction_of=first,
        after=latest,
    )


def invoiced(first: Report, corrections: Iterable[Report]) -> Report:
    """The sum of an issued report and all its corrections, line by line and total by total: what was invoiced so far.

    Null only where none of them reports a quantity. Names, status and plan are the latest. Raises as `line_changes`.
    """
    parts = [first, *corrections]
    for part in parts[1:]:
        _refuse_other(first, part)
    lines = pl.concat(part.lines for part in parts).group_by(LINE_ORDER, maintain_order=True)
    operators = pl.concat(part.operators for part in parts).group_by("operator_id", maintain_order=True)
    return canonical_report(
        lines.agg(_latest("operator_name"), _sum("quantity")),
        operators.agg(*map(_latest, ("operator_name", "status", "plan")), *map(_sum, METRICS)),
        platform=first.platform,
        platform_id=first.platform_id,
        period=first.period,
    )


def _totals(before: Report, now: Report) -> pl.DataFrame:
    """Both sides of every total, as REPORTING, sorted by operator_id, metric."""
    sides = [
        report.operators.unpivot(METRICS, index=["operator_id", "operator_name"], variable_name="metric")
        for report in (before, now)
    ]
    both = sides[0].join(sides[1], on=["operator_id", "metric"], how="full", coalesce=True, suffix="_now")
    return (
        both.select(
            "operator_id",
            pl.coalesce("operator_name_now", "operator_name").alias("operator_name"),
            "metric",
            pl.col("value").alias("before"),
            pl.col("value_now").alias("now"),
        )
        .cast(REPORTING)
        .sort("operator_id", "metric")
    )


def _known(lines: pl.DataFrame) -> pl.DataFrame:
    """One row a line that has a quantity."""
    known = lines.filter(pl.col("quantity").is_not_null()).group_by(LINE_ORDER, maintain_order=True)
    return known.agg(_latest("operator_name"), pl.col("quantity").sum())


def _latest(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls().last()


def _sum(column: str) -> pl.Expr:
    """Polars' own sum of nothing but nulls is 0."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum()).alias(column)


def _difference(metric: str) -> pl.Expr:
    now, before = pl.col(f"{metric}_now"), pl.col(metric)
    known = now.is_not_null() | before.is_not_null()
    return pl.when(known).then(now.fill_null(0) - before.fill_null(0)).alias(metric)


def _kind(before: str, now: str) -> pl.Expr:
    words = pl.when(pl.col(before).is_null()).then(pl.lit("new")).when(pl.col(now).is_null()).then(pl.lit("vanished"))
    return words.otherwise(pl.lit("changed")).alias("kind")


def _refuse_other(one: Report, other: Report) -> None:
    if (one.platform_id, one.period) != (other.platform_id, other.period):
        raise ValueError("two reports of different platforms or periods have nothing to be compared")

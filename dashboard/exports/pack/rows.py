"""The rows of a pack's data files under the contract's column names; `focus` has the other names."""

import polars as pl

from dashboard.exports.pack import focus
from dashboard.exports.pack.amounts import operators_with_amounts, summed, with_amounts
from dashboard.exports.pack.contents import Pack, Tables
from dashboard.exports.periods import period_columns
from dashboard.metrics.report.canonical import OPERATORS, report_id
from data_access.tables import METRICS, UNITS

CORRECTION = "Correction"
ALL = "all"


def tables(pack: Pack) -> Tables:
    """The pack's rows, priced where there is a rate card. Raises ValueError for an amount that has no line."""
    report = pack.report
    lines = with_amounts(report.lines, pack.amounts)
    operators = operators_with_amounts(report.operators, lines, pack.amounts)
    return Tables(report_id(report), lines, operators, totals(lines, operators))


def totals(lines: pl.DataFrame, operators: pl.DataFrame) -> pl.DataFrame:
    """metric, unit, total (Int128), not_reported (operators), lines; with `amount` where the lines have one.

    A row a metric; total is the sum of what is reported, null when nothing is. With amounts a last row, metric `all`,
    holds their sum and no quantity: quantities of different metrics do not add.
    """
    wide = operators.select(pl.col(METRICS).cast(pl.Int128))
    nothing = wide.height > 0
    found = pl.DataFrame(
        {
            "metric": list(METRICS),
            "unit": [UNITS[metric] for metric in METRICS],
            "total": [
                None if nothing and wide[metric].null_count() == wide.height else int(wide[metric].sum())
                for metric in METRICS
            ],
            "not_reported": [wide[metric].null_count() for metric in METRICS],
            "lines": [lines.filter(metric=metric).height for metric in METRICS],
        },
        schema={
            "metric": pl.String(),
            "unit": pl.String(),
            "total": pl.Int128(),
            "not_reported": pl.Int64(),
            "lines": pl.Int64(),
        },
    )
    if "amount" not in lines.columns:
        return found
    everything = pl.DataFrame({"metric": [ALL]}).with_columns(lines.select(pl.col("amount").sum()))
    priced = found.join(summed(lines, "metric"), on="metric", how="left", maintain_order="left")
    return pl.concat([priced, everything], how="diagonal")


def lines_rows(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """`rows` of `Tables.lines`, as they stand in lines.csv; `of` is the report's id.

    operator_id, operator_name, metric, key, quantity, unit, period_start, period_end; in a correction also charge_class
    and corrects; with a rate card also amount and currency. Raises InvalidOperationError for a metric without a unit.
    """
    if pack.form == "focus":
        return focus.lines(rows, pack, of)
    unit = pl.col("metric").replace_strict(UNITS, return_dtype=pl.String).alias("unit")
    return rows.select("operator_id", "operator_name", "metric", "key", "quantity", unit, *_more(rows, pack))


def operators_rows(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """`rows` of `Tables.operators`, as they stand in operators.csv: the contract's columns, and those of `lines_rows`."""
    if pack.form == "focus":
        return focus.operators(rows, pack, of)
    return rows.select(*OPERATORS.names(), *_more(rows, pack))


def totals_rows(rows: pl.DataFrame, pack: Pack, of: str) -> pl.DataFrame:
    """`rows` of `Tables.totals`, as they stand in totals.csv, with the further columns of `lines_rows`."""
    if pack.form == "focus":
        return focus.totals(rows, pack, of)
    return rows.select("metric", "unit", "total", "not_reported", "lines", *_more(rows, pack))


def _more(rows: pl.DataFrame, pack: Pack) -> list[pl.Expr]:
    corrects = pack.report.correction_of
    columns = [*period_columns(pack.report.period)]
    if corrects is not None:
        columns += [pl.lit(CORRECTION).alias("charge_class"), pl.lit(corrects).alias("corrects")]
    if pack.amounts is not None and "amount" in rows.columns:
        currency = pl.when(pl.col("amount").is_not_null()).then(pl.lit(pack.amounts.currency))
        columns += [pl.col("amount"), currency.alias("currency")]
    return columns

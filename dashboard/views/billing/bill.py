"""The bill: every operator's figures with marks and amounts, and the sums over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from dashboard.metrics.money.amounts import Priced, in_currency
from dashboard.metrics.report.bill_totals import bill_totals, marked_bill
from dashboard.numbers import counted, exact
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents, titled
from dashboard.words import METRIC_TITLES
from data_access.tables import STORAGE_BYTES, UNITS

_MARK = (
    pl.when(~pl.col("in_report"))
    .then(pl.lit("Not in the report"))
    .when("idle")
    .then(pl.lit("Idle"))
    .otherwise(pl.lit(""))
)


class Total(NamedTuple):
    """A metric's sum over all operators, and how many did not report it, in words."""

    figure: str
    total: str
    unit: str
    missing: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of all metrics."""

    title: str
    rows: tuple[Total, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Bill:
    """One row an operator. `currency` of the column `amount` with `digits` after the point; None = there is no such column."""

    grid: Grid
    currency: str | None = None
    digits: int = 0


def totals(bill: pl.DataFrame) -> Totals:
    """Of `metrics.report.bill.operator_bill`, exact."""
    rows = [
        Total(METRIC_TITLES[metric], exact(total), UNITS[metric], exact(missing))
        for metric, total, missing in bill_totals(bill).iter_rows()
    ]
    return Totals(f"Totals of {counted(bill.height, 'operator')}", tuple(rows))


def bill(now: pl.DataFrame, before: pl.DataFrame | None, amounts: Priced | None) -> Bill:
    """Of two `metrics.report.bill.operator_bill`, most billable units first; before None = not comparable."""
    marked = marked_bill(now, before)
    shown = marked.with_columns(*percents("change"), *titled(marked, "status"), mark=_MARK)
    if amounts is None:
        return Bill(grid(shown, (STORAGE_BYTES,)))
    exact_decimal = in_currency("amount_minor", amounts.digits).cast(pl.Decimal(38, amounts.digits)).alias("amount")
    by_operator = amounts.operators.select("operator_id", exact_decimal)
    with_amounts = shown.join(by_operator, on="operator_id", how="left", maintain_order="left")
    return Bill(grid(with_amounts, (STORAGE_BYTES,)), amounts.currency, amounts.digits)


def names(bill: pl.DataFrame) -> Mapping[str, str]:
    """What operators are called, by id: the id where there is no name."""
    rows = bill.select("operator_id", "operator_name").iter_rows()
    return MappingProxyType({one: name or one for one, name in rows})


def names_told_apart(operators: pl.DataFrame) -> Mapping[str, str]:
    """The same of `metrics.report.canonical.OPERATORS`, with the id beside a name that two of them share."""
    title = pl.when(pl.col("operator_name").is_duplicated()).then(pl.format("{} ({})", "operator_name", "operator_id"))
    rows = operators.select("operator_id", title.otherwise("operator_name")).iter_rows()
    return MappingProxyType({one: name or one for one, name in rows})

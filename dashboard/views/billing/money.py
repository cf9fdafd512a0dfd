"""The total of a report in money, in words."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dashboard.metrics.money.amounts import Priced
from dashboard.numbers import counted


@dataclass(frozen=True, slots=True)
class Money:
    """`missing`: whose figures have no amount, empty for nobody. `label` belongs beside every amount."""

    total: str
    label: str
    missing: str


def money(found: Priced) -> Money:
    """Of all amounts of a report."""
    without = found.operators.filter(pl.col("without_amount").fill_null("") != "").height
    return Money(
        "no amount" if found.total_minor is None else _in_words(found.total_minor, found),
        found.label,
        f"{counted(without, 'operator')} have a figure without an amount." if without else "",
    )


def _in_words(minor: int, found: Priced) -> str:
    """`1,234.56 EUR`, exact."""
    amount = Decimal(minor).scaleb(-found.digits)
    return f"{amount:,.{found.digits}f} {found.currency}".replace("-", "−")

"""Money beside quantities: minor units as whole numbers in, exact decimals out. No rate card, no money anywhere."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.money.amounts import LABEL, Priced
from data_access.tables import LINE_ORDER

ESTIMATE = LABEL
ROUNDING = "the total is rounded half-up to the minor unit; lines share it by the largest remainders"
_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a rate card makes of a report: `lines` has operator_id, metric, key, amount_minor (Int64 or Int128).

    `currency` is the ISO 4217 code, `digits` how many decimals its minor unit has. A line that is not priced has no row,
    or null. `operators`, where given, has operator_id, amount_minor, without_amount (metrics, by comma, that the amount
    lacks although they are priced); else an operator's amount is the sum of its lines.
    """

    currency: str
    digits: int
    lines: pl.DataFrame
    operators: pl.DataFrame | None = None


def amounts_of(priced: Priced) -> Amounts:
    """What `metrics.money.amounts` makes of a report, as a pack carries it."""
    return Amounts(priced.currency, priced.digits, priced.lines, priced.operators)


def with_amounts(lines: pl.DataFrame, amounts: Amounts | None) -> pl.DataFrame:
    """`lines` (`canonical.LINES`) in their order, with `amount` where there is a rate card.

    Raises ValueError for an amount that has no line, Polars' ComputeError for two amounts of one line.
    """
    if amounts is None:
        return lines
    priced = amounts.lines.select(*LINE_ORDER, amount=_decimal(amounts.digits))
    stray = priced.join(lines, on=LINE_ORDER, how="anti").height
    if stray:
        raise ValueError(f"{stray} amounts have no line in the report")
    return lines.join(priced, on=LINE_ORDER, how="left", validate="m:1", maintain_order="left")


def operators_with_amounts(operators: pl.DataFrame, lines: pl.DataFrame, amounts: Amounts | None) -> pl.DataFrame:
    """`operators` (`canonical.OPERATORS`) in their order, with `amount` and `without_amount` where there is a rate card.

    `lines` as `with_amounts`. `without_amount` is empty where an amount lacks nothing.
    """
    if amounts is None:
        return operators
    if amounts.operators is None:
        of_operators = summed(lines, "operator_id").with_columns(without_amount=pl.lit(""))
    else:
        of_operators = amounts.operators.select("operator_id", "without_amount", amount=_decimal(amounts.digits))
    priced = operators.join(of_operators, on="operator_id", how="left", validate="1:1", maintain_order="left")
    return priced.with_columns(pl.col("without_amount").fill_null(""))


def summed(lines: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by` and `amount`: the exact sums of lines as `with_amounts` gives them; null where no line is priced."""
    return lines.drop_nulls("amount").group_by(by).agg(pl.col("amount").sum())


def _decimal(digits: int) -> pl.Expr:
    """Minor units as an exact decimal: never through a float, and never by a division that rounds."""
    minor = pl.col("amount_minor").cast(pl.Int128)
    text = minor.abs().cast(pl.String).str.zfill(digits + 1)
    sign = pl.when(minor < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = text.str.head(-digits) if digits else text
    parts = [sign, whole, *([pl.lit("."), text.str.tail(digits)] if digits else [])]
    return pl.concat_str(parts).cast(pl.Decimal(_DIGITS, digits))

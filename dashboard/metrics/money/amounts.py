"""What a report costs by a rate card: exact, rounded once, and lines that add up to the total shown.

An amount is a whole number of the currency's minor unit (cents, for JPY whole yen); null = no amount, never 0.
"""

from dataclasses import dataclass
from math import gcd

import polars as pl

from dashboard.metrics.money.largest_remainder import rounded_half_up, whole_shares
from dashboard.metrics.money.price_lists import ExactCard, ExactPrice, exact_card, priced_groups
from dashboard.metrics.report.canonical import Report
from data_access.rate_card import RateCard
from data_access.tables import METRICS

LABEL = "Estimate from your rate card"

LINE_AMOUNTS = pl.Schema(
    {"operator_id": pl.String(), "metric": pl.String(), "key": pl.String(), "amount_minor": pl.Int64()}
)
CHARGES = pl.Schema(
    {
        "operator_id": pl.String(),
        "metric": pl.String(),
        "units": pl.Int64(),
        "included": pl.Int64(),
        "charged": pl.Int64(),
        "price_of": pl.String(),
        "exact": pl.String(),
        "amount_minor": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True)
class Priced:
    """The amounts of a report, all in `currency` with `digits` after the point; `label` belongs beside every one.

    `lines` as LINE_AMOUNTS, row by row the report's lines; null where nothing is charged for the metric, or where the
    operator's figure has no amount (below). They add up to `total_minor` (None = there is no amount at all).
    `operators`: operator_id, amount_minor (the sum of its lines) and without_amount, row by row the report's; the last
    names the metrics, by comma, that it pays for and whose figure is not reported, or is not the sum of its lines: the
    amount is without them. `charges` as CHARGES, what the amounts are made of: one row an operator and metric that it pays for, `units` of
    which `included` cost nothing and `charged` do, by the price of the "operator", its "plan" or "everybody"; `exact`
    is the unrounded amount in whole currency.
    """

    lines: pl.DataFrame
    operators: pl.DataFrame
    charges: pl.DataFrame
    total_minor: int | None
    currency: str
    digits: int
    label: str = LABEL


def priced(report: Report, card: RateCard) -> Priced:
    """The amounts of `report` by `card`; 1,000,000 lines in a second or so.

    Price x units / 1,000 is exact, nothing is prorated by days. Included units and tiers apply to an operator's total of
    a metric in this report; its lines then share the cost by their quantities, exactly. The sum of everything, rounded
    half-up to the minor unit, is the total; lines are rounded down, and what is left goes, a minor unit each, to the largest
    rests (ties by operator id, metric, key). A negative total, as in a correction, costs the same, negative: but where
    included units or tiers are passed, that is not what brings an issued amount to today's.

    Raises OverflowError when all amounts together lie beyond 64 bits.
    """
    groups, exact = _groups(report, card), exact_card(card)
    figures = groups.select("units", "price").iter_rows()
    costs = [None if units is None else exact.prices[price].of(units) for units, price in figures]
    known = [cost for cost in costs if cost is not None]
    total = rounded_half_up(sum(known), exact.divisor) if known or report.operators.is_empty() else None
    lines = _line_amounts(report, groups, exact, total or 0)
    charges = _charges(groups, exact, costs, lines)
    return Priced(lines, _operator_amounts(report, charges), charges, total, card.currency, card.digits)


def in_currency(minor: str, digits: int) -> pl.Expr:
    """Column `minor` (whole minor units) as text in whole currency with a point and all its digits: -5 in EUR is -0.05."""
    size = pl.col(minor).abs()
    text = (size // 10**digits).cast(pl.String)
    if digits:
        text = text + "." + (size % 10**digits).cast(pl.String).str.zfill(digits)
    return pl.when(pl.col(minor) < 0).then("-" + text).otherwise(text).alias(minor)


def _groups(report: Report, card: RateCard) -> pl.DataFrame:
    """`price_lists.priced_groups` with units (null = no amount) and rows (how many lines)."""
    reported = report.operators.unpivot(
        list(METRICS), index="operator_id", variable_name="metric", value_name="reported"
    )
    added = report.lines.group_by("operator_id", "metric").agg(
        added=pl.col("quantity").cast(pl.Int128).sum(), rows=pl.len().cast(pl.Int64)
    )
    agrees = pl.col("added").fill_null(0) == pl.col("reported").cast(pl.Int128)
    return (
        priced_groups(report.operators, card)
        .join(reported, on=["operator_id", "metric"], how="left")
        .join(added, on=["operator_id", "metric"], how="left")
        .with_columns(units=pl.when(agrees).then("reported"), rows=pl.col("rows").fill_null(0))
        .drop("reported", "added")
        .sort("operator_id", "metric")
    )


def _line_amounts(report: Report, groups: pl.DataFrame, exact: ExactCard, total: int) -> pl.DataFrame:
    usable = groups.filter(pl.col("units").is_not_null())
    figures = usable.select("units", "rows", "price").iter_rows()
    fractions = [_fraction(exact.prices[price], units, rows) for units, rows, price in figures]
    by_line = pl.Series("by_line", [by is None for _, by in fractions], dtype=pl.Boolean)
    whose = usable.select("operator_id", "metric", by_line).with_row_index("fraction")
    lines = report.lines.join(whose, on=["operator_id", "metric"], how="left", maintain_order="left")
    rows = lines.with_row_index("row").filter(pl.col("fraction").is_not_null())
    weight = pl.when("by_line").then(1).otherwise("quantity").cast(pl.Int64)
    shares = [(numerator, by or 1) for numerator, by in fractions]
    amounts = whole_shares(rows.select("fraction", weight=weight), shares, exact.divisor, total)
    found = pl.repeat(None, lines.height, dtype=pl.Int64, eager=True).scatter(rows["row"], amounts)
    return lines.with_columns(amount_minor=found).select(LINE_AMOUNTS.names())


def _fraction(price: ExactPrice, units: int, rows: int) -> tuple[int, int | None]:
    """The cost of one unit of a group of lines, as a numerator and what it is divided by.

    By None: of the whole line, which is the only one. Units that cancel each other out cost what the first one does.
    """
    cost = price.of(units)
    if price.is_plain or units == 0:
        return price.first, 1
    if rows == 1 or cost == 0:
        return cost, None
    shared = gcd(cost, units)
    return abs(cost) // shared, abs(units) // shared


def _charges(groups: pl.DataFrame, exact: ExactCard, costs: list[int | None], lines: pl.DataFrame) -> pl.DataFrame:
    """As CHARGES: what each figure costs exactly, and the sum of what its lines were given."""
    added = lines.group_by("operator_id", "metric").agg(added=pl.col("amount_minor").sum())
    free = pl.Series([price.included for price in exact.prices], dtype=pl.Int64).gather(groups["price"])
    size = pl.col("units").abs()
    included = pl.when(size.is_not_null()).then(pl.min_horizontal(size, free) * pl.col("units").sign())
    texts = pl.Series([exact.text(cost) for cost in costs], dtype=pl.String)
    return (
        groups.with_columns(included=included, exact=texts)
        .join(added, on=["operator_id", "metric"], how="left")
        .with_columns(
            charged=pl.col("units") - pl.col("included"),
            amount_minor=pl.when(size.is_not_null()).then(pl.col("added").fill_null(0)),
        )
        .select(CHARGES.names())
        .sort("operator_id", "metric")
    )


def _operator_amounts(report: Report, charges: pl.DataFrame) -> pl.DataFrame:
    amount = pl.col("amount_minor")
    sums = charges.group_by("operator_id").agg(
        amount_minor=pl.when(amount.is_not_null().any()).then(amount.sum()),
        without_amount=pl.col("metric").filter(amount.is_null()).sort().str.join(","),
    )
    found = report.operators.select("operator_id").join(sums, on="operator_id", how="left", maintain_order="left")
    return found.with_columns(pl.col("without_amount").fill_null(""))

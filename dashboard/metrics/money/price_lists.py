"""Which price of the rate card applies to whom, and what a metric's total costs, exactly.

Exact amounts are whole numerators over one divisor for the whole card.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from data_access.rate_card import Price, RateCard

_PRICE_OF = ("operator", "plan", "everybody")


@dataclass(frozen=True, slots=True)
class ExactPrice:
    """A price in whole numerators: `tiers` = (units above the included ones up to which, None = no end; a unit's price)."""

    included: int
    tiers: tuple[tuple[int | None, int], ...]

    def of(self, units: int) -> int:
        """What `units` cost, as a numerator; a negative number costs the same, negative (a credit)."""
        left, floor, cost = max(abs(units) - self.included, 0), 0, 0
        for up_to, per_unit in self.tiers:
            if left <= floor:
                break
            cost += (left if up_to is None else min(left, up_to)) * per_unit - floor * per_unit
            floor = left if up_to is None else up_to
        return cost if units >= 0 else -cost

    @property
    def first(self) -> int:
        """The price of the first unit: 0 where it is included."""
        return 0 if self.included else self.tiers[0][1]

    @property
    def is_plain(self) -> bool:
        """Whether every unit costs the same."""
        return not self.included and len({per_unit for _, per_unit in self.tiers}) == 1


@dataclass(frozen=True, slots=True)
class ExactCard:
    """Every price of a card, by the number that `priced_groups` gives it; numerators over `divisor` are minor units."""

    prices: tuple[ExactPrice, ...]
    divisor: int
    digits: int
    places: int

    def text(self, numerator: int | None) -> str | None:
        """A numerator in whole currency, every digit of it, at least the currency's own: "12.3456"; None for None."""
        if numerator is None:
            return None
        whole, part = divmod(abs(numerator), 10**self.places)
        digits = f"{part:0{self.places}d}".rstrip("0").ljust(self.digits, "0")
        return f"{'-' if numerator < 0 else ''}{whole}{'.' if digits else ''}{digits}"


def exact_card(card: RateCard) -> ExactCard:
    """The card in whole numbers: every price times the smallest power of ten that leaves none of them a fraction."""
    entries = [price for _, _, _, price in _entries(card)]
    exponents = (tier.per_thousand.normalize().as_tuple().exponent for price in entries for tier in price.tiers)
    scale = max(card.digits, *(-int(exponent) for exponent in exponents))
    prices = tuple(
        ExactPrice(price.included, tuple((tier.up_to, int(tier.per_thousand.scaleb(scale))) for tier in price.tiers))
        for price in entries
    )
    return ExactCard(prices, int(10 ** (3 + scale - card.digits)), card.digits, 3 + scale)


def priced_groups(operators: pl.DataFrame, card: RateCard) -> pl.DataFrame:
    """Who pays by which price: operator_id, metric, price (its number), price_of ("operator", "plan", "everybody").

    One row for each of `operators` (operator_id, plan) and each metric that it pays for, sorted by both.
    """
    rows = [(kind, name, metric, number) for number, (kind, name, metric, _) in enumerate(_entries(card))]
    schema = {"kind": pl.String, "name": pl.String, "metric": pl.String, "price": pl.Int64}
    entries = pl.DataFrame(rows, schema=schema, orient="row")
    who = operators.select("operator_id", "plan")
    found = []
    for kind in _PRICE_OF:
        prices = entries.filter(pl.col("kind") == kind).drop("kind").rename({"price": kind})
        on = {"operator": "operator_id", "plan": "plan"}.get(kind)
        if on is None:
            found.append(who.select("operator_id").join(prices.drop("name"), how="cross"))
        else:
            mine = who.select("operator_id", name=pl.col(on)).join(prices, on="name")
            found.append(mine.drop("name"))
    both = found[0]
    for other in found[1:]:
        both = both.join(other, on=["operator_id", "metric"], how="full", coalesce=True)
    whose = pl.coalesce(pl.when(pl.col(kind).is_not_null()).then(pl.lit(kind)) for kind in _PRICE_OF)
    return both.select("operator_id", "metric", price=pl.coalesce(_PRICE_OF), price_of=whose).sort(
        "operator_id", "metric"
    )


def _entries(card: RateCard) -> Iterator[tuple[str, str, str, Price]]:
    """Every price with whose it is, the name of the operator or plan, and its metric."""
    yield from (("everybody", "", metric, price) for metric, price in card.prices.items())
    for kind, lists in (("plan", card.plans), ("operator", card.operators)):
        for name, prices in lists.items():
            yield from ((kind, name, metric, price) for metric, price in prices.items())

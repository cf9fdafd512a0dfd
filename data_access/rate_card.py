"""What a partner charges and allows, as `rates.toml` says it: prices, included units, tiers, allowances.

Prices are Decimal with the digits that were written; nothing here is ever a float.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from data_access.currencies import MINOR_DIGITS


@dataclass(frozen=True, slots=True)
class Tier:
    """`per_thousand` for the units above the tier before, up to and with the `up_to`-th; None = all that follow."""

    up_to: int | None
    per_thousand: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """What one operator pays for one metric in one report: the first `included` units nothing, the others by `tiers`.

    Tiers are graduated, and count the units after the included ones; the last has no end. A plain price is one tier.
    """

    included: int
    tiers: tuple[Tier, ...]


PriceList = Mapping[str, Price]
"""Prices by metric (`tables.METRICS`)."""


@dataclass(frozen=True, slots=True)
class RateCard:
    """Prices in one `currency` (ISO 4217): for everybody, by plan, by operator id. The most specific price wins.

    Each metric is looked up by itself: an operator's own price for API calls leaves its other metrics at its plan's.
    """

    currency: str
    prices: PriceList
    plans: Mapping[str, PriceList]
    operators: Mapping[str, PriceList]

    @property
    def digits(self) -> int:
        """Digits of the currency's minor unit."""
        return MINOR_DIGITS[self.currency]

    def price_lists(self) -> Iterator[PriceList]:
        """Every price list, the general one first."""
        yield self.prices
        yield from self.plans.values()
        yield from self.operators.values()

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics that anybody pays for: `billable_units` alone, or any of the others."""
        return frozenset(metric for prices in self.price_lists() for metric in prices)


@dataclass(frozen=True, slots=True)
class Allowance:
    """`units` (at least 1) of `metric` that an operator of a plan may use in a calendar month (UTC)."""

    units: int
    metric: str


@dataclass(frozen=True, slots=True)
class Rates:
    """All of `rates.toml`. `card` None = no price anywhere, so no money is shown; `allowances` by plan."""

    card: RateCard | None
    allowances: Mapping[str, Allowance]

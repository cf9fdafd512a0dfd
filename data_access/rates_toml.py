"""`rates.toml` as text, read strictly (docs/rates.md)."""

import difflib
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from data_access.currencies import MINOR_DIGITS
from data_access.errors import RatesWrong, quotable
from data_access.rate_card import Allowance, Price, PriceList, RateCard, Rates, Tier
from data_access.tables import BILLABLE_UNITS, METRICS

DEAREST = 10**9
MOST_DECIMALS = 12
_MOST_UNITS = 2**63 - 1
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def parsed(text: str, name: str = "rates.toml") -> Rates:
    """The rates in `text`. Raises RatesWrong, naming file (`name`), table and field, for the first thing that is wrong."""
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise RatesWrong(f"{name}: nested too deeply") from None
    except ValueError as wrong:
        raise RatesWrong(f"{name} is not TOML: {quotable(wrong)}") from None
    top = _Table(name, (), values)
    top.refuse_unknown(("currency", "prices", "plans", "operators", "allowances"))
    return Rates(_card(top), {plan: _allowance(table) for plan, table in top.tables("allowances")})


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, which knows where it stands."""

    file: str
    path: tuple[str, ...]
    values: Mapping[str, Any]

    def wrong(self, field: str, words: str) -> NoReturn:
        place = f"[{_header(self.path)}] " if self.path else ""
        raise RatesWrong(f"{self.file}: {quotable(place)}{' ' if place else ''}{quotable(field, 80)} {words}")

    def refuse_unknown(self, known: Collection[str]) -> None:
        for field in self.values:
            if field not in known:
                near = difflib.get_close_matches(field, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
                self.wrong(field, f"means nothing here; {hint}")

    def tables(self, field: str) -> Iterator[tuple[str, "_Table"]]:
        """The tables within the table `field`, by name; none where there is no such table."""
        inner = self.values.get(field, {})
        if not isinstance(inner, dict):
            self.wrong(field, f"is {quotable(inner, 80)}, not a table")
        outer = _Table(self.file, (*self.path, field), inner)
        for name, values in inner.items():
            if not isinstance(values, dict):
                outer.wrong(name, f"is {quotable(values, 80)}, not a table")
            yield name, _Table(self.file, (*outer.path, name), values)

    def whole(self, field: str, least: int) -> int:
        value = self.values[field]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST_UNITS:
            self.wrong(field, f"is {quotable(value, 80)}; it must be a whole number from {least} on")
        return value

    def price(self) -> Decimal:
        field = "per_thousand"
        if field not in self.values:
            self.wrong(field, "is missing: the price of 1,000 units")
        value = self.values[field]
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(field, f"is {quotable(value, 80)}; it must be a number without quotation marks, as 0.40")
        price = Decimal(value)
        if not price.is_finite() or price.is_signed() or price > DEAREST:
            self.wrong(field, f"is {quotable(value, 80)}; a price is from 0 to {DEAREST:,}")
        if -int(price.as_tuple().exponent) > MOST_DECIMALS:
            self.wrong(field, f"is {quotable(value, 80)}; a price has at most {MOST_DECIMALS} digits after the point")
        return price


def _card(top: _Table) -> RateCard | None:
    card = RateCard(
        currency=_currency(top),
        prices={metric: _price(table) for metric, table in _metrics(top, "prices")},
        plans={plan: _price_list(table) for plan, table in top.tables("plans")},
        operators={operator: _price_list(table) for operator, table in top.tables("operators")},
    )
    if not card.metrics:
        if card.currency:
            top.wrong("currency", "is given, but no price: add a table as [prices.api_calls]")
        return None
    if not card.currency:
        top.wrong("currency", 'is missing: the ISO 4217 code of the prices, as currency = "EUR"')
    if BILLABLE_UNITS in card.metrics and len(card.metrics) > 1:
        others = ", ".join(sorted(card.metrics - {BILLABLE_UNITS}))
        top.wrong(BILLABLE_UNITS, f"and {others} are both priced: what is used would be charged twice. Keep one way")
    return card


def _currency(top: _Table) -> str:
    code = top.values.get("currency", "")
    if not isinstance(code, str) or (code not in MINOR_DIGITS and "currency" in top.values):
        near = difflib.get_close_matches(str(code).strip().upper(), MINOR_DIGITS, n=1, cutoff=0.99)
        hint = f"did you mean {near[0]}?" if near else "it must be an active ISO 4217 code, as EUR"
        top.wrong("currency", f"is {quotable(code, 80)}; {hint}")
    return code


def _metrics(table: _Table, field: str) -> Iterator[tuple[str, _Table]]:
    for metric, inner in table.tables(field):
        _Table(table.file, (*table.path, field), {metric: None}).refuse_unknown(METRICS)
        yield metric, inner


def _price_list(table: _Table) -> PriceList:
    """The prices of a plan or an operator."""
    *outer, name = table.path
    above = _Table(table.file, tuple(outer), {name: table.values})
    if not table.values:
        above.wrong(name, f"holds no price: add a table as [{_header((*table.path, 'api_calls'))}]")
    return {metric: _price(inner) for metric, inner in _metrics(above, name)}


def _price(table: _Table) -> Price:
    table.refuse_unknown(("per_thousand", "included", "tiers"))
    included = table.whole("included", 0) if "included" in table.values else 0
    if "tiers" not in table.values:
        return Price(included, (Tier(None, table.price()),))
    if "per_thousand" in table.values:
        table.wrong("per_thousand", "and tiers are both given: keep one of them")
    return Price(included, _tiers(table))


def _tiers(table: _Table) -> tuple[Tier, ...]:
    rows = table.values["tiers"]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        table.wrong("tiers", f"must be written as [[{_header((*table.path, 'tiers'))}]] above each tier")
    tiers: list[Tier] = []
    for number, row in enumerate(rows, 1):
        tier = _Table(table.file, (*table.path, "tiers", str(number)), row)
        tier.refuse_unknown(("up_to", "per_thousand"))
        last = number == len(rows)
        if last == ("up_to" in row):
            tier.wrong("up_to", "must not be given: the last tier has no end" if last else "is missing")
        floor = tiers[-1].up_to or 0 if tiers else 0
        tiers.append(Tier(None if last else tier.whole("up_to", floor + 1), tier.price()))
    return tuple(tiers)


def _allowance(table: _Table) -> Allowance:
    table.refuse_unknown(("units", "metric"))
    if "units" not in table.values:
        table.wrong("units", "is missing: how many units a month the plan allows")
    metric = table.values.get("metric", BILLABLE_UNITS)
    if metric not in METRICS:
        table.wrong("metric", f"is {quotable(metric, 80)}; known: {', '.join(METRICS)}")
    return Allowance(table.whole("units", 1), metric)


def _header(path: tuple[str, ...]) -> str:
    """The dotted name of a table, ids and plans in quotation marks where TOML asks for them."""
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in path)


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's, but for DEL, which TOML does not let stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

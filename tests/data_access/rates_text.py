"""Rates as the text of a `rates.toml`: `parsed(rates_text(rates)) == rates`."""

import json
from collections.abc import Iterator

from data_access.rate_card import PriceList, Rates
from data_access.rates_toml import _header


def rates_text(rates: Rates) -> str:
    return "\n".join(_lines(rates)).lstrip("\n") + "\n"


def _lines(rates: Rates) -> Iterator[str]:
    if rates.card:
        yield f"currency = {json.dumps(rates.card.currency)}"
        yield from _price_lines(("prices",), rates.card.prices)
        for field, lists in (("plans", rates.card.plans), ("operators", rates.card.operators)):
            for name, prices in lists.items():
                yield from _price_lines((field, name), prices)
    for plan, allowance in rates.allowances.items():
        yield f"\n[{_header(('allowances', plan))}]"
        yield f"units = {allowance.units}"
        yield f"metric = {json.dumps(allowance.metric)}"


def _price_lines(path: tuple[str, ...], prices: PriceList) -> Iterator[str]:
    for metric, price in prices.items():
        header = _header((*path, metric))
        yield f"\n[{header}]"
        if price.included:
            yield f"included = {price.included}"
        if len(price.tiers) == 1:
            yield f"per_thousand = {price.tiers[0].per_thousand:f}"
            continue
        for tier in price.tiers:
            yield f"\n[[{header}.tiers]]"
            if tier.up_to is not None:
                yield f"up_to = {tier.up_to}"
            yield f"per_thousand = {tier.per_thousand:f}"

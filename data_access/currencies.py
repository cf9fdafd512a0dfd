"""The currencies that an amount can be in, and how many digits its minor unit has: ISO 4217's own table, list one.

Funds codes that are in use as units of account (CLF, UYW, CHE, …) are there; precious metals, bond market units and the
codes for testing and for no currency have no minor unit, and are not. Not the digits of CLDR (Babel): those are what people
write by hand, and differ for fifteen currencies (HUF 0 instead of 2).
"""

from collections.abc import Mapping
from types import MappingProxyType

from iso4217 import Currency

MINOR_DIGITS: Mapping[str, int] = MappingProxyType(
    {each.code: each.exponent for each in Currency if each.exponent is not None}
)
"""Digits after the decimal point by code: JPY 0, EUR 2, BHD 3. As of January 2026: no BGN (euro), no ANG (XCG)."""

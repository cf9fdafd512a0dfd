"""Columns of bytes as people read them: short figures in one unit for all of them, beside every byte.

Streamlit's own format for bytes is no use: it follows the browser's language (`44.2bnB`, `44,2 Mrd. B`) and nothing of
it is exact.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import polars as pl

from dashboard.metrics.in_unit import in_unit
from dashboard.numbers import byte_unit


def with_readable(frame: pl.DataFrame, *storage: str) -> tuple[pl.DataFrame, Mapping[str, str]]:
    """`frame` with a readable column for each of `storage`, counts of bytes; and the unit that each of them is read in.

    One unit for all, in which the widest figure reads best. Below 1,000 bytes there is nothing to shorten: no column is
    added, and there is no unit.
    """
    size, unit = byte_unit(max((_widest(frame[name]) for name in storage), default=0))
    if size == 1:
        return frame, MappingProxyType(dict.fromkeys(storage, ""))
    short = [in_unit(pl.col(name), size).alias(readable(name)) for name in storage]
    return frame.with_columns(short), MappingProxyType(dict.fromkeys(storage, unit))


def readable(name: str) -> str:
    """What the readable column of the bytes in `name` is called."""
    return f"{name}_readable"


def longest_readable(values: pl.Series) -> int:
    """How many characters the longest of some readable figures has: any may be it, each has as many decimals as it needs."""
    texts = [f"{Decimal(str(value)):f}".removesuffix(".0") for value in values.drop_nulls().unique()]
    return max(map(len, texts), default=0)


def _widest(values: pl.Series) -> int:
    """The largest size of `values`, whatever its sign; 0 where nothing is reported."""
    known = values.drop_nulls()
    return 0 if known.is_empty() else max(abs(int(known.min())), abs(int(known.max())))  # type: ignore[arg-type]

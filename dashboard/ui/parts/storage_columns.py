"""Storage in tables: short figures in one unit for the whole column, and every byte in a column at the end.

Streamlit's own format for bytes is no use: it follows the browser's language (`44.2bnB`, `44,2 Mrd. B`) and nothing of
it is exact.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.metrics.in_unit import in_unit
from dashboard.numbers import byte_unit
from dashboard.ui.parts import tables


def with_readable_storage(
    frame: pl.DataFrame, columns: Mapping[str, Any], *storage: str
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """`frame` and `columns` (as `tables.table` takes them) where the columns `storage`, counts of bytes, are readable.

    In the place of `storage_bytes`, titled "Storage", stands "Storage, GB" in the unit that the widest of all of
    `storage` reads best in; the exact "Storage, bytes" comes last. Below 1,000 bytes there is nothing to shorten.
    """
    size, unit = byte_unit(max((_widest(frame[name]) for name in storage), default=0))
    titles = {name: columns[name]["label"] for name in storage}
    exact = {name: tables.count(f"{title}, bytes", columns[name]["width"]) for name, title in titles.items()}
    if size == 1:
        return frame, {name: exact.get(name, column) for name, column in columns.items()}
    readable = {name: tables.short_number(f"{title}, {unit}") for name, title in titles.items()}
    shown = {
        _readable(name) if name in readable else name: readable.get(name, column) for name, column in columns.items()
    }
    short = [in_unit(pl.col(name), size).alias(_readable(name)) for name in storage]
    return frame.with_columns(short), shown | exact


def _widest(values: pl.Series) -> int:
    """The largest size of `values`, whatever its sign; 0 where nothing is reported."""
    known = values.drop_nulls()
    return 0 if known.is_empty() else max(abs(int(known.min())), abs(int(known.max())))  # type: ignore[arg-type]


def _readable(name: str) -> str:
    return f"{name}_readable"

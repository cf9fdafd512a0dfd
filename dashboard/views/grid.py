"""A frame as a grid in the browser takes it: nothing is left to compute when it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl
import polars.selectors as cs

from dashboard.views.storage import longest_readable, readable, with_readable
from data_access.direction import column_with_marks

_LARGEST_EXACT = 2**53 - 1


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """`arrow`: a `pyarrow.Table` of all columns, ready to send.

    `ends`: the smallest and the largest figure of each column of numbers. `written`: the columns of integers that are
    text, as a browser's numbers cannot hold them to the last digit; `rounded`: the readable columns of storage; of both
    how many characters the longest figure has. `units`: the columns of bytes, and the unit that each is read in ("":
    the bytes alone).
    """

    arrow: Any
    ends: Mapping[str, tuple[Any, Any]]
    written: Mapping[str, int]
    rounded: Mapping[str, int]
    units: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.arrow.num_rows)


def grid(frame: pl.DataFrame, storage: tuple[str, ...] = ()) -> Grid:
    """`frame` with texts that turn no direction, integers beyond 2^53 - 1 as text, and the bytes in `storage` readable."""
    shown, units = with_readable(frame, *storage)
    texts = _written_out(shown)
    numbers = [one for one in shown.iter_columns() if one.dtype.is_numeric() and one.name not in texts]
    as_read = shown.with_columns(
        column_with_marks(cs.string()), *(pl.Series(name, values, pl.String) for name, values in texts.items())
    )
    return Grid(
        as_read.to_arrow(),  # Streamlit takes a Polars frame through pandas: see test_floors.py
        MappingProxyType({one.name: (one.min(), one.max()) for one in numbers if one.null_count() < len(one)}),
        MappingProxyType({name: max(len(text) for text in values if text) for name, values in texts.items()}),
        MappingProxyType({readable(name): longest_readable(shown[readable(name)]) for name in units if units[name]}),
        units,
    )


def _written_out(frame: pl.DataFrame) -> dict[str, list[str | None]]:
    """The columns of integers of which a browser's numbers cannot hold the last digit, as text."""
    whole = [column for column in frame.iter_columns() if column.dtype.is_integer()]
    large = [column for column in whole if not (column.abs() <= _LARGEST_EXACT).all()]
    return {column.name: [None if value is None else f"{value:,}" for value in column] for column in large}

"""Sums of figures of several operators: exact, in 128 bits. One figure fits into 64 bits, and two together may not."""

from collections.abc import Mapping

import polars as pl

from data_access.errors import SumTooLarge
from data_access.tables import LARGEST


def total(column: pl.Series) -> int:
    """The exact sum of a column of whole numbers, whatever its size; 0 for none."""
    return int(column.cast(pl.Int128).sum())


def total_or_none(column: pl.Series) -> int | None:
    """`total`; None where there are rows, and none of them is reported."""
    return None if len(column) and column.null_count() == len(column) else total(column)


def added(figures: pl.Expr) -> pl.Expr:
    """The sum of `figures` as Int128, for a group of rows; `in_64_bits` makes a column of a table of it."""
    return figures.cast(pl.Int128).sum()


def in_64_bits(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """`frame` with `columns` of sums as Int64; the mapping says what each counts.

    Raises SumTooLarge where one lies beyond 64 bits: a table would show another.
    """
    for name, counted in columns.items():
        largest = frame[name].max()
        if isinstance(largest, int) and largest > LARGEST:
            raise SumTooLarge(f"{counted} of several operators add up to {largest:,}, more than {LARGEST:,}")
    return frame.cast(dict.fromkeys(columns, pl.Int64()))

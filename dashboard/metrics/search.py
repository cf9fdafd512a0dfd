"""Finding rows by words and by chosen values of columns whose values are an open set."""

from collections.abc import Mapping, Sequence

import polars as pl

NOT_KNOWN = "not known"
"""How an unreported status, plan, industry or category is called in filters."""


def found(frame: pl.DataFrame, words: str, columns: Sequence[str]) -> pl.DataFrame:
    """The rows that hold `words` in one of the text `columns`, whatever their case; all of them for no words."""
    wanted = words.strip().lower()
    if not wanted:
        return frame
    held = (pl.col(name).fill_null("").str.to_lowercase().str.contains(wanted, literal=True) for name in columns)
    return frame.filter(pl.any_horizontal(held))


def chosen(frame: pl.DataFrame, values: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows whose columns hold one of the values chosen for them; no values for a column means all of them."""
    wanted = [pl.col(name).fill_null(NOT_KNOWN).is_in(list(some)) for name, some in values.items() if some]
    return frame.filter(*wanted) if wanted else frame


def options(frame: pl.DataFrame, column: str) -> list[str]:
    """The values that a column holds, sorted, `not known` for null."""
    return sorted(frame[column].fill_null(NOT_KNOWN).unique())

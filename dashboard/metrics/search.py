"""Finding rows by words and by chosen values of columns whose values are an open set."""

import unicodedata
from collections.abc import Mapping, Sequence

import polars as pl

NOT_KNOWN = "not known"
"""How an unreported status, plan, industry or category is called in filters."""


def found(frame: pl.DataFrame, words: str, columns: Sequence[str]) -> pl.DataFrame:
    """The rows that hold `words` in one of the text `columns`; all of them for no words.

    As people see them: whatever their case (ß is ss), and however their accents are written in Unicode.
    """
    wanted = _as_seen(words.strip())
    if not wanted:
        return frame
    held = [any(wanted in _as_seen(text or "") for text in row) for row in frame.select(columns).iter_rows()]
    return frame.filter(pl.Series(held, dtype=pl.Boolean))


def _as_seen(text: str) -> str:
    """Folded twice, as folding a letter may bring marks out of their order (Unicode, chapter 3.13)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).casefold()


def chosen(frame: pl.DataFrame, values: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows whose columns hold one of the values chosen for them; no values for a column means all of them."""
    wanted = [pl.col(name).fill_null(NOT_KNOWN).is_in(list(some)) for name, some in values.items() if some]
    return frame.filter(*wanted) if wanted else frame


def options(frame: pl.DataFrame, column: str) -> list[str]:
    """The values that a column holds, sorted, `not known` for null."""
    return sorted(frame[column].fill_null(NOT_KNOWN).unique())

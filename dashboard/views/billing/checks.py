"""What a check of the report was decided on, and where two answers about one period differ."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.report.difference import report_differences
from dashboard.numbers import counted
from dashboard.views.grid import Grid, grid
from dashboard.words import METRIC_TITLES

MOST_ROWS = 500
"""So many rows of evidence are shown."""


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """The first rows that a check was decided on, with the kind of each column; `rows`: how many there are in all."""

    grid: Grid
    kinds: tuple[tuple[str, pl.DataType], ...]
    rows: int


@dataclass(frozen=True, eq=False, slots=True)
class Differences:
    """The figures that differ, and in words how many; no words where none does."""

    words: str
    grid: Grid


def evidence(frame: pl.DataFrame) -> Evidence:
    """Of evidence of any shape."""
    shown = frame.head(MOST_ROWS)
    return Evidence(grid(shown), tuple(shown.schema.items()), frame.height)


def differences(kept: pl.DataFrame, asked: pl.DataFrame) -> Differences:
    """Between the bill of days that are kept and OneHazel's own, as `metrics.report.difference.report_differences`."""
    found = report_differences(kept, asked)
    words = f"{counted(found.height, 'figure')} of OneHazel’s report differ from the history." if found.height else ""
    return Differences(words, grid(found.with_columns(pl.col("metric").replace(METRIC_TITLES))))

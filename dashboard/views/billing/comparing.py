"""Two reports side by side, figure by figure."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.report.compare import compared
from dashboard.numbers import counted
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents
from data_access.tables import STORAGE_BYTES


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """The operators whose figure differs, largest first."""

    caption: str
    grid: Grid


def differing(other: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Every figure of two `metrics.report.canonical.OPERATORS` that is another one, as `metrics.report.compare.COMPARED`."""
    return compared(other, now).filter(pl.col("kind") != "same")


def comparison(found: pl.DataFrame, metric: str) -> Comparison:
    """Of `differing`, in one metric; storage in a readable unit, and exact."""
    shown = found.filter(pl.col("metric") == metric)
    words = f"{counted(shown.height, 'operator')} differ; {counted(found.height, 'figure')} in all."
    storage = ("change", "before", "now") if metric == STORAGE_BYTES else ()
    return Comparison(words, grid(shown.with_columns(*percents("ratio")), storage))

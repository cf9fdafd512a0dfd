"""The largest of many by one metric, as bars."""

from dataclasses import dataclass

import polars as pl

from dashboard.charts.ranked_bars import ranked_bars
from dashboard.charts.theme import Figure
from dashboard.metrics.usage import top_and_rest
from dashboard.views.grid import Grid, grid


@dataclass(frozen=True, eq=False, slots=True)
class Bars:
    """`figures`: name, value; of the largest alone."""

    figure: Figure
    figures: Grid


def bars(ranking: pl.DataFrame, column: str, unit: str, most: int) -> Bars:
    """The `most` largest rows of `ranking` (name and `column`, in `unit`), and one bar for all others."""
    top, others = top_and_rest(ranking, column, most)
    return Bars(ranked_bars(top, others, unit), grid(top))

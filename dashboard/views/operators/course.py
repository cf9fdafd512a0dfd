"""One operator's states in a row, over all held days."""

from dataclasses import dataclass

import polars as pl

from dashboard.charts.theme import Figure
from dashboard.charts.timeline import timeline_chart
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import titled


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """`figures`: state (as people write it), start, end, days; the latest first."""

    figure: Figure
    figures: Grid


def course(runs: pl.DataFrame) -> Course:
    """Of `metrics.activity.history.timeline`."""
    return Course(timeline_chart(runs), grid(runs.reverse().with_columns(*titled(runs, "state"))))

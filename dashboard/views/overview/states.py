"""The states of the network by day."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from dashboard.charts.states_over_time import states_over_time_chart
from dashboard.charts.theme import Figure
from dashboard.metrics.activity.history import state_counts
from dashboard.numbers import day
from dashboard.views.grid import Grid, grid
from dashboard.words import state_title
from data_access import Coverage

_SHOWN_DAYS = 182


@dataclass(frozen=True, eq=False, slots=True)
class States:
    """`figures`: date, state (as people write it), operators."""

    figure: Figure
    figures: Grid
    alt: str


def states(by_day: pl.DataFrame, held: Coverage) -> States:
    """Of `metrics.activity.history.states_by_day`, the last half year that is held."""
    first = max(held.first_day, held.last_settled_day - timedelta(days=_SHOWN_DAYS - 1))
    counts = state_counts(by_day).filter(pl.col("date") >= first).sort("date", "state", descending=[True, False])
    titles = {state: state_title(state) for state in counts["state"].unique()}
    return States(
        figure=states_over_time_chart(counts),
        figures=grid(counts.with_columns(pl.col("state").replace(titles))),
        alt=f"Operators by state and day, {day(first)} to {day(held.last_settled_day)}.",
    )

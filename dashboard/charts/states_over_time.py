"""How many operators stood in which state, day by day: stacked, the severe at the bottom where they can be measured."""

from collections.abc import Mapping
from typing import NamedTuple

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.colours import CYAN, GAP, NEGATIVE
from dashboard.charts.end_labels import End, end_labels
from dashboard.charts.theme import ACCENT, PREVIOUS, axis, count_axis, framed
from dashboard.metrics.activity.states import (
    AT_RISK,
    DORMANT,
    HEALTHY,
    INACTIVE,
    NEVER_ACTIVATED,
    NEW,
    RECOVERED,
    SUSPENDED,
    UNKNOWN,
    WATCH,
)
from dashboard.numbers import exact

_HEIGHT, _AROUND = 260, 32
_HALF = "88"


class Look(NamedTuple):
    """A state's colour, and a pattern where the colour alone would not tell it from its neighbour."""

    colour: str
    pattern: str = ""


LOOKS: Mapping[str, Look] = {
    DORMANT: Look(NEGATIVE),
    INACTIVE: Look(NEGATIVE + _HALF),
    AT_RISK: Look(ACCENT),
    WATCH: Look(ACCENT + _HALF),
    RECOVERED: Look(CYAN),
    NEW: Look(CYAN + _HALF),
    HEALTHY: Look(PREVIOUS + "66"),
    NEVER_ACTIVATED: Look(GAP, "."),
    UNKNOWN: Look(GAP, "/"),
    SUSPENDED: Look(GAP),
}
"""From the most severe to those that nothing can be said of: the order of the stack, from the bottom."""


def states_over_time_chart(counts: pl.DataFrame, height: int = _HEIGHT) -> go.Figure:
    """Takes columns date, state, operators (as `metrics.activity.history.state_counts`); a state without a row has none.

    States in which nobody ever was are not drawn. Each band of the last day is named with its count.
    """
    by_day = counts.pivot(on="state", index="date", values="operators").fill_null(0).sort("date")
    figure = go.Figure()
    for state, look in _shown(by_day):
        figure.add_scatter(
            x=by_day["date"].to_list(),
            y=by_day[state].to_list(),
            name=state.capitalize(),
            mode="lines",
            line={"width": 0, "color": look.colour},
            fillcolor=look.colour,
            fillpattern={"shape": look.pattern, "fgcolor": PREVIOUS, "bgcolor": GAP, "size": 6, "solidity": 0.2},
            stackgroup="states",
            hovertemplate="%{y:,}",
        )
    top = max(by_day.drop("date").sum_horizontal().to_list(), default=0) if by_day.width > 1 else 0
    return framed(
        figure,
        height,
        hovermode="x unified",
        margin={"l": 0, "r": 128, "t": 8, "b": 0, "pad": 6},
        annotations=end_labels(_ends(by_day, top), height - _AROUND),
        legend={"traceorder": "reversed"},
        xaxis=axis(tickformat="%-d %b", hoverformat="%a %-d %b %Y", nticks=5, type="date"),
        yaxis=count_axis() | {"range": [0, top or 1]},
    )


def _shown(by_day: pl.DataFrame) -> list[tuple[str, Look]]:
    return [(state, look) for state, look in LOOKS.items() if state in by_day.columns and by_day[state].sum()]


def _ends(by_day: pl.DataFrame, top: int) -> list[End]:
    """The middles of the last day's bands."""
    below, ends = 0, []
    for state, look in _shown(by_day):
        operators = int(by_day[state][-1])
        if operators:
            ends.append(End(f"{state.capitalize()} {exact(operators)}", (below + operators / 2) / top, look.colour))
        below += operators
    return ends

"""How many operators called each of a few connectors, week by week."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.colours import CYAN, LIME, PINK, VIOLET
from dashboard.charts.end_labels import End, end_labels
from dashboard.charts.theme import ACCENT, INK, axis, count_axis, framed, short_label

_HEIGHT, _AROUND, _HEADROOM = 260, 32, 1.05
_LINES = ((ACCENT, "solid"), (CYAN, "solid"), (VIOLET, "solid"), (LIME, "dash"), (PINK, "dash"), (INK, "dot"))


def adoption_over_time_chart(adopters: pl.DataFrame, height: int = _HEIGHT) -> go.Figure:
    """Takes `metrics.connectors.adoption_history.adopters_by_week` of at most six connectors, in the order of their colours.

    A week that is not known is a gap. Raises ValueError for more than six: the seventh would look like another.
    """
    connectors = adopters.partition_by("connector_id", maintain_order=True)
    if len(connectors) > len(_LINES):
        raise ValueError(f"{len(connectors)} lines cannot be told apart: at most {len(_LINES)}")
    top = max(adopters["operators"].drop_nulls().to_list(), default=1) * _HEADROOM or 1
    figure, ends = go.Figure(), []
    for weeks, (colour, dash) in zip(connectors, _LINES, strict=False):
        name, known = weeks["name"][0], weeks["operators"].drop_nulls()
        figure.add_scatter(
            x=weeks["week"].to_list(),
            y=weeks["operators"].to_list(),
            name=short_label(name),
            mode="lines" if weeks.height > 1 else "markers",
            line={"color": colour, "width": 2, "dash": dash},
            hovertemplate="%{y:,}",
        )
        if len(known):
            ends.append(End(short_label(name, 16), int(known[-1]) / top, colour))
    return framed(
        figure,
        height,
        hovermode="x unified",
        margin={"l": 0, "r": 128, "t": 8, "b": 0, "pad": 6},
        annotations=end_labels(ends, height - _AROUND),
        xaxis=axis(tickformat="%-d %b", hoverformat="week from %-d %b %Y", nticks=5, type="date"),
        yaxis=count_axis() | {"range": [0, top]},
    )

"""How few carry how much: bars of share and the cumulative line, with one marked point."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, axis, framed, short_label
from dashboard.numbers import percent

_HEIGHT = 210


def pareto_chart(ranked: pl.DataFrame, carriers: int) -> go.Figure:
    """Takes the frame of `metrics.connectors.adoption.pareto` and the rank to mark (0 = none)."""
    ranks = ranked["rank"].to_list()
    names = [short_label(name, 80) for name in ranked["name"]]
    figure = go.Figure()
    figure.add_bar(
        x=ranks,
        y=ranked["share"].to_list(),
        marker={"color": [ACCENT if rank <= carriers else PREVIOUS for rank in ranks]},
        customdata=names,
        hovertemplate="%{customdata}: %{y:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=ranks,
        y=ranked["cumulative"].to_list(),
        mode="lines",
        line={"color": INK, "width": 1.5},
        hovertemplate="first %{x}: %{y:.1%} together<extra></extra>",
    )
    if carriers:
        reached = float(ranked["cumulative"][carriers - 1])
        figure.add_scatter(
            x=[carriers],
            y=[reached],
            mode="markers+text",
            marker={"color": INK, "size": 8},
            text=[percent(reached)],
            textposition="bottom right",
            textfont={"color": INK},
            hoverinfo="skip",
        )
    return framed(
        figure,
        _HEIGHT,
        bargap=0.2,
        xaxis=axis(nticks=6),
        yaxis=axis(showgrid=True, tickformat=".0%", tickvals=[0, 0.5, 1], range=[0, 1.06]),
    )

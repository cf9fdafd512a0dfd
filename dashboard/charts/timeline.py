"""One operator's states in a row, as a band."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.colours import GAP
from dashboard.charts.states_over_time import LOOKS, Look
from dashboard.charts.theme import INK, PREVIOUS, axis, framed
from dashboard.numbers import counted, days
from data_access.period import Period

_HEIGHT, _AXIS = 70, 20
_DAY = 86_400_000
"""A bar's length on an axis of dates is told in milliseconds."""


def timeline_chart(runs: pl.DataFrame, height: int = _HEIGHT) -> go.Figure:
    """Takes columns state, start, end (both days included), days, as `metrics.activity.history.timeline`.

    A state is named above its segment where there is room, and on hover everywhere.
    """
    names = [state.capitalize() for state in runs["state"]]
    spans = [Period(start, end) for start, end in runs.select("start", "end").iter_rows()]
    looks = [LOOKS[state] for state in runs["state"]]
    segments = {"base": runs["start"].to_list(), "x": [length * _DAY for length in runs["days"]], "orientation": "h"}
    hover = [f"{name}<br>{days(span)}, {counted(span.days, 'day')}" for name, span in zip(names, spans, strict=True)]
    figure = go.Figure([_band(segments, looks, hover), _names(segments, names)])
    # from the first day to the end of the last one: Plotly would leave room at either side
    span = {"range": [spans[0].start, spans[-1].end + timedelta(days=1)]} if spans else {}
    return framed(
        figure,
        height,
        bargap=0,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 0, "b": _AXIS, "pad": 2},
        uniformtext={"mode": "hide", "minsize": 11},
        xaxis=axis(type="date", tickformat="%-d %b %Y", nticks=5, tickangle=0, automargin=False, **span),
        yaxis=axis(visible=False, range=[-0.5, 1.5]),
    )


def _band(segments: dict[str, Any], looks: Sequence[Look], hover: Sequence[str]) -> go.Bar:
    marker = {
        "color": [look.colour for look in looks],
        "pattern": {"shape": [look.pattern for look in looks], "fgcolor": PREVIOUS, "bgcolor": GAP, "size": 6},
        "line": {"width": 0},
    }
    where = [0] * len(looks)
    return go.Bar(
        **segments, y=where, width=0.8, marker=marker, customdata=hover, hovertemplate="%{customdata}<extra></extra>"
    )


def _names(segments: dict[str, Any], names: Sequence[str]) -> go.Bar:
    """Bars that are not seen: their text stands where there is room for it."""
    return go.Bar(
        **segments,
        y=[1] * len(names),
        marker={"color": "rgba(0,0,0,0)"},
        text=names,
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        textfont={"color": INK, "size": 11},
        hoverinfo="skip",
    )

"""Ranked horizontal bars: the first of a ranking, and the others as one bar."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, axis, framed, short_label
from dashboard.numbers import exact, short, short_bytes
from data_access.tables import STORAGE_BYTES, UNITS

_ROW, _FRAME = 31, 10


def ranked_bars(ranking: pl.DataFrame, others: tuple[int, int] | None = None, unit: str = "") -> go.Figure:
    """Takes columns name and value, largest first; `others` = how many more there are, and their sum; `unit` one of `tables.UNITS`.

    Bars stand at their rank, not at their name: two operators may share a name.
    """
    names = [short_label(name) for name in ranking["name"]]
    full = list(ranking["name"])
    values = ranking["value"].to_list()
    if others is not None:
        names.append(f"{exact(others[0])} others")
        full.append(names[-1])
        values.append(others[1])
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(values))),
            orientation="h",
            marker={"color": [ACCENT] * ranking.height + [PREVIOUS] * (others is not None), "cornerradius": 3},
            text=[short_bytes(value) if unit == UNITS[STORAGE_BYTES] else short(value) for value in values],
            textposition="outside",
            textfont={"color": INK},
            cliponaxis=False,
            customdata=[short_label(name, 80) for name in full],
            hovertemplate=f"%{{customdata}}: %{{x:,}} {unit}<extra></extra>",
        )
    )
    return framed(
        figure,
        _ROW * len(values) + _FRAME,
        margin={"l": 0, "r": 48, "t": 0, "b": 0, "pad": 6},
        xaxis=axis(visible=False, rangemode="tozero"),
        yaxis=axis(
            autorange="reversed",
            tickvals=list(range(len(names))),
            ticktext=names,
            tickfont={"size": 12, "color": INK},
        ),
    )

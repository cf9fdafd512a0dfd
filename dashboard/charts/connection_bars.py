"""Active and inactive connections of the connectors that have most inactive ones."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, axis, framed, short_label

_ROW, _FRAME = 27, 10


def connection_bars(connectors: pl.DataFrame) -> go.Figure:
    """Takes columns name, active_connections, inactive_connections, in the order to show."""
    rows = list(range(connectors.height))
    figure = go.Figure()
    for column, colour, word in (
        ("active_connections", ACCENT, "active"),
        ("inactive_connections", PREVIOUS, "inactive"),
    ):
        figure.add_bar(
            x=connectors[column].to_list(),
            y=rows,
            orientation="h",
            marker={"color": colour},
            customdata=[short_label(name, 80) for name in connectors["name"]],
            hovertemplate=f"%{{customdata}}: %{{x:,}} {word}<extra></extra>",
        )
    figure.data[-1].update(
        text=[f"{count:,} inactive" for count in connectors["inactive_connections"]],
        textposition="outside",
        textfont={"color": INK},
        cliponaxis=False,
    )
    names = [short_label(name) for name in connectors["name"]]
    return framed(
        figure,
        _ROW * len(rows) + _FRAME,
        barmode="stack",
        margin={"l": 0, "r": 70, "t": 0, "b": 0, "pad": 6},
        xaxis=axis(visible=False),
        yaxis=axis(autorange="reversed", tickvals=rows, ticktext=names, tickfont={"size": 12, "color": INK}),
    )

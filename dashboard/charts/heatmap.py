"""Operators by connectors: the darker, the more calls, on a scale of powers of ten; blank is none."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.colours import SEQUENTIAL
from dashboard.charts.theme import INK, axis, framed, short_label
from dashboard.numbers import exact

_ROW, _AROUND = 20, 150
_POWERS = ("1", "10", "100", "1k", "10k", "100k", "1M", "10M", "100M", "1bn", "10bn", "100bn", "1tn")


def heatmap_chart(cells: pl.DataFrame) -> go.Figure:
    """Takes the `cells` of `metrics.connectors.of_operators.operator_by_connector`.

    Cells stand at a rank, not at a name: two operators may share a name. The exact calls are said on hover.
    """
    rows = cells.unique("operator_id").sort("operator_rank")
    columns = cells.unique("connector_id").sort("connector_rank")
    at_row = {key: i for i, key in enumerate(rows["operator_id"])}
    at_column = {key: i for i, key in enumerate(columns["connector_id"])}
    colour: list[list[float | None]] = [[None] * len(at_column) for _ in at_row]
    words = [[""] * len(at_column) for _ in at_row]
    for cell in cells.iter_rows(named=True):
        row, column = at_row[cell["operator_id"]], at_column[cell["connector_id"]]
        colour[row][column] = cell["magnitude"]
        words[row][column] = _words(cell["operator_name"], cell["connector_name"], cell["calls"])
    figure = go.Figure(
        go.Heatmap(
            z=colour,
            x=list(range(len(at_column))),
            y=list(range(len(at_row))),
            text=words,
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
            xgap=1,
            ygap=1,
            colorscale=SEQUENTIAL,
            colorbar=_colour_bar(),
        )
    )
    return framed(
        figure,
        _ROW * rows.height + _AROUND,
        xaxis=_names(columns["connector_name"], 16)
        | {"side": "top", "autotickangles": [-45, -90], "ticklabeloverflow": "allow"},
        yaxis=_names(rows["operator_name"], 22) | {"autorange": "reversed"},
    )


def _words(operator: str, connector: str, calls: int) -> str:
    requests = "request" if calls == 1 else "requests"
    return f"{short_label(operator, 80)}<br>{short_label(connector, 80)}: {exact(calls)} {requests}"


def _names(names: pl.Series, longest: int) -> dict[str, object]:
    return axis(tickvals=list(range(len(names))), ticktext=[short_label(name, longest) for name in names])


def _colour_bar() -> dict[str, object]:
    """A thin one at the foot, where it takes no width from the cells; its ticks are counts."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "ypad": 8,
        "thickness": 6,
        "outlinewidth": 0,
        "len": 0.5,
        "tickvals": list(range(len(_POWERS))),
        "ticktext": list(_POWERS),
        "tickfont": {"size": 11, "color": INK},
        "ticks": "",
    }

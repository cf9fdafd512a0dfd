"""One family of charts: the colours, the layout and the axes that all of them share.

The colours are Streamlit's placeholders: the browser swaps each for the slot of `theme.chartCategoricalColors` in
`.streamlit/config.toml`, light or dark. Outside Streamlit they are nearly black.
"""

from typing import Any

import plotly.graph_objects as go

from data_access.direction import isolated

Figure = go.Figure
"""What every chart is; whoever only hands it on needs no Plotly."""

ACCENT, _CYAN, _VIOLET, _LIME, _PINK, INK, PREVIOUS = (f"#{slot:06d}" for slot in range(1, 8))
TRANSPARENT, SOFT = "00", "24"
"""Alpha suffixes; they survive the swap."""

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "displaylogo": False}
_FONT, _TICK_FONT = 12, 11


def framed(figure: go.Figure, height: int, **layout: Any) -> go.Figure:
    """The figure with the family's margins, fonts and hover, `height` pixels high; `layout` goes on top."""
    usual: dict[str, Any] = {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 8, "b": 0, "pad": 6},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.4,
        "font": {"size": _FONT},
        "hoverlabel": {"font": {"size": _FONT}, "align": "left"},
    }
    # built in one go: an update checks every property of the layout again, three times the work
    return go.Figure(figure.data, usual | layout)


def axis(**settings: Any) -> dict[str, Any]:
    """A bare axis: no title, line, ticks or zero line; tick labels in ink (the default grey is too faint)."""
    usual: dict[str, Any] = {
        "title": None,
        "showline": False,
        "ticks": "",
        "zeroline": False,
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"size": _TICK_FONT, "color": INK},
    }
    return usual | settings


def count_axis() -> dict[str, Any]:
    """A vertical axis of counts from 0, with the only grid of the family."""
    return axis(showgrid=True, rangemode="tozero", tickformat="~s", nticks=5)


def end_label(text: str, y: float, colour: str, *, shift: int = 0, bold: bool = False) -> dict[str, Any]:
    """A label at the right end of a line, in place of a legend; `shift` pixels up keeps two of them apart."""
    return {
        "text": f"<b>{text}</b>" if bold else text,
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": y,
        "yshift": shift,
        "showarrow": False,
        "font": {"size": _TICK_FONT, "color": colour},
    }


def plain(text: str) -> str:
    """A name as Plotly's text: it knows a little HTML, and names are hostile."""
    return isolated(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short_label(text: str, longest: int = 22) -> str:
    """`plain` of a name cut to what an axis has room for."""
    return plain(text if len(text) <= longest else text[: longest - 1] + "…")

"""A figure on the page: its words for those who do not see it, and its figures as a table."""

import time
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard import turns
from dashboard.charts.theme import CONFIG
from dashboard.ui.page import state
from dashboard.ui.parts.tables import table
from dashboard.views.grid import Grid

HEAD_START = 0.8
"""Seconds that the tiles of a session's first page have to themselves. The chart code is 4.7 MB, the grid's 1 MB: while
a browser takes them in it draws nothing else, and tiles that are sent with them wait for them. Measured on Overview, an
empty browser cache: figures seen after 1.8 s instead of 3.3 s, everything still after 3.4 s instead of 3.3 s."""


def numbers_first() -> None:
    """To be called between the tiles and the first chart or table; waits once a session."""
    if state.first_time("numbers_first"):
        with turns.waiting():
            time.sleep(HEAD_START)


def chart(figure: go.Figure, *, key: str, alt: str, figures: Grid | pl.DataFrame, columns: Mapping[str, Any]) -> None:
    """Draws `figure` with `alt` as its words, and `figures` one click away.

    The theme is part of the key: Streamlit recolours a trace only when it draws it anew.
    """
    st.plotly_chart(figure, key=f"{key}-{st.context.theme.type}", config=CONFIG, alt=alt)
    as_table = st.popover(
        "Table", icon=":material/table:", type="tertiary", width="content", key=f"{key}-open", on_change="rerun"
    )
    if as_table.open:
        with as_table:
            table(figures, columns, key=f"{key}-table", alt=f"{alt} As a table.", rows=8)

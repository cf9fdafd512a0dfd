"""A figure on the page: its words for those who do not see it, and its figures as a table."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard.charts.theme import CONFIG
from dashboard.ui.tables import table


def chart(figure: go.Figure, *, key: str, alt: str, figures: pl.DataFrame, columns: Mapping[str, Any]) -> None:
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

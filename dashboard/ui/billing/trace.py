"""Trace: a figure of the report down to the lines that make it, and with history to the days."""

import polars as pl
import streamlit as st

from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import plain
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES, NOT_BROKEN_DOWN
from data_access.tables import ACTIVITY, UNITS

_LINK = "trace"


@st.fragment
@told("trace")
def trace_card(window: Window, bill: pl.DataFrame, *, fresh: bool) -> None:
    """The lines and days behind one operator's figure; chosen by a row of the table above, or here."""
    names = {row[0]: row[1] or row[0] for row in bill.select("operator_id", "operator_name").iter_rows()}
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            card_title("Trace a figure to its lines and days")
            operator_id = controls.choice(
                "Operator", _LINK, list(names), names.__getitem__, default=next(iter(names), ""), width=260
            )
            metric = controls.segments("Figure", "traced", ACTIVITY, METRIC_TITLES.__getitem__)
        if not operator_id:
            st.caption("No operator.")
            return
        left, right = st.columns(2)
        with left:
            _lines(window, operator_id, metric, names[operator_id], fresh=fresh)
        with right, told("traced_days"):
            _days(window, operator_id, metric)


def _lines(window: Window, operator_id: str, metric: str, name: str, *, fresh: bool) -> None:
    mine = data.reported(window, fresh=fresh).lines.filter(
        pl.col("operator_id") == operator_id, pl.col("metric") == metric
    )
    total = exact(int(mine["quantity"].sum())) if mine.height else "no line"
    st.caption(f"{plain(name)}: {counted(mine.height, 'line')}, {total} {UNITS[metric]} together")
    tables.table(
        mine.with_columns(pl.col("key").replace("", NOT_BROKEN_DOWN)).sort("quantity", descending=True),
        {
            "key": tables.text(BREAKDOWN_TITLES[metric], 170),
            "quantity": tables.count(METRIC_TITLES[metric], 130),
        },
        key="trace_lines",
        alt="The lines of the figure",
        rows=8,
        empty="No line makes this figure.",
    )


def _days(window: Window, operator_id: str, metric: str) -> None:
    daily.needed("The days of a figure")
    found = data.daily_totals(window.period, operator_id)
    if found is None:
        st.caption("No day of the period is held.")
        return
    known = found.drop_nulls(metric)
    st.caption(
        f"{counted(known.height, 'day')} of {exact(found.height)}, "
        f"{exact(int(known[metric].sum()))} {UNITS[metric]} together"
    )
    tables.table(
        found.select("date", pl.col(metric).alias("quantity")),
        {"date": tables.weekday("Day", 150), "quantity": tables.count(METRIC_TITLES[metric], 130)},
        key="trace_days",
        alt="The days of the figure",
        rows=8,
    )

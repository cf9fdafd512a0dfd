"""Trace: a figure of the report down to the lines that make it, and with history to the days."""

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import BillOf
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import plain
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES
from data_access.tables import ACTIVITY

_LINK = "trace"


@st.fragment
@told("trace")
def trace_card(window: Window, of: BillOf) -> None:
    """The lines and days behind one operator's figure; chosen by a row of the table above, or here."""
    names = billing.names(of)
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
            _lines(of, operator_id, metric, names[operator_id])
        with right, told("traced_days"):
            _days(window, operator_id, metric)


def _lines(of: BillOf, operator_id: str, metric: str, name: str) -> None:
    shown = billing.lines(of.now, operator_id, metric)
    st.caption(f"{plain(name)}: {shown.words}")
    tables.table(
        shown.grid,
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
    found = data.days_of(window.period, operator_id)
    if found is None:
        st.caption("No day of the period is held.")
        return
    shown = billing.days(found, window.period, data.facts(), metric)
    st.caption(shown.words)
    tables.table(
        shown.grid,
        {"date": tables.weekday("Day", 150), "quantity": tables.count(METRIC_TITLES[metric], 130)},
        key="trace_days",
        alt="The days of the figure",
        rows=8,
    )

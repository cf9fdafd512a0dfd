"""The call sheet: one printable page about an operator, made of the facts of its page when it is asked for."""

import streamlit as st

from dashboard.answers import operator_detail
from dashboard.answers.operator_detail import OneOf
from dashboard.exports.file_names import call_sheet_name
from dashboard.metrics.window import Window
from dashboard.numbers import day, days
from dashboard.ui.frame.failure import told
from dashboard.ui.operators.history import connector_weeks, units_by_month
from dashboard.ui.operators.snoozes import active_snooze
from dashboard.ui.page import data
from dashboard.ui.parts.downloads import download, platform
from dashboard.ui.parts.sync_hint import history_words
from dashboard.views.operators.call_sheet import Told
from dashboard.views.operators.one import Operator
from data_access.direction import isolated


@st.fragment
@told("call_sheet")
def call_sheet_control(operator: Operator, of: OneOf, window: Window) -> None:
    """A popover with the sheet as HTML, to print, and as Markdown, to paste."""
    opened = st.popover(
        "Call sheet", icon=":material/print:", key="call_sheet_open", on_change="rerun", width="content"
    )
    if not opened.open:
        return
    with opened:
        st.caption("One page for the call: why, the figures, connectors, what similar operators use.")
        words = _told(of, window)
        name = call_sheet_name(platform(), operator.operator_id, window.period)
        page, text = operator_detail.call_sheet(of, operator, connector_weeks(), words, name)
        download("Page to print (HTML)", page, key="sheet_html", mime="text/html")
        download("Text (Markdown)", text, key="sheet_text", mime="text/markdown")


def _told(of: OneOf, window: Window) -> Told:
    return Told(
        snooze=_snooze(of.operator_id),
        today=day(data.coverage().today),
        period=_period_words(window),
        source=f"{data.facts().label}. {history_words()}",
        units=units_by_month(of.operator_id).both,
    )


def _period_words(window: Window) -> str:
    compared = f"; before: {days(window.previous)}" if window.compared else "; the period before is not comparable"
    return f"Figures of {days(window.period)}, both days included, UTC{compared}."


def _snooze(operator_id: str) -> str:
    row = active_snooze(operator_id)
    if row is None:
        return ""
    note = f": “{isolated(row['note'])}”" if row["note"] else ""
    return f"Snoozed until {day(row['until'])} by {isolated(row['by'])}{note}"

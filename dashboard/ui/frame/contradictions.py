"""What the platform says elsewhere against the figures of a page: more operators than it lists, answers with doubts."""

import streamlit as st

from dashboard.metrics.window import Window
from dashboard.numbers import counted
from dashboard.ui.page import data
from dashboard.ui.parts.text import plain

_MOST = 3


def contradictions(window: Window, *, fresh: bool = False) -> list[str]:
    """The warnings in words, for the page and beside its downloads."""
    listed, stated = data.reported(window, fresh=fresh).bill.height, data.counted().value.operators
    told = (*data.report(window.period, fresh=fresh).value.doubts, *data.roster().value.doubts)
    found = [f"**In doubt**: {plain(words)}." for words in dict.fromkeys(told)]
    if stated is not None and stated > listed:
        words = f"OneHazel counts {counted(stated, 'operator')}, its lists hold {listed:,}."
        found.insert(0, f"**Operators missing**: {words} What is shown here is without the others.")
    return found[:_MOST]


def contradictions_told(window: Window) -> None:
    """The warnings, on top of the figures that they are about."""
    for words in contradictions(window):
        st.warning(words, icon=":material/warning:")

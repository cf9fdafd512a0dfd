"""What the platform says elsewhere against the figures of a page: more operators than it lists, answers with doubts."""

import streamlit as st

from dashboard.metrics.window import Window
from dashboard.numbers import counted, days
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


def contradictions_told(window: Window, *more: str) -> None:
    """The warnings, on top of the figures that they are about; what they are compared with may be in doubt as well.

    `more`: doubts of what this page alone shows.
    """
    before = data.report_before(window)
    found = contradictions(window)
    found += [f"**In doubt**: {plain(words)}." for words in more]
    if before is not None:
        found += [f"**In doubt, {days(window.previous)}**: {plain(words)}." for words in before.value.doubts]
    for words in dict.fromkeys(found):
        st.warning(words, icon=":material/warning:")

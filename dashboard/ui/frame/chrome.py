"""What frames every page: the word mark, and the sidebar's facts about the figures."""

from pathlib import Path

import streamlit as st

from dashboard.numbers import instant
from dashboard.ui.frame.unknown import unknown_lastingly
from dashboard.ui.page import data, pinned
from dashboard.ui.parts.text import plain
from data_access import DataAccessError, SourceFacts

_STATIC = Path(__file__).parents[3] / "pages" / "static"


def page_frame() -> None:
    """Page title, icon, width and the word mark: once a run, in the router."""
    mark = _STATIC / "mark.svg"
    st.set_page_config(page_title="Hazelboard", page_icon=mark, layout="wide", initial_sidebar_state=224)
    st.logo(_STATIC / "wordmark.svg", size="medium", icon_image=mark)


def sidebar_facts() -> None:
    """Which figures these are, how fresh, and a button that asks for them again. Drawn after the page has read.

    Where the source cannot even be opened the page says why; the sidebar does not say it again.
    """
    try:
        told = data.facts()
    except DataAccessError:
        st.caption(":red[The source cannot be opened.]")
    else:
        _facts(told)
    st.button("Refresh", icon=":material/refresh:", on_click=data.refetch, help="Asks the source again for everything")


def _facts(told: SourceFacts) -> None:
    if told.is_sample:
        st.badge("Sample data", color="orange")
    st.caption(plain(told.label))
    st.caption(f"Data as of {instant(data.as_of())}")
    read_at = pinned.oldest_read()
    if read_at and told.is_dataset:
        st.caption(f"Read {instant(read_at)}")
    unknown_lastingly()

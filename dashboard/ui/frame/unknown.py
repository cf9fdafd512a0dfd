"""What of a page is unknown because a question beside the main one was not answered: now, or lastingly."""

import streamlit as st

from dashboard.ui.page import pinned
from dashboard.ui.parts.text import plain
from dashboard.words import column_title
from data_access import Unknown


def unknown_now() -> None:
    """On top of the page: which columns could not be read just now, why, and a way to try again."""
    for one in pinned.unknown():
        if not one.lasting:
            words = f"**Unknown at the moment**: {_named(one) or 'who else there is'}. {plain(one.error.title)}: {plain(one.error.detail)}"
            st.warning(words, icon=":material/help:")


def unknown_lastingly() -> None:
    """In one quiet line: what OneHazel does not offer, or not to this key."""
    columns = ", ".join(dict.fromkeys(_named(one) for one in pinned.unknown() if one.lasting and one.columns))
    if columns:
        st.caption(f"Not told to this key: {columns}")


def _named(one: Unknown) -> str:
    return ", ".join(column_title(column).lower() for column in one.columns)

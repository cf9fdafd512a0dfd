"""The one place that turns errors into words: what happened, what to do, and a way to try again."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.ui import data
from dashboard.ui.text import plain
from data_access import DataAccessError


class NothingToShow(Exception):
    """Ends what `told` surrounds, in words (Markdown of our own): an answer, not a failure."""


@contextmanager
def told() -> Iterator[None]:
    """Whatever a source cannot answer inside is said in words; what stands outside goes on."""
    try:
        yield
    except DataAccessError as error:
        failure(error)
    except NothingToShow as nothing:
        st.info(str(nothing), icon=":material/info:")


def failure(error: DataAccessError) -> None:
    """A card with title, detail and advice, and a button that asks again."""
    with st.container(border=True):
        st.error(f"{plain(error.detail)}\n\n{plain(error.advice)}", title=plain(error.title), icon=":material/error:")
        st.button(
            "Try again",
            icon=":material/refresh:",
            on_click=data.refetch,
            key=f"retry_{error.title}_{error.detail[:40]}",
        )

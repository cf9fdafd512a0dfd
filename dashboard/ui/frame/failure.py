"""The one place that turns errors into words: what happened, what to do, and a way to try again."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Literal

import streamlit as st

from dashboard.issuing.refusals import ReportMoved
from dashboard.ui.frame.newer import redraw, redrawn_where_newer
from dashboard.ui.page import data
from dashboard.ui.page.daily import NeedsDays
from dashboard.ui.parts.sync_hint import sync_hint
from dashboard.ui.parts.text import plain
from data_access import DataAccessError


class NothingToShow(Exception):
    """Ends what `told` surrounds, in words (Markdown of our own): an answer, not a failure."""


@contextmanager
def told(place: str, *, border: bool = False, height: Literal["content", "stretch"] = "content") -> Iterator[None]:
    """Whatever a source cannot answer inside is said in words; what stands outside goes on.

    `place` names this part of the page: two parts may fail at once, each with its own button. With a `border` it is a
    card of its own, and what cannot be answered is said inside it.
    """
    with st.container(border=True, height=height) if border else nullcontext():
        try:
            redrawn_where_newer()
            yield
        except ReportMoved as moved:
            redraw(moved)
        except DataAccessError as error:
            failure(error)
            if st.button("Try again", icon=":material/refresh:", key=f"retry_{place}"):
                data.refetch()
                st.rerun()
        except NeedsDays as needing:
            sync_hint(str(needing))
        except NothingToShow as nothing:
            st.info(str(nothing), icon=":material/info:")


def failure(error: DataAccessError) -> None:
    """Title, detail and advice of an error."""
    st.error(f"{plain(error.detail)}\n\n{plain(error.advice)}", title=plain(error.title), icon=":material/error:")

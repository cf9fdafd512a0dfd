"""Newer figures than those on the page: told to the person, who decides when to look at them."""

from typing import NoReturn

import streamlit as st

from dashboard.issuing.refusals import ReportMoved
from dashboard.numbers import instant
from dashboard.ui.page import pinned, state
from dashboard.ui.parts.text import plain

_MOVED = "report_moved"
_RESTARTED = (
    "Hazelboard was restarted. This page is drawn anew: its figures may differ from those that stood here before."
)


def newer_figures() -> None:
    """A line on top of the page where somebody else's page, or a refresh, has read other figures meanwhile."""
    pinned.identity()
    moved: ReportMoved | None = state.kept(_MOVED, lambda: None)
    state.forget(_MOVED)
    if moved is not None:
        words = f"{plain(moved.detail)}\n\n{plain(moved.advice)}"
        st.warning(words, title=plain(moved.title), icon=":material/update:")
    elif pinned.has_moved():
        st.info("The source has changed: these are its figures as they are now.", icon=":material/update:")
    elif pinned.is_after_restart():
        st.info(_RESTARTED, icon=":material/restart_alt:")
    read_at = pinned.newer_read()
    if read_at is None:
        return
    if not pinned.told(read_at):
        st.toast("Newer figures are there: the top of the page leads to them.", icon=":material/update:")
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        words = f"**Newer figures are there**, read {instant(read_at)}. This page shows the ones before."
        st.markdown(f":material/update: {words}", width="stretch")
        st.button("Show them", key="show_newer", on_click=pinned.release)


def redraw(moved: ReportMoved) -> NoReturn:
    """Draw the whole page anew with what is newest, and say why."""
    state.keep(_MOVED, moved)
    pinned.release()
    st.rerun()


def redrawn_where_newer() -> None:
    """In a part of the page that runs by itself: the whole page says that newer figures are there, once."""
    read_at = None if pinned.is_whole_run() else pinned.newer_read()
    if read_at is not None and not pinned.is_told(read_at):
        st.rerun()

"""The gate that page runs pass one after another; whoever waits sees the page's frame and how many come first."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import turns
from dashboard.numbers import exact
from dashboard.ui.page import state

_SHOWN = "page_shown"


@contextmanager
def gate(title: str) -> Iterator[None]:
    """The block is the run of the page `title`; it begins when its turn comes. Once a run, in the router.

    The place of the words is the first of every page, empty or not: what stands below it must not move.
    """
    place, told = st.empty(), False

    def in_line(before: int) -> None:
        nonlocal told
        state.give_way()
        told = True
        with place.container():
            _busy(title, before)

    with turns.turn(in_line):
        if told:
            place.empty()
        yield
        state.keep(_SHOWN, title)


def _busy(title: str, before: int) -> None:
    """A page that stands already stays; where there is none, its title and a skeleton stand for it."""
    new = not state.holds(_SHOWN, title)
    if new:
        st.title(title, anchor=False)
    who = "Another visitor comes" if before == 1 else f"{exact(before)} visitors come"
    st.info(f"Busy: {who} before you. The page follows by itself.", icon=":material/hourglass_top:")
    if new:
        st.skeleton(height=300)

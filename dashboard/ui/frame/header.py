"""The head of every page: title, marks, the period in words, and the controls beside them."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.metrics.window import Window
from dashboard.numbers import day, days
from dashboard.ui.frame.failure import NothingToShow
from dashboard.ui.frame.period import copy_link, period_control
from dashboard.ui.page import data


@contextmanager
def page_header(title: str, caption: str = "") -> Iterator[None]:
    """Title and marks on the left; what is drawn inside the block stands on the right."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        with st.container(gap=None, width="content"):
            st.title(f"{title}{_sample_mark()}", anchor=False)
            if caption:
                st.caption(caption)
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content"):
            yield


def period_header(title: str) -> tuple[Window, DeltaGenerator]:
    """The head of a page with a period: its control, a link with fixed dates, and what is compared with what.

    Returns the window, and a place beside the controls to fill later. Raises NothingToShow for days not held.
    """
    with page_header(title):
        aside = st.container(width="content")
        window = period_control(data.coverage())
        copy_link(window.period)
    st.caption(window_words(window))
    _refuse_unknown(window)
    with st.skeleton(height=150):
        told = retention_warnings(window)  # of an old period it asks for the report, which may take its time
    for words in told:
        st.warning(words, icon=":material/warning:")
    return window, aside


def retention_warnings(window: Window) -> list[str]:
    """What OneHazel no longer keeps of the period, for the page and beside its downloads (contract, "Files").

    Not where the period is made of days that the history holds.
    """
    kept_from = data.facts().kept_from
    if kept_from is None or window.period.start >= kept_from or data.is_from_days(window):
        return []
    words = (
        f"**May be incomplete**: OneHazel keeps usage logs for 90 days, so what was used before {day(kept_from)} "
        "may be missing here and in the files."
    )
    return [words]


def _refuse_unknown(window: Window) -> None:
    """A dataset knows nothing of days that it does not hold: figures of them would read as 0."""
    coverage = data.coverage()
    if data.facts().is_dataset and not window.known_days:
        held = f"{day(coverage.first_day)} to {day(coverage.today)}"
        raise NothingToShow(f"None of these days is known: the data reaches from {held}. Choose another period.")


def window_words(window: Window) -> str:
    """The period, both days included, and the dates that it is compared with or why it is not."""
    parts = [f"{days(window.period)}, both days included, UTC"]
    if window.is_unfinished:
        parts.append("**unfinished**: usage is still to come")
    if not window.is_whole:
        parts.append(f"**{window.known_days} of {window.period.days} days known**")
    if window.compared:
        parts.append(f"compared with {days(window.previous)}")
        if window.unequal_days:
            now, then = window.unequal_days
            parts.append(f"**{now} days beside {then}**: tiles compare by the day, tables in all")
    elif window.part_day:
        parts.append(f"not comparable with {days(window.previous)}: of {day(window.part_day)} only a part is known")
    elif window.laid_over:
        parts.append(f"not comparable with {days(window.previous)}, of which every day is known")
    else:
        known = f"{window.previous_known_days} of {window.previous.days} days known"
        parts.append(f"not comparable with {days(window.previous)}: {known}")
    return " · ".join(parts)


def _sample_mark() -> str:
    return " :orange-badge[Sample data]" if data.facts().is_sample else ""

"""Snoozes on the screen: hide an operator until a day, see who hid whom and why, and take it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboard.numbers import day, instant
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.person import ask_person, remember
from dashboard.ui.page import data, records, state
from dashboard.ui.parts.text import plain
from data_access import DataAccessError
from data_access.records import snoozes
from data_access.records.people import Person

_USUAL_DAYS = 28


def active_snoozes() -> pl.DataFrame:
    """Who is hidden today: `operator_id, until, note, by, …`; nobody where no records can be kept, which is told once."""
    try:
        return records.active_snoozes()
    except DataAccessError as wrong:
        if state.first_time("snoozes_unread"):
            st.caption(f":orange[Snoozes cannot be read: {plain(wrong.detail)} {plain(wrong.advice)}]")
        return pl.DataFrame(schema=snoozes.SNOOZES)


def snoozed_list(names: Mapping[str, str]) -> None:
    """The hidden operators among those in `names` (by id) with who, until when and why, each with a way back."""
    person = ask_person()
    for row in active_snoozes().iter_rows(named=True):
        if row["operator_id"] not in names:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(names[row['operator_id']])}** {snooze_words(row)}")
            if st.button("Show again", key=f"undo_{row['snooze_id']}", disabled=person is None):
                _undo(row["snooze_id"], person)


def snooze_words(row: dict[str, Any]) -> str:
    """`snoozed until 1 Mar 2027: “season ended” (Ana, self-declared, 21 Nov 2026, 10:02 UTC)`."""
    who = plain(row["by"]) + (", self-declared" if row["self_declared"] else "")
    note = f": “{plain(row['note'])}”" if row["note"] else ""
    return f"snoozed until {day(row['until'])}{note} ({who}, {instant(row['at'])})"


@st.fragment
@told("snooze")
def snooze_control(operator_id: str) -> None:
    """On an operator's page: the snooze that holds with its undo, or the form of a new one."""
    mine = active_snoozes().filter(pl.col("operator_id") == operator_id)
    if not mine.is_empty():
        row = mine.row(0, named=True)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":small[S{snooze_words(row)[1:]}]")
            person = ask_person()
            if st.button("Show again", key="undo_snooze", disabled=person is None):
                _undo(row["snooze_id"], person)
        return
    opened = st.popover("Snooze", icon=":material/snooze:", key="snooze_open", on_change="rerun", width="content")
    if opened.open:
        with opened:
            _form(operator_id)


def _form(operator_id: str) -> None:
    today = data.coverage().today
    st.caption("Hides this operator from the desk until the day you choose; for everybody.")
    until = st.date_input(
        "Until",
        today + timedelta(days=_USUAL_DAYS),
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=snoozes.LONGEST_DAYS),
        format="DD/MM/YYYY",
        key="snooze_until",
    )
    note = st.text_input(
        "Why", max_chars=snoozes.LONGEST_NOTE, placeholder="Season ended, back in March", key="snooze_note"
    )
    person = ask_person()
    if st.button("Snooze", type="primary", key="snooze_save", disabled=person is None or not isinstance(until, date)):
        if person is None or not isinstance(until, date):
            return
        remember(person)
        records.snooze(operator_id, until, note or "", person)
        st.rerun()


def _undo(snooze_id: int, person: Person | None) -> None:
    if person is None:
        return
    remember(person)
    records.undo_snooze(snooze_id, person)
    st.rerun()

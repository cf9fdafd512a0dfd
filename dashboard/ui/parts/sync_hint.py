"""The history on the screen: what of it is held, what a sync would bring, and a sync that runs beside the app."""

import streamlit as st

from dashboard.numbers import counted, day
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import shared_link


def history_words() -> str:
    """Which days the figures by day know, as `History to 20 Nov 2026, 2 days settling` and a full stop."""
    held = daily.held()
    if held is None:
        return "No history: states rest on the last activity that OneHazel tells, and on undated totals."
    words = [f"{'Days' if data.facts().is_dataset else 'History'} to {day(held.last_complete_day)}"]
    if held.settling:
        words.append(f"{counted(len(held.settling), 'day')} settling")
    if held.missing:
        words.append(f"{counted(len(held.missing), 'day')} missing")
    return ", ".join(words) + "."


def sync_hint(what: str) -> None:
    """What stands in the place of something that only days can tell, and the way to a sync."""
    st.info(
        f"{what} needs daily figures. OneHazel's API answers for whole periods only; a sync asks it for each day that "
        "it still keeps, once, and keeps them.",
        icon=":material/history:",
    )
    st.page_link("settings.py", label="History and sync", icon=":material/arrow_forward:", query_params=shared_link())

"""The history's card on Settings: what is held, and a sync that runs while the app stays usable."""

import streamlit as st

from dashboard.answers import settings as kept
from dashboard.numbers import counted, day, exact, instant
from dashboard.ui.frame.failure import failure
from dashboard.ui.page import data
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import plain
from data_access import Settings
from data_access.history import background
from data_access.history.background import BackgroundSync, Written
from data_access.history.progress import Progress
from data_access.history.store import Holding
from data_access.history.sync import SyncResult

_USUAL_DAYS, _LOOK_SECONDS = 90, 1.0


def history_card() -> None:
    """Only where the API is read: a dataset is its own history."""
    if Settings.from_environment().kind != "api":
        return
    with st.container(border=True):
        card_title("History")
        st.caption(
            "OneHazel keeps usage logs for 90 days and answers for whole periods. A sync asks for each day once and keeps "
            "it, so that there are trends, comparisons and states, for longer than that. `make sync` does the same."
        )
        history = background.written(Settings.from_environment())
        holding = kept.holding(history)
        if holding is not None:
            _held(holding)
        if background.state(Settings.from_environment()).is_running:
            _running()
        else:
            _ended(background.state(Settings.from_environment()))
            _start(history)


def _held(holding: Holding) -> None:
    if holding.first_day is None or holding.last_day is None:
        st.markdown("No day is held yet.")
        return
    parts = [
        f"**{counted(holding.held, 'day')}**, {day(holding.first_day)} to {day(holding.last_day)}",
        f"{exact(holding.settling)} settling",
        f"{exact(holding.missing)} missing",
        f"{counted(holding.corrections, 'correction')} kept",
        f"last read {instant(holding.read_at)}",
    ]
    st.markdown(" · ".join(parts))


def _start(history: Written) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = int(st.number_input("Days back", 1, _USUAL_DAYS, _USUAL_DAYS, key="sync_days", width=120))
        verify = int(st.number_input("Closed days to verify", 0, _USUAL_DAYS, 0, key="sync_verify", width=170))
        needed = kept.requests_needed(history, data.coverage().today, days, verify)
        if st.button(f"Sync now: {counted(needed, 'request')}", icon=":material/sync:", key="sync_start"):
            background.start(Settings.from_environment(), days, verify)
            st.rerun()


@st.fragment(run_every=_LOOK_SECONDS)
def _running() -> None:
    now = background.state(Settings.from_environment())
    if not now.is_running:
        st.rerun()
    progress = now.progress or Progress("asking who the platform is", 0, 0)
    st.progress(progress.done / progress.total if progress.total else 0.0, text=_progress_words(progress))
    st.button("Cancel", key="sync_cancel", on_click=background.cancel, help="What is held by then stays.")


def _progress_words(progress: Progress) -> str:
    if progress.waiting_until is not None:
        return f"OneHazel asks to wait until {instant(progress.waiting_until)}"
    if not progress.total:
        return progress.step.capitalize()
    words = f"{progress.step.capitalize()}: {exact(progress.done)} of {counted(progress.total, 'day')}"
    if progress.rate and progress.seconds_left is not None:
        words += f", {progress.rate:.1f} days a second, about {counted(round(progress.seconds_left), 'second')} left"
    return words


def _ended(ended: BackgroundSync) -> None:
    if ended.error is not None:
        failure(ended.error)
    if ended.result is not None:
        words = _result_words(ended.result)
        if ended.result.is_complete:
            st.success(words, icon=":material/check:")
        else:
            st.warning(words, icon=":material/warning:")


def _result_words(result: SyncResult) -> str:
    cancelled = "Cancelled: " if result.cancelled else ""
    words = [f"{cancelled}{counted(result.read, 'day')} read, {exact(result.held)} of {exact(result.wanted)} held."]
    if result.corrected:
        words.append(f"{counted(result.corrected, 'figure')} of closed days read differently; both values are kept.")
    words += [f"{day(one)}: {plain(why)}" for one, why in result.failed[:3]]
    words += [plain(why) for why in result.unread]
    if result.forgotten:
        words.append(f"{counted(len(result.forgotten), 'held day')} came back without usage and stay as they were.")
    return " ".join([*words, *(plain(told) for told in (result.named, result.probed) if told)])

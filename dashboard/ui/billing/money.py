"""Money on the screen: an estimate from the partner's own rate card. Without one there is no money anywhere."""

from contextlib import AbstractContextManager
from functools import partial

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import MoneyOf
from dashboard.metrics.window import Window
from dashboard.ui.billing.invoice import money_of
from dashboard.ui.frame.failure import failure, told
from dashboard.ui.frame.still_typed import still_typed
from dashboard.ui.page import state
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import RESTARTED_WORDS, plain
from data_access import DataAccessError, Settings
from data_access.errors import SaveOvertaken
from data_access.rates import rates_path, save_rates, written_rates

_SEEN, _TYPED, _SAVED = "rates_seen", "rates_typed", "rates_saved"
_UNSEEN = "rates_unseen"


@told("money")
def money_line(window: Window, *, fresh: bool) -> None:
    """The total of the report, marked as an estimate; nothing without a rate card."""
    found = billing.money(money_of(window, fresh=fresh))
    if found is None:
        return
    missing = f" {found.missing}" if found.missing else ""
    st.info(f"**{found.total}** in all. {plain(found.label)}.{missing}", icon=":material/payments:")


def usable_money(window: Window, *, fresh: bool) -> MoneyOf | None:
    """What the amounts are made of; None without a usable rate card: `money_line` has said what is wrong with it."""
    try:
        of = money_of(window, fresh=fresh)
        return None if billing.priced(of) is None else of
    except DataAccessError:
        return None


def typed_rates_stay() -> AbstractContextManager[None]:
    """Where the block fails after a restart, what stands in the rate card's text stays there."""
    return still_typed({_TYPED: partial(_text, "")}, met=state.known(_SEEN))


def rates_card() -> None:
    """The rate card as text, comments and all: what is typed is checked, then kept in one step."""
    with st.container(border=True):
        card_title("Rate card")
        st.caption(
            "Prices of your own, for an estimate beside the units; and allowances by plan. Without a rate card no money is "
            "shown anywhere. The format, with an example: docs/rates.md."
        )
        with typed_rates_stay():
            seen = _rates_seen()
        typed = _typed(seen)
        met_first = not state.known(_SEEN)
        if met_first:
            state.keep(_SEEN, seen)
            state.keep(_UNSEEN, "restarted" if typed != seen else "")
        if st.button("Save rate card", disabled=typed == seen, key="save_rates") and not met_first:
            _save(typed, seen)
        elif typed != seen:
            _tell_theirs(seen)
        if state.kept(_SAVED, str):
            st.success(state.kept(_SAVED, str), icon=":material/check:")


def _rates_seen() -> str:
    """The text that edits are set against: as it is written now, but what the person saw while there are edits to it."""
    if not state.known(_SEEN):
        return written_rates(Settings.from_environment().rates) or ""
    seen: str = state.kept(_SEEN, str)
    if state.kept(_TYPED, lambda: seen) != seen:
        return seen
    latest = written_rates(Settings.from_environment().rates) or ""
    state.keep(_SEEN, latest)
    state.keep(_TYPED, latest)
    return latest


def _typed(seen: str) -> str:
    """What stands in the text area, which in a new session the browser may know better than we do."""
    return _text("" if state.known(_TYPED) else seen)


def _text(first: str) -> str:
    typed = st.text_area(
        "Rate card",
        first,
        height=220,
        key=_TYPED,
        placeholder='currency = "EUR"',
        label_visibility="collapsed",
        persist_state="session",
    )
    return typed or ""


def _save(typed: str, seen: str) -> None:
    """Save, or tell why not. A card that somebody else changed is what edits are set against from then on."""
    state.forget(_SAVED, _UNSEEN)
    named = Settings.from_environment().rates
    try:
        save_rates(rates_path(named), typed, seen=seen)
    except SaveOvertaken:
        state.keep(_SEEN, written_rates(named) or "")
        state.keep(_UNSEEN, "overtaken")
    except DataAccessError as error:
        failure(error)
        return
    else:
        state.keep(_SEEN, typed)
        state.keep(_SAVED, "Saved: the next report uses it.")
    st.rerun()


def _tell_theirs(theirs: str) -> None:
    """What a save would replace, where the person has not seen it before."""
    why = state.kept(_UNSEEN, str)
    if why == "overtaken":
        st.error(
            "Below is the rate card as it is now; your text stands above. Save again to replace theirs, or take over "
            "what they changed first.",
            title="Somebody else changed the rate card meanwhile",
            icon=":material/error:",
        )
    elif why == "restarted":
        st.warning(RESTARTED_WORDS, icon=":material/restart_alt:")
    else:
        return
    st.code(theirs or "# There is no rate card now.", language="toml")

"""The settings form: what was read, what is typed, what differs; and the save that asks first."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.metrics.profile import FIELD_TITLES, profile_mistakes
from dashboard.numbers import instant
from dashboard.ui.frame.failure import failure
from dashboard.ui.frame.still_typed import still_typed
from dashboard.ui.page import data, state
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import INK_ON_PRIMARY, RESTARTED_WORDS, code, plain
from data_access import DataAccessError, PlatformProfile, ProfileChanges, Settings
from data_access.errors import SaveOvertaken
from data_access.source import PROFILE_FIELDS

_SEEN, _THEIRS, _OUTCOME, _RESTARTED = "profile_seen", "profile_theirs", "profile_outcome", "profile_restarted"
_KINDS: dict[str, Literal["default", "email", "url"]] = {
    "name": "default",
    "contact_email": "email",
    "webhook_url": "url",
}


def profile_seen() -> PlatformProfile:
    """The profile that edits are set against: as last read, but what the person saw while there are edits to it."""
    if not state.known(_SEEN):
        return data.profile()
    kept: PlatformProfile = state.kept(_SEEN, data.profile)
    typed = {field: _value(field, kept) for field in PROFILE_FIELDS}
    if any(typed[field] != getattr(kept, field) for field in PROFILE_FIELDS):
        return kept
    latest = data.profile()
    _show_profile(latest, PROFILE_FIELDS)
    return latest


def typed_profile_stays() -> AbstractContextManager[None]:
    """Where the block fails after a restart, what stands in the form's inputs stays there."""
    inputs = {_key(field): partial(_text, field, "") for field in PROFILE_FIELDS}
    return still_typed(inputs, met=state.known(_SEEN))


def profile_form(seen: PlatformProfile) -> None:
    """Inputs beside what would change. The inputs stand outside a form: in one, nothing arrives before the submit."""
    left, right = st.columns([1.15, 1])
    with left, st.container(border=True, height="stretch"):
        card_title("Platform")
        wanted = _typed(seen)
    met_first = not state.known(_SEEN)
    if met_first:
        _meet(ProfileChanges(seen, wanted))
    with right, st.container(border=True, height="stretch"):
        _difference(ProfileChanges(seen, wanted), may_save=not met_first)
    outcome = state.kept(_OUTCOME, str)
    if outcome:
        st.success(outcome, icon=":material/check:")


def connection_card() -> None:
    """Where the figures come from, whether it answers, and the key by its last four characters."""
    settings, source = Settings.from_environment(), data.facts()
    coverage = source.coverage
    facts = {
        "Source": plain(source.label),
        "State": _connection_state(),
        "Data as of": instant(source.as_of),
        "Days known": f"from {coverage.first_day:%-d %b %Y}, last whole day {coverage.last_complete_day:%-d %b %Y}",
    }
    if settings.kind == "api":
        facts |= {"Base URL": f"`{settings.base_url}`", "Key": f"`{settings.masked_key}`"}
    with st.container(border=True):
        card_title("Where the figures come from")
        tables.facts(facts, narrow=True)


def _connection_state() -> str:
    try:
        data.profile()
    except DataAccessError as error:
        return f":red-badge[Not reachable] {plain(error.title)}: {plain(error.detail)}"
    return ":green-badge[Reachable]"


def _typed(seen: PlatformProfile) -> PlatformProfile:
    places = {field: st.container() for field in PROFILE_FIELDS}
    name, contact_email, webhook_url = (_input(field, seen, place) for field, place in places.items())
    wanted = PlatformProfile(name, contact_email, webhook_url, seen.other)
    for field, words in profile_mistakes(ProfileChanges(seen, wanted)).items():
        places[field].caption(f":red[{words}]")
    st.caption("Other settings of the platform are kept as they are.")
    return wanted


def _input(field: str, seen: PlatformProfile, place: DeltaGenerator) -> str | None:
    """Draws the input and returns what stands in it, which in a new session the browser may know better than we do."""
    stored: str | None = getattr(seen, field)
    first = "" if state.known(_key(field)) else stored or ""
    with place:
        text = _text(field, first)
    return text if text or stored is not None else None


def _text(field: str, first: str) -> str | None:
    return st.text_input(FIELD_TITLES[field], first, key=_key(field), type=_KINDS[field], persist_state="session")


def _meet(changes: ProfileChanges) -> None:
    """The session's first look at the form: what is typed already was typed before the server was restarted."""
    state.keep(_SEEN, changes.seen)
    state.keep(_RESTARTED, bool(changes.fields))


def _key(field: str) -> str:
    return f"profile_{field}"


def _value(field: str, seen: PlatformProfile) -> str | None:
    """What is typed; an empty input of a field that was never set is still "not set"."""
    stored: str | None = getattr(seen, field)
    text = state.kept(_key(field), lambda: stored or "")
    return text if text or stored is not None else None


def _show_profile(profile: PlatformProfile, fields: Iterable[str]) -> None:
    """From now on edits are set against `profile`, and the inputs of `fields` show it."""
    state.keep(_SEEN, profile)
    for field in fields:
        state.keep(_key(field), getattr(profile, field) or "")


def _difference(changes: ProfileChanges, *, may_save: bool) -> None:
    count = len(changes.fields)
    card_title("Changes to save" + (f" :yellow-badge[{count} of {len(PROFILE_FIELDS)} fields]" if count else ""))
    if not count:
        st.caption("Nothing is changed yet.")
    for field in changes.fields:
        st.caption(FIELD_TITLES[field])
        st.markdown(f":red[−] {code(getattr(changes.seen, field))}  \n:green[+] {code(getattr(changes.wanted, field))}")
    if count and state.kept(_RESTARTED, bool):
        st.warning(RESTARTED_WORDS, icon=":material/restart_alt:")
    st.space("stretch")
    ready = bool(count) and not profile_mistakes(changes)
    with st.container(horizontal=True):
        label = f":{INK_ON_PRIMARY}[Save changes]" if ready else "Save changes"
        saved = st.button(label, type="primary", disabled=not ready, key="save_profile")
        st.button("Discard", disabled=not count, key="discard_profile", on_click=_discard, args=(changes.seen,))
    theirs: dict[str, str | None] = state.kept(_THEIRS, dict)
    if saved and may_save:
        _save(changes)
    elif theirs:
        _tell_theirs(theirs, changes)


def _discard(seen: PlatformProfile) -> None:
    """Back to what is stored now, not to what was read when the page was opened: without edits the form follows it."""
    data.forget_profile()
    state.forget(_THEIRS, _OUTCOME, _RESTARTED)
    _show_profile(seen, PROFILE_FIELDS)


def _save(changes: ProfileChanges) -> None:
    """Save and read back. Whatever goes wrong is told, and what was typed stays."""
    state.forget(_THEIRS, _OUTCOME, _RESTARTED)
    mistakes = profile_mistakes(changes)
    if mistakes:
        st.error("  \n".join(f"{FIELD_TITLES[field]}: {words}" for field, words in mistakes.items()))
        return
    try:
        confirmed = data.save_profile(changes)
    except SaveOvertaken as error:
        _overtaken(changes, error)
    except DataAccessError as error:
        failure(error)
    else:
        state.forget(_SEEN, *map(_key, PROFILE_FIELDS))
        state.keep(_SEEN, confirmed)
        state.keep(_OUTCOME, f"Saved and read back: {', '.join(FIELD_TITLES[f].lower() for f in changes.fields)}.")
        st.rerun()


def _overtaken(changes: ProfileChanges, error: SaveOvertaken) -> None:
    """Theirs are what edits are set against now: a second save replaces them knowingly. Fields not edited show theirs."""
    theirs = data.profile()
    untouched = [field for field in PROFILE_FIELDS if field not in changes.fields]
    state.forget(*map(_key, untouched))
    state.keep(_SEEN, theirs)
    state.keep(_THEIRS, {field: getattr(theirs, field) for field in error.fields})
    st.rerun()


def _tell_theirs(theirs: Mapping[str, str | None], changes: ProfileChanges) -> None:
    st.error(SaveOvertaken.usual_advice, title=SaveOvertaken.title, icon=":material/error:")
    for field, value in theirs.items():
        st.markdown(
            f"**{FIELD_TITLES[field]}**  \ntheirs {code(value)}  \nyours {code(getattr(changes.wanted, field))}"
        )

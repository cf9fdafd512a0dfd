"""The settings form: what was read, what is typed, what differs; and the save that asks first."""

from functools import partial
from typing import Literal

import streamlit as st

from dashboard.metrics.profile import FIELD_TITLES, profile_mistakes
from dashboard.numbers import instant
from dashboard.ui import data, state
from dashboard.ui.cards import card_title
from dashboard.ui.failure import failure
from dashboard.ui.text import plain
from data_access import DataAccessError, PlatformProfile, ProfileChanges, Settings
from data_access.errors import SaveOvertaken
from data_access.source import PROFILE_FIELDS

_SEEN, _OUTCOME = "profile_seen", "profile_outcome"
_KINDS: dict[str, Literal["default", "email", "url"]] = {
    "name": "default",
    "contact_email": "email",
    "webhook_url": "url",
}


def profile_form() -> None:
    """Inputs beside what would change. The inputs stand outside a form: in one, nothing arrives before the submit."""
    seen = state.kept(_SEEN, data.fresh_profile)
    left, right = st.columns([1.15, 1])
    with left, st.container(border=True, height="stretch"):
        card_title("Platform")
        wanted = _typed(seen)
    with right, st.container(border=True, height="stretch"):
        _difference(ProfileChanges(seen, wanted))
    outcome = state.kept(_OUTCOME, str)
    if outcome:
        st.success(outcome, icon=":material/check:")


def connection_card() -> None:
    """Where the figures come from, whether it answers, and the key by its last four characters."""
    settings, source = Settings.from_environment(), data.source()
    coverage = source.coverage()
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
        st.table(facts, border="horizontal", width="content")


def _connection_state() -> str:
    try:
        data.reachable()
    except DataAccessError as error:
        return f":red-badge[Not reachable] {plain(error.title)}: {plain(error.detail)}"
    return ":green-badge[Reachable]"


def _typed(seen: PlatformProfile) -> PlatformProfile:
    for field in PROFILE_FIELDS:
        state.kept(_key(field), partial(_text, seen, field))
    name, contact_email, webhook_url = (_value(field, seen) for field in PROFILE_FIELDS)
    wanted = PlatformProfile(name, contact_email, webhook_url, seen.other)
    mistakes = profile_mistakes(wanted)
    for field in PROFILE_FIELDS:
        st.text_input(
            FIELD_TITLES[field],
            key=_key(field),
            type=_KINDS[field],
            persist_state="session",
            required=field != "webhook_url",
        )
        if field in mistakes and getattr(wanted, field) != getattr(seen, field):
            st.caption(f":red[{mistakes[field]}]")
    st.caption("Other settings of the platform are kept as they are.")
    return wanted


def _text(profile: PlatformProfile, field: str) -> str:
    return getattr(profile, field) or ""


def _key(field: str) -> str:
    return f"profile_{field}"


def _value(field: str, seen: PlatformProfile) -> str | None:
    """What is typed; an empty input of a field that was never set is still "not set"."""
    text = state.kept(_key(field), str)
    return text if text or getattr(seen, field) is not None else None


def _difference(changes: ProfileChanges) -> None:
    count = len(changes.fields)
    card_title("Changes to save" + (f" :yellow-badge[{count} of {len(PROFILE_FIELDS)} fields]" if count else ""))
    if not count:
        st.caption("Nothing is changed yet.")
    for field in changes.fields:
        st.caption(FIELD_TITLES[field])
        st.markdown(
            f":red[−] {_code(getattr(changes.seen, field))}  \n:green[+] {_code(getattr(changes.wanted, field))}"
        )
    st.space("stretch")
    ready = bool(count) and not profile_mistakes(changes.wanted)
    with st.container(horizontal=True):
        label = ":violet[Save changes]" if ready else "Save changes"
        saved = st.button(label, type="primary", disabled=not ready, key="save_profile")
        st.button("Discard", disabled=not count, key="discard_profile", on_click=_discard)
    if saved:
        _save(changes)


def _save(changes: ProfileChanges) -> None:
    """Save and read back. Whatever goes wrong is told, and what was typed stays."""
    mistakes = profile_mistakes(changes.wanted)
    if mistakes:
        st.error("  \n".join(f"{FIELD_TITLES[field]}: {words}" for field, words in mistakes.items()))
        return
    try:
        confirmed = data.save_profile(changes)
    except SaveOvertaken as error:
        failure(error)
        _show_theirs(changes, error.fields)
    except DataAccessError as error:
        failure(error)
    else:
        _discard()
        state.keep(_SEEN, confirmed)
        state.keep(_OUTCOME, f"Saved and read back: {', '.join(FIELD_TITLES[f].lower() for f in changes.fields)}.")
        st.rerun()


def _show_theirs(changes: ProfileChanges, fields: tuple[str, ...]) -> None:
    """From now on the difference is against theirs, so that a second save replaces theirs knowingly."""
    theirs = data.fresh_profile()
    state.keep(_SEEN, theirs)
    for field in fields:
        st.markdown(
            f"**{FIELD_TITLES[field]}**  \ntheirs {_code(getattr(theirs, field))}  \n"
            f"yours {_code(getattr(changes.wanted, field))}"
        )


def _discard() -> None:
    state.forget(_SEEN, _OUTCOME, *(_key(field) for field in PROFILE_FIELDS))


def _code(value: str | None) -> str:
    """A value as inline code: it stays text, whatever it holds."""
    text = " ".join((value or "").split())
    if not text:
        return "*not set*"
    fence = "``" if "`" in text else "`"
    return f"{fence} {text} {fence}" if fence == "``" else f"`{text}`"

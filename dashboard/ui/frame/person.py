"""Who is asking: told by the login or the proxy, else asked once and recorded as self-declared (contract)."""

import streamlit as st

from dashboard.ui.page import state
from data_access.records.people import Person

_KEY = "person"
_LONGEST = 80


def known_person() -> Person | None:
    """The person behind this session, None while nobody has said."""
    told = st.user.get("email") if _is_told() else None
    if isinstance(told, str) and told.strip():
        return Person(told.strip(), self_declared=False)
    name = state.kept(_KEY, str)
    return Person(name, self_declared=True) if name else None


def ask_person() -> Person | None:
    """The person, or a field that asks for the name, once a session."""
    person = known_person()
    if person is not None:
        return person
    typed = st.text_input("Your name", max_chars=_LONGEST, key="person_name", help="Recorded beside what you do here.")
    name = " ".join((typed or "").split())
    if not name:
        return None
    return Person(name, self_declared=True)


def remember(person: Person) -> None:
    """Do not ask this session again."""
    if person.self_declared:
        state.keep(_KEY, person.name)


def _is_told() -> bool:
    """Whether a login or a proxy stands behind `st.user`: without one Streamlit may fill in an address of its own."""
    return bool(st.user.get("is_logged_in") or st.get_option("server.trustedUserHeaders"))

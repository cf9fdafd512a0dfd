"""Everything that is kept in a session, and its mirror in the link (contract, "Period and links").

A value in the link wins over the one remembered: somebody opened it on purpose. A link without a value keeps what the
session remembers, so that a choice survives a change of page.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import streamlit as st

T = TypeVar("T")

_READ = "read_at"


def forget_reads() -> None:
    """Forget when the last run's figures were read."""
    st.session_state[_READ] = []


def note_read(read_at: datetime) -> None:
    """Remember that the page shows something read at this instant (UTC)."""
    st.session_state.setdefault(_READ, []).append(read_at)


def oldest_read() -> datetime | None:
    """When the oldest figure of the page was read."""
    return min(st.session_state.get(_READ, []), default=None)


def linked(name: str) -> list[str]:
    """The values of `name`: the link's, else the session's, else none. Writes them back into the link."""
    in_link = st.query_params.get_all(name)
    values: list[str] = in_link or st.session_state.get(f"link:{name}", [])
    st.session_state[f"link:{name}"] = values
    if values != in_link:
        st.query_params[name] = values
    return values


def link(name: str, values: Sequence[str]) -> None:
    """Put `values` into session and link; none removes the name."""
    st.session_state[f"link:{name}"] = list(values)
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)


def widget_key(name: str) -> str:
    """The key of the widget that shows `name`."""
    return f"choose_{name}"


def show(name: str, value: object) -> str:
    """Make the widget of `name` show `value` in this run, and return its key."""
    key = widget_key(name)
    st.session_state[key] = value
    return key


def chosen(name: str) -> object:
    """What the person just chose in the widget of `name` (for callbacks)."""
    return st.session_state.get(widget_key(name))


def clicked_row(key: str) -> int | None:
    """The row of the table's button that was just clicked, as a row of the frame."""
    click = st.session_state.get(key)
    return None if click is None else int(click["row"])


def kept(name: str, first: Callable[[], T]) -> T:
    """What the session keeps under `name`; made by `first` when there is nothing yet."""
    if name not in st.session_state:
        st.session_state[name] = first()
    value: T = st.session_state[name]
    return value


def first_time(name: str) -> bool:
    """Whether this is asked for the first time in the session."""
    if name in st.session_state:
        return False
    st.session_state[name] = True
    return True


def keep(name: str, value: object) -> None:
    """Keep `value` under `name` for the rest of the session."""
    st.session_state[name] = value


def holds(name: str, value: object) -> bool:
    """Whether `value` is what is kept under `name`."""
    return bool(st.session_state.get(name) == value)


def give_way() -> None:
    """End this run here when the person left or asked for something else: Streamlit looks whenever its state is read."""
    st.session_state.get(_READ)


def forget(*names: str) -> None:
    """Keep nothing more under these names."""
    for name in names:
        st.session_state.pop(name, None)

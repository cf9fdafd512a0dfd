"""Everything that is kept in a session; and the link, which holds what a reader chose (contract, "Period and links").

What the link does not name has its default: so a step back to a link without a period shows the usual one. A choice
survives a change of page because the links between the pages carry it (`dashboard.ui.page.links`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")
Link = dict[str, list[str]]

_ADDRESS = "address"
_MOST_OVERTAKEN = 8
_PRESSED = "pressed"
"""What `assets/links.js` adds to the link that it tells of: a link of ours was pressed. No address ever shows it."""


@dataclass(frozen=True, slots=True)
class _Address:
    """The page and the link that the browser shows, as far as this session knows.

    `overtaken`: the links before it. A click that is made before the last change has reached the browser comes with one
    of them. `left`: the link that held when a link of ours was pressed, until the page settles what it brings along.
    """

    page: str
    values: Link
    overtaken: tuple[Link, ...] = ()
    left: Link | None = None


def whole_link() -> Link:
    """The link's values by name."""
    return _address().values


def linked(name: str) -> list[str]:
    """The link's values of `name`; none where it does not name it."""
    return _address().values.get(name, [])


def link(values: Mapping[str, Sequence[str]]) -> None:
    """Put these names into the link, or take those without a value out of it: together one entry of the history."""
    address = _address()
    merged = {**address.values, **{name: list(chosen) for name, chosen in values.items()}}
    wanted = {name: chosen for name, chosen in merged.items() if chosen}
    if wanted == address.values:
        return
    overtaken = [one for one in (*address.overtaken, address.values) if one != wanted]
    changed = replace(address, values=wanted, overtaken=tuple(overtaken[-_MOST_OVERTAKEN:]))
    st.session_state[_ADDRESS] = changed
    st.query_params.from_dict(wanted)


def settle_link(brought_along: Callable[[Link, Link], Link]) -> None:
    """Once a run, when its page is known: after a step back or forward, say the link again.

    A change may have been on its way to the browser when the reader stepped back; it would stand in the address of the
    page that they stepped to. Or when they pressed a link of ours, which does not know of it: what holds then is
    `brought_along` of the link that was pressed and the one that held.
    """
    left = _address().left
    if left is not None:
        link(brought_along(_address().values, left))
        st.session_state[_ADDRESS] = replace(_address(), left=None)
    if stepped():
        st.query_params.from_dict(_address().values)


def stepped() -> bool:
    """Whether this run shows an address that the browser went to by itself: a step back or forward, or our own links."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _address() -> _Address:
    context = get_script_run_ctx()
    page = "" if context is None else context.page_script_hash
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    last: _Address | None = st.session_state.get(_ADDRESS)
    if last is not None and last.page == page:
        if shown == last.values:
            return last
        if shown in last.overtaken and not stepped():
            st.query_params.from_dict(last.values)
            return last
    address = _told_address(page, shown, last)
    st.session_state[_ADDRESS] = address
    return address


def _told_address(page: str, shown: Link, last: _Address | None) -> _Address:
    if _PRESSED not in shown:
        return _Address(page, shown)
    values = {name: chosen for name, chosen in shown.items() if name != _PRESSED}
    st.query_params.from_dict(values)
    return _Address(page, values, (shown,), None if last is None else last.values)


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


def known(name: str) -> bool:
    """Whether the session keeps anything under `name`.

    After a restart of the server it keeps nothing; but a browser that was open sends what stands in its inputs, and an
    input for which nothing is kept shows that.
    """
    return name in st.session_state


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
    st.session_state.get(_ADDRESS)


def forget(*names: str) -> None:
    """Keep nothing more under these names."""
    for name in names:
        st.session_state.pop(name, None)

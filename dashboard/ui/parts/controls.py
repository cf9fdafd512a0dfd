"""What a reader may choose, each mirrored in the link: search, and filters over sets that are known by then."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from dashboard.ui.page import state
from dashboard.ui.parts.text import plain


def search(label: str, name: str = "q", width: int = 200) -> str:
    """A search field; returns what to look for, in lower case."""
    key = state.show(name, next(iter(state.linked(name)), ""))
    st.text_input(
        label,
        key=key,
        type="search",
        placeholder=label,
        label_visibility="collapsed",
        icon=":material/search:",
        width=width,
        on_change=_text_chosen,
        args=(name,),
    )
    return next(iter(state.linked(name)), "").strip().casefold()


def choice(
    label: str, name: str, options: Sequence[str], titled: Callable[[str], str], *, default: str, width: int = 180
) -> str:
    """One of `options` in a select box; a value in the link that is no option is told."""
    current = _only_known(label, name, options)
    value = current[-1] if current else default
    st.selectbox(
        label,
        options,
        key=state.show(name, value),
        format_func=_told_apart(options, titled),
        label_visibility="collapsed",
        width=width,
        on_change=_choice_made,
        args=(name, default),
    )
    return value


def segments(label: str, name: str, options: Sequence[str], titled: Callable[[str], str]) -> str:
    """One of a few `options` side by side, the first by default."""
    return _side_by_side(st.segmented_control, label, name, options, titled)


def pills(label: str, name: str, options: Sequence[str], titled: Callable[[str], str]) -> str:
    """One of `options` as pills, the first by default."""
    return _side_by_side(st.pills, label, name, options, titled)


def _side_by_side(
    drawn: Callable[..., object], label: str, name: str, options: Sequence[str], titled: Callable[[str], str]
) -> str:
    current = _only_known(label, name, options)
    value = current[-1] if current else options[0]
    drawn(
        label,
        options,
        key=state.show(name, value),
        format_func=_told_apart(options, titled),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        on_change=_choice_made,
        args=(name, options[0]),
    )
    return value


def choices(
    label: str, name: str, options: Sequence[str], titled: Callable[[str], str], *, width: int = 150
) -> list[str]:
    """Some of `options`; none chosen means all of them."""
    current = _only_known(label, name, options)
    key = state.show(name, current)
    st.multiselect(
        label,
        options,
        key=key,
        format_func=_told_apart(options, titled),
        placeholder=label,
        label_visibility="collapsed",
        width=width,
        on_change=_choices_made,
        args=(name,),
    )
    return current


def tabs(label: str, name: str, options: Sequence[str]) -> Sequence[TabContainer]:
    """A tab for each of `options`, the first by default: only what stands in the open one needs to be drawn."""
    current = _only_known(label, name, options)
    shown = state.show(name, current[-1] if current else options[0])
    return st.tabs(options, key=shown, on_change=_choice_made, args=(name, options[0]))


def past_day(label: str, name: str, usual: date, first: date, last: date) -> date:
    """A day from `first` to `last`; one in the link that is none of them is told."""
    asked = next(iter(state.linked(name)), None)
    value = usual if asked is None else _day(asked)
    if value is None or not first <= value <= last:
        st.warning(f"The link asks for “{plain((asked or '')[:40])}”, which is no day that is held. Shown: {usual}.")
        value = usual
    st.date_input(
        label,
        key=state.show(name, value),
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        label_visibility="collapsed",
        width=130,
        on_change=_day_chosen,
        args=(name, usual),
    )
    return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_chosen(name: str, usual: date) -> None:
    value = state.chosen(name)
    if isinstance(value, date):
        state.link({name: [] if value == usual else [value.isoformat()]})


def _only_known(label: str, name: str, options: Sequence[str]) -> list[str]:
    current = state.linked(name)
    gone = [value for value in current if value not in options]
    if gone:
        listed = ", ".join(f"“{plain(value[:60])}”" for value in gone)
        st.warning(f"The link asks for {plain(label.lower())} {listed}, which is not there now. It is left out.")
    return [value for value in current if value in options]


def _told_apart(options: Sequence[str], titled: Callable[[str], str]) -> Callable[[str], str]:
    """Titles of which no two are the same: the browser sends back the title, and two operators may share a name."""
    titles = {option: titled(option) for option in options}
    often = Counter(titles.values())
    return lambda option: titles[option] if often[titles[option]] == 1 else f"{titles[option]} ({option})"


def _text_chosen(name: str) -> None:
    text = str(state.chosen(name) or "")
    state.link({name: [text] if text.strip() else []})


def _choice_made(name: str, default: str) -> None:
    value = state.chosen(name)
    state.link({name: [] if value is None or value == default else [str(value)]})


def _choices_made(name: str) -> None:
    values = state.chosen(name)
    state.link({name: [str(value) for value in values] if isinstance(values, list) else []})

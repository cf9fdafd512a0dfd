"""The rules of activity: in the link, printed beside the answer, and tried out before they are applied."""

from collections.abc import Mapping
from dataclasses import asdict, fields

import streamlit as st

from dashboard.answers import operators
from dashboard.metrics.activity.states import ActivityRules, rule_words, rules_of
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, state
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import plain
from dashboard.words import RULE_TITLES

_LINK = "rule"
_USUAL = ActivityRules()
_FRACTIONS = {field.name for field in fields(ActivityRules) if isinstance(getattr(_USUAL, field.name), float)}
_PERCENT = 100
_MOST_DAYS, _MOST_BASE = 365, 1_000_000_000


def chosen_rules() -> ActivityRules:
    """The rules that the link names, else the usual ones; what cannot be a rule is told."""
    asked = state.linked(_LINK)
    if not asked:
        return _USUAL
    try:
        return rules_of(_parsed(asked))
    except (ValueError, TypeError) as wrong:
        st.warning(f"The link asks for rules that cannot be: {plain(str(wrong)[:200])}. Shown: the usual ones.")
        return _USUAL


def rule_link(rules: ActivityRules) -> list[str]:
    """The link's values for `rules`: only what differs from the usual."""
    return [f"{name}:{value}" for name, value in asdict(rules).items() if value != getattr(_USUAL, name)]


@st.fragment
@told("rules")
def rules_card(applied: ActivityRules) -> None:
    """The rules in words; opened, every threshold, and what another one would change before it is applied."""
    opened = st.expander("Rules", icon=":material/tune:", key="rules_open", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.caption("  \n".join(rule_words(applied)))
        draft = _draft(applied)
        if isinstance(draft, str):
            st.warning(plain(draft))
        elif draft != applied:
            _preview(applied, draft)
        with st.container(horizontal=True):
            ready = isinstance(draft, ActivityRules) and draft != applied
            if st.button("Apply these rules", disabled=not ready, key="rules_apply") and isinstance(
                draft, ActivityRules
            ):
                _apply(draft)
            if st.button("Usual rules", disabled=applied == draft == _USUAL, key="rules_usual", type="tertiary"):
                _apply(_USUAL)


def _draft(applied: ActivityRules) -> ActivityRules | str:
    """What the fields hold, or why it cannot be."""
    held: dict[str, int | float] = {}
    with st.container(horizontal=True, gap="small"):
        for name, title in RULE_TITLES.items():
            held[name] = _field(name, title, getattr(applied, name))
    try:
        return rules_of(held)
    except ValueError as wrong:
        return str(wrong)


def _field(name: str, title: str, applied: float) -> float:
    is_fraction = name in _FRACTIONS
    value = round(applied * _PERCENT) if is_fraction else int(applied)
    most = _PERCENT if is_fraction else _MOST_BASE if name == "least_base" else _MOST_DAYS
    typed = st.number_input(title, 0, most, value, key=f"rule_{name}_{value}", width=190)
    return typed / _PERCENT if is_fraction else int(typed)


def _preview(applied: ActivityRules, draft: ActivityRules) -> None:
    shown = operators.preview(daily.network(applied), daily.network(draft), applied, draft)
    card_title(shown.title)
    st.caption(shown.caption)
    if not shown.grid.rows:
        return
    tables.table(
        shown.grid,
        {
            "name": tables.text("Operator", 220),
            "from_state": tables.text("Now", 130),
            "to_state": tables.text("With these rules", 150),
        },
        key="rules_preview",
        alt="Operators whose state would change",
        rows=8,
    )


def _apply(rules: ActivityRules) -> None:
    state.link({_LINK: rule_link(rules)})
    st.rerun()


def _parsed(asked: list[str]) -> Mapping[str, int | float]:
    """`watch_days:5` as a threshold. Raises ValueError."""
    parsed: dict[str, int | float] = {}
    for text in asked:
        name, _, value = text.partition(":")
        if name not in RULE_TITLES:
            raise ValueError(f"there is no rule {name}")
        parsed[name] = float(value) if name in _FRACTIONS else int(value)
    return parsed

"""The parts of one operator's page: who it is, how it stands and why, and its figures of the period."""

import streamlit as st

from dashboard.answers import operator_detail
from dashboard.answers.operator_detail import OneOf
from dashboard.metrics.activity.states import FLAGGED, RECOVERED, ActivityRules
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import NothingToShow, told
from dashboard.ui.overview.trend import trend_card
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import operator_links
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import code, plain
from dashboard.views.operators.one import Operator, profile
from dashboard.views.operators.used import Kinds
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES, state_title


def known_operator(operator_id: str, rules: ActivityRules) -> Operator:
    """The operator that roster or days know; else one that only reports know.

    Raises NothingToShow when nobody knows it.
    """
    if not operator_id:
        raise NothingToShow("No operator is chosen. Open one from Operators.")
    network = daily.network(rules)
    if operator_id in operator_detail.listed_ids(network, rules):
        return operator_detail.listed(network, rules, operator_id)
    reported_by = data.report(data.default_window().period), data.roster(), data.facts()
    if operator_id in operator_detail.reported_ids(*reported_by):
        return operator_detail.only_reported(*reported_by, operator_id)
    raise NothingToShow(
        f"There is no operator with the id “{plain(operator_id[:80])}” on this platform. Open one from Operators."
    )


def one_of(operator_id: str, window: Window, rules: ActivityRules) -> OneOf:
    """What the cards of an operator that is known are made of."""
    return OneOf(
        operator_id,
        data.report(window.period),
        data.report_before(window),
        window.unequal_days,
        daily.network(rules),
        data.facts(),
        rules,
    )


def state_badge(state: str) -> str:
    """The state as a badge for a title."""
    colours = {"at risk": "orange", "watch": "yellow", "new": "blue", RECOVERED: "green"}
    colour = colours.get(state, "red" if state in FLAGGED else "gray")
    return f":{colour}-badge[{state_title(state)}]"


def standing_line(operator: Operator, of: OneOf) -> None:
    """The reason on top; and the rank in the period."""
    reason = plain(operator.reason)
    if operator.state in FLAGGED:
        st.warning(reason, icon=":material/call:")
    else:
        st.info(reason, icon=":material/info:")
    st.caption(operator_detail.standing_words(of, operator))


@st.fragment
@told("days")
def days_card(window: Window, operator_id: str) -> None:
    """The daily chart by a measure of choice."""
    with st.container(border=True, height="stretch"):
        trend_card(window, operator_id)


def profile_card(operator: Operator) -> None:
    """Who they are and whom to call; what is unknown is shown as unknown."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        card_title("Profile")
        for name, value in profile(operator):
            shown = code(value, "—") if name in ("Contact", "Id") else plain(value or "—")
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.markdown(f":small[:gray[{name}]]", width="content")
                st.markdown(f":small[{shown}]", width="content")


def kinds(of: OneOf) -> None:
    """Events by type, API calls by endpoint category."""
    for column, metric in zip(st.columns(2), operator_detail.KINDS, strict=True):
        with column:
            _kinds_table(metric, operator_detail.kinds(of, metric))


def neighbours(of: OneOf) -> None:
    """The operators ranked just before and after, to walk through the list."""
    beside = operator_detail.neighbours(of)
    if not beside:
        return
    icons = {True: "arrow_upward", False: "arrow_downward"}
    operator_links(
        [(one.operator_id, one.name, icons[one.is_before]) for one in beside], key="neighbours", label="Ranked next"
    )


def _kinds_table(metric: str, shown: Kinds) -> None:
    card_title(shown.title)
    tables.table(
        shown.grid,
        {
            "key": tables.text(BREAKDOWN_TITLES[metric], 142),
            "value": tables.count(METRIC_TITLES[metric], 108),
            "share": tables.whole_percent("Share", 54),
            "change": tables.change("Change", 64),
            "before": tables.count("Before", 74),
        },
        key=f"breakdown-{metric}",
        alt=shown.title,
        rows=8,
        empty="None in this period.",
    )

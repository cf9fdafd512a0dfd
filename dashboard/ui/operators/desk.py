"""The operators' desk: who needs a call and why, filters, the table, and the file of what it shows."""

import streamlit as st

from dashboard.answers import operators
from dashboard.answers.operators import DeskOf
from dashboard.metrics.activity.desk import SNOOZED
from dashboard.metrics.activity.states import STATES, ActivityRules
from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact, percent
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.header import retention_warnings
from dashboard.ui.operators.snoozes import active_snoozes, snoozed_list
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.downloads import download, download_notes, form_choice, platform
from dashboard.ui.parts.sync_hint import history_words
from dashboard.views.operators.desk import Choices, Chosen, Desk
from dashboard.words import METRIC_TITLES, ORDER_TITLES, state_title

_OPENED = "open_operator"


@st.fragment
@told("desk")
def desk(metric: str, window: Window, rules: ActivityRules) -> None:
    """Choose, then read: rank and share are of the whole platform, also when filtered."""
    _network_banner(rules)
    made_of = _made_of(metric, window, rules)
    shown = operators.desk(made_of, _chosen(operators.choices(made_of)))
    row = state.clicked_row(_OPENED)
    if row is not None and row < len(shown.ids):
        open_operator(shown.ids[row])
    _draw(shown, metric, rules)
    if shown.chosen.group == SNOOZED:
        snoozed_list(dict(zip(shown.ids, shown.names, strict=True)))
    with st.container(horizontal=True, vertical_alignment="center"):
        form = form_choice()
        with st.container(width=240):
            file = operators.desk_file(made_of, shown.chosen, window.period, platform(), form)
            download("CSV of these operators", file)
    download_notes(retention_warnings(window))


def _network_banner(rules: ActivityRules) -> None:
    """One line where the whole network fell: then nobody's own fall says much."""
    network = operators.network_fall(daily.network(rules), rules)
    if network.fell and network.median is not None:
        st.warning(
            f"**The network fell**: the median operator is {percent(network.median)} down on the "
            f"{rules.window_days} days before. Operators are ranked by their difference from it.",
            icon=":material/trending_down:",
        )


def _made_of(metric: str, window: Window, rules: ActivityRules) -> DeskOf:
    return DeskOf(
        metric,
        data.report(window.period),
        data.report_before(window),
        daily.network(rules),
        data.facts(),
        rules,
        tuple(active_snoozes().iter_rows()),
    )


def _chosen(of: Choices) -> Chosen:
    """The group of states, the words, the values and the order that are chosen."""
    titles = {one: f"{state_title(one)} {exact(count)}" for one, count in of.groups.items()}
    group = controls.pills("State", "state", list(titles), titles.__getitem__)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = controls.search("Find an operator", width=190)
        order = controls.choice(
            "Order", "order", list(ORDER_TITLES), ORDER_TITLES.__getitem__, default="at_stake", width=170
        )
        values = tuple(
            (name, tuple(controls.choices(name.capitalize(), name, options, state_title, width=132)))
            for name, options in of.options.items()
        )
    return Chosen(group, words, values, order)


def _draw(shown: Desk, metric: str, rules: ActivityRules) -> None:
    st.caption(shown.caption)
    tables.table(
        shown.grid,
        _columns(metric),
        key="operators",
        alt=f"Operators, {ORDER_TITLES[shown.chosen.order].lower()} first",
        rows=10,
        wraps=True,
        empty="No operator matches. Clear a filter to see more.",
    )
    span = counted(rules.window_days, "day")
    st.caption(
        f"Units lost: billable units in {span}; all of its last active weeks where it is silent. "
        f"Change: activity of {span}. {history_words()} {tables.CHANGE_NOTE}"
    )


def _columns(metric: str) -> dict[str, object]:
    return {
        "operator_name": tables.opener("Operator", _OPENED, 160),
        "state": tables.badges("State", STATES, 104),
        "at_stake": tables.count("Units lost", 84),
        "reason": tables.text("Why", 343),
        "change": tables.change("Change", 70),
        "weeks": tables.weeks("8 weeks", 84),
        "days_silent": tables.count("Silent", 60),
        "active_connections": tables.count("Connections", 92),
        "plan": tables.text("Plan", 96),
        "contact_email": tables.text("Contact", 200),
        "rank": tables.count("#", 40),
        "value": tables.count(METRIC_TITLES[metric], 118),
        "share": tables.whole_percent("Share", 58),
        "value_change": tables.change("Change of it", 96),
        "delta": tables.count("Difference", 104),
        "before": tables.count("Before", 104),
        "last_active_at": tables.calendar_day("Last active", 98),
        "status": tables.text("Status", 84),
        "industry": tables.text("Industry", 90),
        "operator_id": tables.text("Id", 130),
    }

"""Who entered and who left a state since a chosen day."""

import streamlit as st

from dashboard.answers import operators
from dashboard.metrics.activity.states import ActivityRules
from dashboard.numbers import day
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.ui.parts.since import since_day
from data_access import Period

_OPENED = "open_moved"


@st.fragment
@told("moves")
def moves_card(rules: ActivityRules) -> None:
    """Entered and left, with what they were and what they are."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        held = daily.held()
        since = None if held is None else since_day(held)
    with title:
        card_title("Entered and left a state")
    if since is None:
        raise daily.NeedsDays("Who entered and who left a state")
    network, then = daily.network(rules), daily.days(rules, since)
    shown = operators.moves(network, then, rules, since)
    row = state.clicked_row(_OPENED)
    if row is not None and row < len(shown.ids):
        open_operator(shown.ids[row])
    st.caption(shown.caption)
    tables.table(
        shown.grid,
        {
            "name": tables.opener("Operator", _OPENED, 170),
            "from_state": tables.text(f"On {day(since)}", 120),
            "to_state": tables.text("Now", 110),
            "reason": tables.text("Why", 500),
        },
        key="moves",
        alt="Operators that changed state",
        rows=10,
        empty="Nobody changed state.",
    )
    if shown.ids:
        span = Period(since, data.coverage().today)
        list_download("moves", lambda form: operators.moves_file(network, then, rules, span, platform(), form))

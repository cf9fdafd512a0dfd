"""Who entered and who left a state since a chosen day."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from dashboard.exports.lists import list_file
from dashboard.metrics.activity.preview import moved
from dashboard.metrics.activity.states import ActivityRules
from dashboard.numbers import counted, day, exact
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import list_download, platform
from data_access import Coverage, Period

_OPENED = "open_moved"
_USUAL_DAYS = 7


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
    moves = moved(daily.standing(rules, since), daily.standing(rules))
    row = state.clicked_row(_OPENED)
    if row is not None and row < moves.height:
        open_operator(moves["operator_id"][row])
    st.caption(_words(moves, since))
    tables.table(
        moves.with_columns(*tables.titled(moves, "from_state", "to_state")),
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
    if moves.height:
        span = Period(since, data.coverage().today)
        list_download("moves", lambda form: list_file(moves, "states", platform(), span, form))


def since_day(held: Coverage) -> date:
    """The day that is chosen to look back to, in the link as `since`; a week before the last day unless chosen."""
    usual = max(held.last_complete_day - timedelta(days=_USUAL_DAYS), held.first_day)
    return controls.past_day("Since the end of", "since", usual, held.first_day, held.last_complete_day)


def _words(moves: pl.DataFrame, since: date) -> str:
    ways = dict(moves.group_by("direction").len().iter_rows())
    return (
        f"{counted(moves.height, 'operator')} changed state since the end of {day(since)}: "
        f"{exact(ways.get('worse', 0))} for the worse, {exact(ways.get('better', 0))} for the better."
    )

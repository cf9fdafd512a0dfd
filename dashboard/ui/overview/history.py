"""The network over time: how many operators stood in which state, and what changed since a chosen day."""

import streamlit as st

from dashboard.answers import overview
from dashboard.exports.lists import list_file
from dashboard.metrics.activity.states import ActivityRules
from dashboard.numbers import day
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import shared_link
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import OPERATOR_PAGE, card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.ui.parts.since import since_day
from dashboard.ui.parts.text import plain
from dashboard.views.overview.changes import ChangeList
from data_access import Period

_ABREAST = 3


@st.fragment
@told("states", border=True)
def states_card(rules: ActivityRules) -> None:
    """States of the network by day, stacked; the last half year that is held."""
    card_title("States of the network")
    daily.needed("The course of the network's states")
    shown = overview.states(daily.days(rules), data.roster(), data.catalogue(), rules)
    chart(
        shown.figure,
        key="states",
        alt=shown.alt,
        figures=shown.figures,
        columns={
            "date": tables.weekday("Day"),
            "state": tables.text("State", 150),
            "operators": tables.count("Operators"),
        },
    )
    st.caption(
        "Told by usage alone, by the rules of today: connections and stopped connectors, which count in the states "
        "of now, are not known of earlier days."
    )


@st.fragment
@told("since", border=True)
def since_card(rules: ActivityRules) -> None:
    """Newly silent, back, at risk, new; new and lapsed connectors: what changed since the chosen day, each a link."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        held = daily.held()
        since = None if held is None else since_day(held)
    with title:
        card_title("What changed" if since is None else f"What changed since the end of {day(since)}")
    if held is None or since is None:
        raise daily.NeedsDays("What changed since a day")
    weeks = daily.weeks_of(Period(held.first_day, held.last_complete_day))
    made_of = (daily.days(rules), daily.days(rules, since), weeks, data.roster(), data.catalogue(), rules, since)
    lists = overview.change_lists(*made_of)
    if not lists:
        st.caption("Nothing.")
        return
    _draw(lists)
    span = Period(since, held.last_complete_day)
    list_download("changes", lambda form: list_file(overview.changed(*made_of), "changes", platform(), span, form))


def _draw(lists: tuple[ChangeList, ...]) -> None:
    for start in range(0, len(lists), _ABREAST):
        for column, one in zip(st.columns(_ABREAST), lists[start : start + _ABREAST], strict=False):
            with column, st.container(gap=None):
                _list(one)


def _list(shown: ChangeList) -> None:
    card_title(shown.title)
    for row in shown.rows:
        target = {"connector" if shown.is_connector else "id": [row.id], **shared_link()}
        page = "connectors.py" if shown.is_connector else OPERATOR_PAGE
        st.page_link(page, label=f"{plain(row.name)}{row.when}", width="stretch", query_params=target)
    if shown.more:
        st.caption(shown.more)

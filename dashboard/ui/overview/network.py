"""The part of Overview that its measure affects: the trend, the movers; and beside them who needs a call."""

import streamlit as st

from dashboard.answers import overview
from dashboard.metrics.activity.states import ActivityRules
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import told
from dashboard.ui.operators.snoozes import active_snoozes
from dashboard.ui.overview.trend import trend_card
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import shared_link
from dashboard.ui.parts.cards import card_title, operator_list
from dashboard.words import METRIC_TITLES


@st.fragment
@told("network")
def network(window: Window, rules: ActivityRules) -> None:
    """Trend and who needs a call, then who grew and who fell most by the chosen measure."""
    left, right = st.columns([1.9, 1])
    with left, st.container(border=True, height="stretch"):
        metric = trend_card(window)
    with right, st.container(border=True, height="stretch", gap=None):
        calls_card(rules)
    _movers(metric, window)


def calls_card(rules: ActivityRules) -> None:
    """Whom to call: the flagged operators with most at stake; and how many there are in each state, with links."""
    hidden = frozenset(active_snoozes()["operator_id"])
    shown = overview.calls(daily.days(rules), data.roster(), data.catalogue(), rules, hidden)
    card_title("Whom to call")
    st.caption(shown.caption)
    operator_list(shown.rows, "Nobody.", middle=46, last=60)
    st.space("stretch")
    for state, words in shown.states:
        link = {"state": [state], **shared_link()}
        st.page_link("operators.py", label=words, icon=":material/arrow_forward:", query_params=link)


def _movers(metric: str, window: Window) -> None:
    now, before = data.report(window.period), data.report_before(window)
    nobody = "Nobody." if window.compared else "Not every day of this period and the one before is known."
    for column, up, title in zip(st.columns(2), (True, False), ("Growing most", "Falling most"), strict=True):
        with column, st.container(border=True, gap=None, height="stretch"):
            card_title(f"{title}, {METRIC_TITLES[metric]}")
            operator_list(overview.moved_most(metric, now, before, data.roster(), data.facts(), up=up), nobody)

"""Operator: one operator's standing and why, figures, days, connectors and events. `/operator?id=…`."""

import streamlit as st

from dashboard.answers import operator_detail
from dashboard.ui.frame.contradictions import contradictions_told
from dashboard.ui.frame.header import period_header
from dashboard.ui.operators.call_sheet import call_sheet_control
from dashboard.ui.operators.detail import (
    days_card,
    kinds,
    known_operator,
    neighbours,
    one_of,
    profile_card,
    standing_line,
    state_badge,
)
from dashboard.ui.operators.history import connectors_table, course_card, months_card, similar_card
from dashboard.ui.operators.rules import chosen_rules
from dashboard.ui.operators.snoozes import snooze_control
from dashboard.ui.page import data, state
from dashboard.ui.page.links import shared_link
from dashboard.ui.parts.cards import definitions, tile_row, tiles
from dashboard.ui.parts.charts import numbers_first
from dashboard.ui.parts.text import plain
from data_access.tables import ACTIVITY

st.page_link("operators.py", label="Operators", icon=":material/arrow_back:", query_params=shared_link())
operator_id = next(iter(state.linked("id")), "")
rules = chosen_rules()
with st.skeleton(height=60):
    operator = known_operator(operator_id, rules)
window, aside = period_header(f"{plain(operator.name)} {state_badge(operator.state)}")
with st.skeleton(height=150):
    data.reported(window)
    data.reported_before(window)
    daily = data.daily_totals(window.period, operator_id)
    of = one_of(operator_id, window, rules)

contradictions_told(window)
standing_line(operator, of)
with st.container(horizontal=True, vertical_alignment="center"):
    with st.container(width="content"):
        call_sheet_control(operator, of, window)
    with st.container(width="content"):
        snooze_control(operator_id)
kpis = operator_detail.kpis(of)
with tile_row():
    tiles(kpis, {} if daily is None else {metric: daily[metric].to_list() for metric in ACTIVITY})
with aside:
    definitions(kpis)

numbers_first()
left, right = st.columns([2.1, 1])
with left:
    days_card(window, operator_id)
with right:
    profile_card(operator)
course_card(of)
connectors_table(of)
left, right = st.columns([1.2, 1])
with left:
    similar_card(of)
with right:
    months_card(operator_id)
kinds(of)
neighbours(of)

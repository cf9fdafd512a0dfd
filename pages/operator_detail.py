"""Operator: one operator's profile, figures, days, connectors and events. `/operator?id=…`."""

import streamlit as st

from dashboard.metrics import usage
from dashboard.ui import data, state
from dashboard.ui.cards import definitions, tile_row, tiles
from dashboard.ui.charts import numbers_first
from dashboard.ui.header import period_header
from dashboard.ui.operator_detail import breakdowns, days_card, known_operator, neighbours, profile_card, standing
from dashboard.ui.period import period_link
from dashboard.ui.text import plain
from data_access.tables import ACTIVITY

st.page_link("operators.py", label="Operators", icon=":material/arrow_back:", query_params=period_link())
operator_id = next(iter(state.linked("id")), "")
with st.skeleton(height=60):
    operator = known_operator(operator_id)
window, aside = period_header(plain(operator["name"] or operator_id))
with st.skeleton(height=150):
    now, before = data.reported(window), data.reported_before(window)
    daily = data.daily_totals(window.period, operator_id)

standing(operator, window)
kpis = usage.operator_kpis(operator_id, now.bill, before and before.bill)
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
breakdowns(window, operator_id)
neighbours(window, operator_id)

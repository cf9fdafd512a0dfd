"""Overview: how the network is doing, what changed, who moved, whom to call."""

import streamlit as st

from dashboard.ui.frame.contradictions import contradictions_told
from dashboard.ui.frame.header import period_header
from dashboard.ui.operators.rules import chosen_rules
from dashboard.ui.overview.history import since_card, states_card
from dashboard.ui.overview.network import network
from dashboard.ui.page import data
from dashboard.ui.parts import undated
from dashboard.ui.parts.cards import definitions, tile_row, tiles
from dashboard.ui.parts.charts import numbers_first
from data_access.tables import ACTIVITY

window, aside = period_header("Overview")

with st.skeleton(height=150):
    kpis = data.kpis(ACTIVITY, window)
    daily = data.daily_totals(window.period)
    counts = data.counts()
    data.counted()

contradictions_told(window)
with tile_row():
    undated.operators_tile(counts)
    tiles(kpis, {} if daily is None else {metric: daily[metric].to_list() for metric in ACTIVITY})
    undated.connections_tile()
with aside:
    definitions(kpis, *undated.exact_states(counts))

numbers_first()
rules = chosen_rules()
network(window, rules)
since_card(rules)
states_card(rules)
undated.undated_totals()

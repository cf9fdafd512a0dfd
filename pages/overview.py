"""Overview: how the network is doing, what changed, who moved, who went quiet."""

import streamlit as st

from dashboard.metrics import operators as roster_metrics
from dashboard.metrics import usage
from dashboard.ui import data, undated
from dashboard.ui.cards import definitions, tile_row, tiles
from dashboard.ui.header import period_header
from dashboard.ui.overview import network
from data_access.tables import ACTIVITY

window, aside = period_header("Overview")

with st.skeleton(height=150):
    now, before = data.bill(window), data.bill_before(window)
    daily = data.daily_totals(window.period)
    roster = data.operators()
    data.summary()

kpis = usage.metric_kpis(ACTIVITY, now, before)
with tile_row():
    undated.operators_tile(roster_metrics.status_counts(roster))
    tiles(kpis, {} if daily is None else {metric: daily[metric].to_list() for metric in ACTIVITY})
    undated.connections_tile()
with aside:
    definitions(kpis)

network(window)
undated.undated_totals()

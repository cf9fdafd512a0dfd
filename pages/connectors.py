"""Connectors: which ones carry the network, which are connected but silent."""

import streamlit as st

from dashboard.metrics import usage
from dashboard.ui import data
from dashboard.ui.cards import definitions, tile_row
from dashboard.ui.connectors import adoption_tiles, categories, charts, lapsed, one_connector, opened, roll
from dashboard.ui.header import period_header
from dashboard.words import CONNECTOR_MEANINGS
from data_access.tables import GATEWAY_REQUESTS

window, aside = period_header("Connectors")
with st.skeleton(height=150):
    adopted = data.adoption(window)
    now, before = data.bill(window), data.bill_before(window)

kpi = usage.metric_kpi(GATEWAY_REQUESTS, now, before)
with aside:
    definitions([kpi], CONNECTOR_MEANINGS)
chosen = opened(adopted)
if chosen is not None:
    one_connector(chosen, adopted, window)
else:
    with tile_row():
        adoption_tiles(kpi, adopted)
    roll(adopted, window)
    charts(adopted)
    lapsed(adopted)
    categories(adopted)

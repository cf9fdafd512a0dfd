"""Connectors: which ones carry the network, which are connected but silent."""

import streamlit as st

from dashboard.metrics import usage
from dashboard.metrics.connectors import adoption_summary
from dashboard.ui import data
from dashboard.ui.cards import definitions, tile_row
from dashboard.ui.charts import numbers_first
from dashboard.ui.connectors import (
    adoption_tiles,
    categories,
    charts,
    exact_adoption,
    lapsed,
    one_connector,
    opened,
    roll,
    undivided,
)
from dashboard.ui.header import period_header
from dashboard.words import CONNECTOR_MEANINGS
from data_access.tables import GATEWAY_REQUESTS

window, aside = period_header("Connectors")
with st.skeleton(height=150):
    adopted = data.adoption(window)
    now, before = data.reported(window), data.reported_before(window)

kpi = usage.metric_kpi(GATEWAY_REQUESTS, now.bill, before and before.bill)
summary = adoption_summary(adopted)
with aside:
    definitions([kpi], *exact_adoption(summary), CONNECTOR_MEANINGS)
chosen = opened(adopted)
if chosen is not None:
    one_connector(chosen, adopted, window)
else:
    with tile_row():
        adoption_tiles(kpi, summary)
    numbers_first()
    roll(window)
    charts(adopted)
    undivided(now.lines)
    lapsed(adopted)
    categories(adopted)

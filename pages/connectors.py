"""Connectors: which ones carry the network, which are connected but silent."""

import streamlit as st

from dashboard.answers import connectors
from dashboard.ui.connectors.catalogue import (
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
from dashboard.ui.connectors.history import (
    adoption_card,
    blast_card,
    blast_radius_card,
    heatmap_card,
    lifetimes_card,
    together_card,
)
from dashboard.ui.frame.contradictions import contradictions_told
from dashboard.ui.frame.header import period_header
from dashboard.ui.page import data
from dashboard.ui.parts import controls
from dashboard.ui.parts.cards import definitions, tile_row
from dashboard.ui.parts.charts import numbers_first
from dashboard.words import CONNECTOR_MEANINGS
from data_access.tables import GATEWAY_REQUESTS

window, aside = period_header("Connectors")
with st.skeleton(height=150):
    of = data.roll_of(window)
    summary = connectors.summary(of)

contradictions_told(window, *data.catalogue().value.doubts)
(kpi,) = data.kpis((GATEWAY_REQUESTS,), window)
with aside:
    definitions([kpi], *exact_adoption(summary), CONNECTOR_MEANINGS)
chosen = opened(of)
if chosen is not None:
    name = one_connector(chosen, of)
    blast_radius_card(chosen, name)
else:
    with tile_row():
        adoption_tiles(kpi, summary)
    numbers_first()
    traffic, adoption, dependence = controls.tabs("view", "view", ["Traffic", "Adoption", "Dependence"])
    if traffic.open:
        with traffic:
            roll(window)
            charts(of)
            undivided(of)
            lapsed(of)
            categories(of)
    if adoption.open:
        with adoption:
            adoption_card()
            lifetimes_card()
    if dependence.open:
        with dependence:
            left, right = st.columns(2)
            with left:
                blast_card()
            with right:
                together_card()
            heatmap_card()

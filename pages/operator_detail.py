"""Operator: one operator's profile, figures, days, connectors and events. `/operator?id=…`."""

import polars as pl
import streamlit as st

from dashboard.metrics import operators as roster_metrics
from dashboard.metrics import usage
from dashboard.ui import controls, data, state
from dashboard.ui.cards import definitions, tile_row, tiles
from dashboard.ui.failure import NothingToShow
from dashboard.ui.header import period_header
from dashboard.ui.operator_detail import breakdowns, days_card, neighbours, no_operator, profile_card, standing
from dashboard.ui.text import plain
from data_access.tables import ACTIVITY

st.page_link("operators.py", label="Operators", icon=":material/arrow_back:", query_params=controls.period_link())
operator_id = next(iter(state.linked("id")), "")
found = data.operators().filter(pl.col("operator_id") == operator_id)
if found.is_empty():
    raise NothingToShow(no_operator(operator_id))

name = found["name"][0] or operator_id
window, aside = period_header(plain(name))
with st.skeleton(height=150):
    now, before = data.bill(window), data.bill_before(window)
    daily = data.daily_totals(window.period, operator_id)
quiet = roster_metrics.with_activity(found, data.coverage().today, roster_metrics.DEFAULT_QUIET_DAYS)

standing(quiet.row(0, named=True), window)
kpis = usage.operator_kpis(operator_id, now, before)
with tile_row():
    tiles(kpis, {} if daily is None else {metric: daily[metric].to_list() for metric in ACTIVITY})
with aside:
    definitions(kpis)

left, right = st.columns([2.1, 1])
with left:
    days_card(window, operator_id)
with right:
    profile_card(quiet.row(0, named=True))
breakdowns(window, operator_id)
neighbours(window, operator_id)

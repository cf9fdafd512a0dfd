"""Billing: what each operator used in the period, and the two files for the invoice."""

import streamlit as st

from dashboard.metrics import usage
from dashboard.metrics.bill_totals import marked_bill
from dashboard.ui import data
from dashboard.ui.billing import bill_table, breakdown_card, downloads_card, totals_card, warnings
from dashboard.ui.cards import definitions, tile_row, tiles
from dashboard.ui.charts import numbers_first
from dashboard.ui.header import period_header
from dashboard.ui.report_basis import basis, probe_control
from data_access.tables import BILLABLE_UNITS, METRICS

window, aside = period_header("Billing")
fresh = basis(window)
with st.skeleton(height=150):
    bill, earlier = data.reported(window, fresh=fresh).bill, data.reported_before(window)
    before = earlier and earlier.bill

kpis = usage.metric_kpis((BILLABLE_UNITS, *METRICS[:-1]), bill, before)
with aside:
    definitions(kpis)
warnings(window, bill)
with tile_row():
    tiles(kpis, {}, judged=False)

left, right = st.columns([2.1, 1])
with left:
    totals_card(bill)
with right:
    downloads_card(window, fresh=fresh)
numbers_first()
bill_table(marked_bill(bill, before))
breakdown_card(window, fresh=fresh)
probe_control()

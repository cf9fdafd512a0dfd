"""Billing: the report of the period, whether it is ready for an invoice, and what was issued."""

import streamlit as st

from dashboard.ui.billing.allowance import allowance_card
from dashboard.ui.billing.bill import bill_table, breakdown_card, downloads_card, totals_card, warnings
from dashboard.ui.billing.comparing import compare_card
from dashboard.ui.billing.invoice import bill_of, is_invoice_known, refuse_partial
from dashboard.ui.billing.ledger import changes_card, ledger_card
from dashboard.ui.billing.money import money_line, usable_money
from dashboard.ui.billing.pack import pack_card
from dashboard.ui.billing.readiness import readiness_card
from dashboard.ui.billing.report_basis import basis, probe_control
from dashboard.ui.billing.trace import trace_card
from dashboard.ui.billing.verifying import verify_card
from dashboard.ui.frame.header import period_header
from dashboard.ui.page import data
from dashboard.ui.parts import controls
from dashboard.ui.parts.cards import definitions, tile_row, tiles
from dashboard.ui.parts.charts import numbers_first
from data_access.tables import BILLABLE_UNITS, METRICS

window, aside = period_header("Billing")
fresh = basis(window)
with st.skeleton(height=150):
    of = bill_of(window, fresh=fresh)
    of.bill(), of.earlier()
    data.counted()
refuse_partial()

kpis = data.kpis((BILLABLE_UNITS, *METRICS[:-1]), window, fresh=fresh)
with aside:
    definitions(kpis)
warnings(window, of, fresh=fresh)
with tile_row():
    tiles(kpis, {}, judged=False)
with st.container():
    is_known = is_invoice_known(window, fresh=fresh)
    if is_known:
        money_line(window, fresh=fresh)
numbers_first()
report, issued, compare, allowance, verify = controls.tabs(
    "view", "billing_view", ["Report", "Issued", "Compare", "Allowances", "Verify"]
)
if report.open:
    with report:
        if is_known:
            left, right = st.columns([1.9, 1])
            with left:
                readiness_card(window, fresh=fresh)
            with right:
                pack_card(window, fresh=fresh)
        left, right = st.columns([1.9, 1])
        with left:
            totals_card(of)
        with right:
            downloads_card(window, fresh=fresh)
        bill_table(of, usable_money(window, fresh=fresh) if is_known else None)
        trace_card(window, of)
        breakdown_card(window, fresh=fresh)
        probe_control()
if issued.open:
    with issued:
        ledger_card()
        if is_known:
            changes_card(window, fresh=fresh)
if compare.open and is_known:
    with compare:
        compare_card(window, fresh=fresh)
if allowance.open:
    with allowance:
        allowance_card()
if verify.open:
    with verify:
        verify_card()

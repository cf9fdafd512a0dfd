"""Operators: who needs a call and why, who leads, and a row to open each of them."""

import streamlit as st

from dashboard.answers import operators
from dashboard.ui.frame.contradictions import contradictions_told
from dashboard.ui.frame.header import period_header
from dashboard.ui.operators.desk import desk
from dashboard.ui.operators.moves import moves_card
from dashboard.ui.operators.rules import chosen_rules, rules_card
from dashboard.ui.page import daily, data
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.words import METRIC_TITLES
from data_access.tables import API_CALLS, METRICS

window, aside = period_header("Operators")
with aside:
    metric = controls.choice("Measure", "measure", METRICS, METRIC_TITLES.__getitem__, default=API_CALLS)
rules = chosen_rules()

with st.skeleton(height=400):
    data.leaderboard(metric, window)
    daily.standing(rules)
    data.counted()

contradictions_told(window)
desk(metric, window, rules)
rules_card(rules)
moves_card(rules)

shown = operators.bars(metric, data.report(window.period), data.report_before(window), data.roster(), data.facts())
with st.container(border=True):
    card_title(f"{METRIC_TITLES[metric]} by operator")
    chart(
        shown.figure,
        key=f"top-{metric}",
        alt=f"The operators with most {METRIC_TITLES[metric]}, as bars.",
        figures=shown.figures,
        columns={"name": tables.text("Operator", 200), "value": tables.count(METRIC_TITLES[metric])},
    )

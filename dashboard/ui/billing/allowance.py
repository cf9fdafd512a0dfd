"""Usage of the month against each plan's allowance, and the day on which it will be reached at the present pace."""

import polars as pl
import streamlit as st

from dashboard.metrics.money.allowance import allowances, daily_pace
from dashboard.metrics.months import months
from dashboard.metrics.report.canonical import OPERATORS
from dashboard.numbers import days
from dashboard.ui.billing.invoice import rates
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.views.titles import percents
from dashboard.words import METRIC_TITLES
from data_access import Period


@st.fragment
@told("allowance")
def allowance_card() -> None:
    """Fullest first, with the 75% and 90% marks; an estimate, with the pace that it rests on."""
    card_title("Allowances of the month")
    found = rates()
    if found is None or not found.allowances:
        st.caption("No allowance is set. Settings, “Rate card”: `[allowances.<plan>]`, `units = 500000`.")
        return
    held = daily.needed("The pace")
    last_day = data.coverage().last_complete_day
    span = months(last_day).so_far
    known = [one for one in Period(held.first_day, held.last_settled_day).dates() if one not in held.missing]
    pace = daily_pace(daily.operator_days(), data.operators(), known, absent_is_zero=data.facts().is_dataset)
    bill = data.bill(span).select(OPERATORS.names())
    used = allowances(bill, found.allowances, pace, last_day=last_day).filter(pl.col("allowance").is_not_null())
    tables.table(
        used.with_columns(pl.col("metric").replace(METRIC_TITLES), *percents("share")),
        {
            "operator_name": tables.text("Operator", 170),
            "plan": tables.text("Plan", 84),
            "share": tables.share("Used", 104),
            "mark": tables.text("Mark", 56),
            "used": tables.count("So far", 86),
            "allowance": tables.count("Allowance", 86),
            "pace": tables.decimal("A day", 84),
            "reached_on": tables.date("Reached on", 104),
            "outlook": tables.text("Outlook", 126),
            "metric": tables.text("Figure", 130),
        },
        key="allowances",
        alt="Operators by how much of their allowance is used",
        empty="No operator has a plan with an allowance.",
    )
    st.caption(
        f"{days(span)}, complete days, UTC. Reached on: an estimate, if every day to come is like the mean of the last 28 "
        "settled days (the pace)."
    )

"""Usage of the month against each plan's allowance, and the day on which it will be reached at the present pace."""

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import AllowanceOf
from dashboard.metrics.months import months
from dashboard.numbers import days
from dashboard.ui.billing.invoice import rates
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title


@st.fragment
@told("allowance")
def allowance_card() -> None:
    """Fullest first, with the 75% and 90% marks; an estimate, with the pace that it rests on."""
    card_title("Allowances of the month")
    found = rates()
    if found is None or not found.allowances:
        st.caption("No allowance is set. Settings, “Rate card”: `[allowances.<plan>]`, `units = 500000`.")
        return
    daily.needed("The pace")
    span = months(data.coverage().last_complete_day).so_far
    tables.table(
        billing.allowances(AllowanceOf(data.report(span), data.roster(), daily.days_alone(), found.allowances)),
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

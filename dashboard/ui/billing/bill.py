"""The parts of the Billing page. The files hold the figures of the screen: both come from the same readings."""

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import BillOf, MoneyOf
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day
from dashboard.ui.billing.invoice import bill_of
from dashboard.ui.frame.contradictions import contradictions
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.header import retention_warnings
from dashboard.ui.page import data
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import download, download_notes, form_choice, platform
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES
from data_access.tables import ACTIVITY, GATEWAY_REQUESTS, STORAGE_BYTES


def warnings(window: Window, of: BillOf, *, fresh: bool) -> None:
    """What stands against putting these figures on an invoice."""
    for words in bill_warnings(window, of, fresh=fresh):
        st.warning(words, icon=":material/warning:")


def bill_warnings(window: Window, of: BillOf, *, fresh: bool) -> list[str]:
    """The warnings in words, for the page and beside the downloads."""
    coverage, dated = data.coverage(), data.facts().is_dataset
    found = contradictions(window, fresh=fresh)
    if window.is_unfinished:
        found.append(
            f"**Unfinished**: the data is as of {day(coverage.today)} and usage of this period is still to come. "
            "The figures will still grow."
        )
    if dated and not window.is_whole:
        found.append(f"**Days missing**: {window.known_days} of {window.period.days} days of the period are known.")
    unlisted = 0 if dated else billing.unlisted(of)
    if unlisted:
        found.append(
            f"**Not in the report**: {counted(unlisted, 'operator')} of the platform "
            "stand here without figures. Their usage is not known; it is not 0."
        )
    return found


def totals_card(of: BillOf) -> None:
    """Every metric's sum over the table below, exact, and how many operators did not report it."""
    shown = billing.totals(of)
    with st.container(border=True, height="stretch"):
        card_title(shown.title)
        rows = [
            {"Figure": one.figure, "Total": one.total, "Unit": one.unit, "Of which not reported": one.missing}
            for one in shown.rows
        ]
        tables.facts(rows)


@st.fragment
@told("downloads")
def downloads_card(window: Window, *, fresh: bool) -> None:
    """The two files of the contract, in both forms, with the page's warnings beside them."""
    with st.container(border=True, height="stretch"):
        card_title("Download")
        form, name = form_choice(), platform()
        operators, lines = (
            data.bill_file(window, name, form, fresh=fresh),
            data.lines_file(window, name, form, fresh=fresh),
        )
        download("Usage by operator", operators, main=True)
        download("Usage lines", lines)
        st.caption(f"{counted(operators.rows, 'operator')}, {counted(lines.rows, 'line')}. Empty = not reported.")
        of = bill_of(window, fresh=fresh)
        download_notes((*retention_warnings(window), *bill_warnings(window, of, fresh=fresh)))


def bill_table(of: BillOf, money_of: MoneyOf | None) -> None:
    """One row an operator, whether it used anything or not; with amounts where there is a rate card."""
    shown = billing.bill(of, money_of)
    amount = {} if shown.currency is None else {"amount": tables.money(f"{shown.currency}, estimate", shown.digits)}
    card_title("Per operator")
    tables.table(
        shown.grid,
        {
            "operator_name": tables.text("Operator", 150),
            "billable_units": tables.count(METRIC_TITLES["billable_units"], 102),
            **amount,
            "change": tables.change("Change", 68),
            **{metric: tables.count(METRIC_TITLES[metric], 120) for metric in ACTIVITY},
            "storage_bytes": tables.count(METRIC_TITLES[STORAGE_BYTES], 124),
            "status": tables.text("Status", 100),
            "mark": tables.text("Mark", 120),
            "before": tables.count("Units before", 110),
            "plan": tables.text("Plan", 96),
            "operator_id": tables.text("Id", 130),
        },
        key="bill",
        alt="Usage by operator, most billable units first",
    )
    st.caption(f"Idle: all traffic is reported and 0. “—”: not reported. {tables.CHANGE_NOTE}")


@st.fragment
@told("breakdown")
def breakdown_card(window: Window, *, fresh: bool) -> None:
    """What the traffic was: by endpoint category, connector or event type."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        card_title("Breakdown")
        metric = controls.segments("Break down by", "by", ACTIVITY, BREAKDOWN_TITLES.__getitem__)
    connectors = data.roll_of(window) if metric == GATEWAY_REQUESTS else None
    tables.table(
        billing.keys(metric, bill_of(window, fresh=fresh), connectors),
        {
            "name": tables.text(BREAKDOWN_TITLES[metric], 200),
            "value": tables.count(METRIC_TITLES[metric], 140),
            "share": tables.share("Share", 110),
            "change": tables.change("Change", 80),
            "before": tables.count("Before", 120),
            "operators": tables.count("Operators", 100),
        },
        key=f"breakdown-{metric}",
        alt=f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}",
        rows=12,
        empty="None in this period.",
    )

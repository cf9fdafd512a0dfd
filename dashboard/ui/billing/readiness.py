"""Whether the report may go on an invoice: its state, and the checks with their evidence a click away."""

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import InvoiceOf
from dashboard.issuing.invoice import Invoice
from dashboard.metrics.report.readiness import Check
from dashboard.metrics.window import Window
from dashboard.numbers import exact
from dashboard.ui.billing.invoice import can_be_fetched_again, fetch_again, invoice_of
from dashboard.ui.frame.failure import told
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import code, plain
from dashboard.views.billing.checks import MOST_ROWS, Evidence
from dashboard.words import REPORT_STATES, column_title

_ICONS = {
    "ok": ":green[:material/check_circle:]",
    "failed": ":red[:material/cancel:]",
    "unknown": ":gray[:material/help:]",
}


@st.fragment
@told("readiness")
def readiness_card(window: Window, *, fresh: bool) -> None:
    """State, report id, and the ten checks."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        of = invoice_of(window, fresh=fresh)
        found = of.invoice()
        card_title(f"Ready for an invoice? {state_badge(found)}")
        st.caption(REPORT_STATES[found.state])
        st.markdown(f"Report {code(found.report_id)}")
        for check in found.checks:
            _row(check, of)
        if can_be_fetched_again(window, fresh=fresh):
            st.button(
                "Fetch a second time",
                icon=":material/repeat:",
                key="fetch_again",
                type="tertiary",
                on_click=fetch_again,
                args=(window,),
                kwargs={"fresh": fresh},
            )


def state_badge(found: Invoice) -> str:
    """The state as a badge."""
    colour = {"final": "green", "settling": "yellow", "provisional": "orange"}[found.state]
    return f":{colour}-badge[{found.state.capitalize()}]"


def _row(check: Check, of: InvoiceOf) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.markdown(
            f"{_ICONS[check.state]} **:small[{plain(check.title)}]**  \n:small[{plain(check.words)}]", width="stretch"
        )
        evidence = billing.evidence(of, check.name)
        if evidence is not None:
            opened = st.popover(
                "Evidence", type="tertiary", width="content", key=f"evidence_{check.name}", on_change="rerun"
            )
            if opened.open:
                with opened:
                    _evidence(check.title, evidence)


def _evidence(title: str, shown: Evidence) -> None:
    tables.table(
        shown.grid,
        {name: tables.plain_column(column_title(name), kind) for name, kind in shown.kinds},
        key=f"evidence-{title}",
        alt=f"Evidence: {title}",
        rows=10,
    )
    if shown.rows > MOST_ROWS:
        st.caption(f"The first {exact(MOST_ROWS)} of {exact(shown.rows)} rows.")

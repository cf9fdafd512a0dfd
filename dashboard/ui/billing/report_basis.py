"""Where a bill's figures come from in API mode: the history or OneHazel's own report; and whether its days add up."""

import streamlit as st

from dashboard.answers import billing
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import told
from dashboard.ui.page import data, state
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.text import plain

_HISTORY, _PLATFORM = "history", "onehazel"
_TITLES = {_HISTORY: "From the history", _PLATFORM: "OneHazel’s own report"}
_PROBED = "probed"


def basis(window: Window) -> bool:
    """Says what the figures are made of, and lets the person ask OneHazel instead. Returns whether to ask afresh."""
    if not data.is_from_days(window):
        return False
    chosen = controls.segments("Figures", "figures", list(_TITLES), _TITLES.__getitem__)
    if chosen == _PLATFORM:
        _compared(window)
        return True
    st.info(
        "Every day of this period is closed in the history, so nothing was asked. API calls, gateway requests and events "
        "are sums of days. **Billable units: sum of daily reports. Storage: mean of daily reports.** OneHazel’s own "
        "report of the period may differ in these two.",
        icon=":material/history:",
    )
    return False


def _compared(window: Window) -> None:
    kept, asked = data.report(window.period), data.report(window.period, fresh=True)
    found = billing.differences(kept, asked, data.roster(), data.facts())
    if not found.words:
        st.success("OneHazel’s report of the period and the history say the same.", icon=":material/check:")
        return
    st.warning(
        f"{found.words} Shown is its report.",
        icon=":material/warning:",
    )
    tables.table(
        found.grid,
        {
            "operator_name": tables.text("Operator", 200),
            "metric": tables.text("Figure", 150),
            "kept": tables.count("History", 130),
            "asked": tables.count("OneHazel", 130),
            "operator_id": tables.text("Id", 140),
        },
        key="differences",
        alt="Figures that differ between OneHazel's report and the history",
        rows=6,
    )


@st.fragment
@told("probe")
def probe_control() -> None:
    """Whether single days add up to a week, asked when the person wants it: the API's reading of its end date."""
    if data.facts().is_dataset:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button("Check that days add up", icon=":material/rule:", key="probe")
        st.caption("Asks for a week and for each of its days: 8 requests or a few more.")
    if pressed:
        with st.spinner("Asking OneHazel"):
            state.keep(_PROBED, data.probed())
    found = state.kept(_PROBED, lambda: None)
    if found is not None:
        if found.is_proven:
            st.success(plain(found.words), icon=":material/check:")
        else:
            st.warning(plain(found.words), icon=":material/warning:")

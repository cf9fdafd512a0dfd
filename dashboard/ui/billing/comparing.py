"""Compare the report with another: the period before, the same a year ago, or anything that was issued."""

import streamlit as st

from dashboard.answers import issued
from dashboard.answers.billing import BillOf
from dashboard.answers.issued import Other
from dashboard.metrics.report.compare import year_ago
from dashboard.metrics.window import Window
from dashboard.numbers import days
from dashboard.ui.billing.invoice import invoice_of
from dashboard.ui.frame.failure import told
from dashboard.ui.page import data, records
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.views.billing.ledger import Entry
from dashboard.views.grid import Grid
from dashboard.words import METRIC_TITLES
from data_access.tables import BILLABLE_UNITS, METRICS

_BEFORE, _YEAR = "before", "year"
# Bytes and calls have no common size, so each figure is ranked by itself; what is billed comes first.
_FIGURES = (BILLABLE_UNITS, *(metric for metric in METRICS if metric != BILLABLE_UNITS))


@st.fragment
@told("compare")
def compare_card(window: Window, *, fresh: bool) -> None:
    """Per operator and metric, absolute and relative, largest effect first; the new and the gone are marked."""
    first = {f"issued-{one.number}": one for one in records.issued_reports().entries if one.corrects is None}
    titles = {
        _BEFORE: f"Period before: {days(window.previous)}",
        _YEAR: f"A year ago: {days(year_ago(window.period))}",
        **{name: f"Issued no. {one.number}: {days(one.period)}" for name, one in first.items()},
    }
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        card_title(f"{days(window.period)} against")
        against = controls.choice("Against", "against", list(titles), titles.__getitem__, default=_BEFORE, width=360)
    other = _other(first.get(against), against, window)
    if other is None:
        st.info("Not every day of both periods is known, so nothing is compared.", icon=":material/info:")
        return
    of = invoice_of(window, fresh=fresh)
    issued.differing(of, other)  # before a figure is chosen: what cannot be compared has none
    metric = controls.pills("Figure", "compared", _FIGURES, METRIC_TITLES.__getitem__)
    shown = issued.comparison(of, other, metric)
    st.caption(shown.caption)
    _compared_table(shown.grid)
    list_download("compared", lambda form: issued.comparison_file(of, other, window.period, platform(), form))


def _compared_table(shown: Grid) -> None:
    """The operators whose figure differs; storage in a readable unit, and exact."""
    tables.table(
        shown,
        {
            "operator_name": tables.text("Operator", 160),
            "change": tables.count("Difference", 100),
            "ratio": tables.change("Change", 70),
            "before": tables.count("Then", 130),
            "now": tables.count("Now", 130),
            "kind": tables.text("Kind", 120),
        },
        key="compared",
        alt="Operators whose figure differs between the two reports, largest first",
        empty="No operator differs in this figure.",
    )


def _other(entry: Entry | None, against: str, window: Window) -> Other | None:
    """The other side; None where not all of its days are known."""
    if entry is not None:
        return records.issued_of(entry)
    period = window.previous if against == _BEFORE else year_ago(window.period)
    is_fair = window.part_day is None and window.is_whole and data.coverage().knows_all(period)
    return BillOf(data.report(period), None, data.roster(), data.facts()) if is_fair else None

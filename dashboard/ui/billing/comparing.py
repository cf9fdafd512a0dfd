"""Compare the report with another: the period before, the same a year ago, or anything that was issued."""

import polars as pl
import streamlit as st

from dashboard.exports.lists import list_file
from dashboard.metrics.report.compare import compared, year_ago
from dashboard.metrics.window import Window
from dashboard.numbers import counted, days
from dashboard.ui.billing.invoice import shown_invoice
from dashboard.ui.billing.ledger import issued_operators
from dashboard.ui.frame.failure import told
from dashboard.ui.page import data, records
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.views.grid import grid
from dashboard.views.titles import percents
from dashboard.words import METRIC_TITLES
from data_access import Period
from data_access.tables import BILLABLE_UNITS, METRICS, STORAGE_BYTES

_BEFORE, _YEAR = "before", "year"
# Bytes and calls have no common size, so each figure is ranked by itself; what is billed comes first.
_FIGURES = (BILLABLE_UNITS, *(metric for metric in METRICS if metric != BILLABLE_UNITS))


@st.fragment
@told("compare")
def compare_card(window: Window, *, fresh: bool) -> None:
    """Per operator and metric, absolute and relative, largest effect first; the new and the gone are marked."""
    listed = records.issued_reports().filter(pl.col("corrects").is_null())
    titles = {
        _BEFORE: f"Period before: {days(window.previous)}",
        _YEAR: f"A year ago: {days(year_ago(window.period))}",
        **{
            f"issued-{row['number']}": f"Issued no. {row['number']}: {days(Period(row['start'], row['end']))}"
            for row in listed.iter_rows(named=True)
        },
    }
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        card_title(f"{days(window.period)} against")
        against = controls.choice("Against", "against", list(titles), titles.__getitem__, default=_BEFORE, width=360)
    other = _operators(against, window)
    if other is None:
        st.info("Not every day of both periods is known, so nothing is compared.", icon=":material/info:")
        return
    found = compared(other, shown_invoice(window, fresh=fresh).report.operators).filter(pl.col("kind") != "same")
    metric = controls.pills("Figure", "compared", _FIGURES, METRIC_TITLES.__getitem__)
    shown = found.filter(pl.col("metric") == metric)
    st.caption(f"{counted(shown.height, 'operator')} differ; {counted(found.height, 'figure')} in all.")
    _compared_table(shown, metric)
    list_download("compared", lambda form: list_file(found, "comparison", platform(), window.period, form))


def _compared_table(shown: pl.DataFrame, metric: str) -> None:
    """The operators whose figure differs; storage in a readable unit, and exact."""
    storage = ("change", "before", "now") if metric == STORAGE_BYTES else ()
    tables.table(
        grid(shown.with_columns(*percents("ratio")), storage),
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


def _operators(against: str, window: Window) -> pl.DataFrame | None:
    """The other side's figures by operator; None where not all of its days are known."""
    if against.startswith("issued-"):
        return issued_operators(int(against.removeprefix("issued-")))
    period = window.previous if against == _BEFORE else year_ago(window.period)
    is_fair = window.part_day is None and window.is_whole and data.coverage().knows_all(period)
    return data.bill(period) if is_fair else None

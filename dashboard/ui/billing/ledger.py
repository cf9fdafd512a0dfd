"""What was issued: each report again to the byte, what changed since, and the correction that makes up for it."""

from functools import partial

import polars as pl
import streamlit as st

from dashboard.issuing.invoice import Invoice, Wishes
from dashboard.issuing.jobs import PackOf
from dashboard.metrics.report.canonical import Report, canonical_report
from dashboard.metrics.report.changes import correction, invoiced, line_changes, reporting_changes, total_changes
from dashboard.metrics.window import Window
from dashboard.numbers import counted
from dashboard.ui.billing.invoice import shown_invoice
from dashboard.ui.billing.pack import current_job, form_of_pack, issuing, job_result, running
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.person import ask_person, remember
from dashboard.ui.page import records
from dashboard.ui.page.records import Signed
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import handed_out
from dashboard.words import METRIC_TITLES
from data_access.records.ledger import IssuedRows

_TAKEN = "take_issued"


@st.fragment
@told("ledger")
def ledger_card() -> None:
    """Every issued report, newest first; a row's button brings its pack, identical to the byte."""
    card_title("Issued reports")
    listed = records.issued_reports().sort("number", descending=True)
    tables.table(
        listed.with_columns(
            kind=pl.when(pl.col("corrects").is_null()).then(pl.lit("Report")).otherwise(pl.lit("Correction"))
        ),
        {
            "number": tables.count("No.", 50),
            "start": tables.date("From", 100),
            "end": tables.date("To", 100),
            "kind": tables.text("Kind", 90),
            "corrects": tables.count("Corrects", 76),
            "state": tables.text("State", 90),
            "issued_at": tables.moment("Issued, UTC", 140),
            "by": tables.text("By", 120),
            "reason": tables.text("Why all the same", 160),
            "overlap_reason": tables.text("Why days were billed again", 170),
            "report_id": tables.text("Report", 230),
        },
        key="issued",
        alt="Issued reports, newest first",
        rows=8,
        empty="Nothing is issued yet. Issue a report on the first tab.",
    )
    if listed.is_empty():
        return
    numbers = listed["number"].to_list()
    number = st.selectbox("Report", numbers, key=_TAKEN, format_func=lambda one: f"No. {one}", width=160)
    if number is not None:
        row = listed.row(by_predicate=pl.col("number") == number, named=True)
        handed_out(
            f"Pack no. {number}, as it was issued",
            partial(records.issued_pack, int(number)),
            name=row["pack_name"],
            sha256=row["pack_sha256"],
            mime="application/zip",
            key="download_issued",
        )


@st.fragment
@told("changes")
def changes_card(window: Window, *, fresh: bool) -> None:
    """What changed since the period was invoiced, and a correction that brings it to today's figures."""
    card_title("What changed since it was invoiced")
    listed = records.issued_reports().filter(
        (pl.col("start") == window.period.start) & (pl.col("end") == window.period.end)
    )
    if listed.is_empty():
        st.caption("This period was not issued. Choose one that was, to see what changed since.")
        return
    entries = [records.issued_rows(number) for number in listed["number"]]
    found = shown_invoice(window, fresh=fresh)
    job = current_job(_correction_of(found, entries[0].number))
    if job is not None and job.is_running:
        running()
        return
    if job is not None:
        job_result(job)
    first, balance = entries[0], invoiced(report_of(entries[0]), [report_of(one) for one in entries[1:]])
    changes, totals = line_changes(balance, found.report), total_changes(balance, found.report)
    told_apart = reporting_changes(balance, found.report)
    also = f" and {counted(len(entries) - 1, 'correction')}" if len(entries) > 1 else ""
    st.caption(
        f"Against no. {first.number}{also}: {counted(changes.height, 'line')} changed, {counted(totals.height, 'total')}."
    )
    _changes_table(changes, "changes", "Lines that changed since they were invoiced", empty="No line changed.")
    _changes_table(totals, "totals_changed", "Totals that changed since they were invoiced", empty="No total changed.")
    if told_apart.height:
        st.caption(f"{counted(told_apart.height, 'figure')} became known, or ceased to be reported, since.")
    if changes.is_empty() and totals.is_empty():
        st.success("Nothing changed: what was invoiced is today's report.", icon=":material/check:")
    else:
        _correct(found, first, entries[-1], balance)


def _changes_table(changes: pl.DataFrame, key: str, alt: str, *, empty: str) -> None:
    columns = {
        "operator_name": tables.text("Operator", 180),
        "metric": tables.text("Figure", 140),
        "key": tables.text("Key", 150),
        "before": tables.count("Invoiced", 110),
        "now": tables.count("Today", 110),
        "change": tables.count("Difference", 110),
        "kind": tables.text("Kind", 90),
    }
    tables.table(
        changes.with_columns(pl.col("metric").replace(METRIC_TITLES)),
        {name: column for name, column in columns.items() if name in changes.columns},
        key=key,
        alt=alt,
        rows=10,
        empty=empty,
    )


def _correct(found: Invoice, first: IssuedRows, last: IssuedRows, balance: Report) -> None:
    """The correction: its own report, with signed quantities; after it, issued and corrections are today exactly."""
    form = form_of_pack()
    person = ask_person()
    reason = (
        st.text_input("Why", key="correct_reason", max_chars=500, placeholder="Late usage, restated by the vendor")
        or ""
    )
    ready = person is not None and bool(reason.strip())
    if st.button("Write the correction", key="correct_now", disabled=not ready) and person is not None:
        remember(person)
        report = correction(balance, found.report, first=first.report_id, latest=last.report_id)
        signed = Signed(person, reason.strip(), (first.number, last.number))
        issuing(_correction_of(found, first.number), found, report, Wishes(form), signed)


def _correction_of(found: Invoice, corrects: int) -> PackOf:
    """A correction that brings what was issued as number `corrects` to the figures of `found`."""
    return PackOf("correct", found.report_id, found.state, corrects=corrects)


def report_of(entry: IssuedRows) -> Report:
    """What was issued, as a report."""
    key = records.platform_id()
    return canonical_report(entry.lines, entry.operators, platform=entry.platform, platform_id=key, period=entry.period)


def issued_operators(number: int) -> pl.DataFrame:
    """The operators' figures of an issued report, as `canonical.OPERATORS`."""
    return records.issued_rows(number).operators

"""What was issued: each report again to the byte, what changed since, and the correction that makes up for it."""

from functools import partial

import streamlit as st

from dashboard.answers import issued
from dashboard.answers.issued import IssuedOf
from dashboard.issuing.invoice import Invoice, Wishes
from dashboard.issuing.jobs import PackOf
from dashboard.metrics.report.changes import correction
from dashboard.metrics.window import Window
from dashboard.ui.billing.invoice import invoice_of
from dashboard.ui.billing.pack import current_job, form_of_pack, issuing, job_result, running
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.person import ask_person, remember
from dashboard.ui.page import records
from dashboard.ui.page.records import Signed
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import handed_out
from dashboard.views.billing.ledger import Changes
from dashboard.views.grid import Grid

_TAKEN = "take_issued"


@st.fragment
@told("ledger")
def ledger_card() -> None:
    """Every issued report, newest first; a row's button brings its pack, identical to the byte."""
    card_title("Issued reports")
    shown = records.issued_reports()
    tables.table(
        shown.grid,
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
    if not shown.entries:
        return
    by_number = {one.number: one for one in reversed(shown.entries)}
    number = st.selectbox("Report", list(by_number), key=_TAKEN, format_func=lambda one: f"No. {one}", width=160)
    if number is not None:
        handed_out(
            f"Pack no. {number}, as it was issued",
            partial(records.issued_pack, int(number)),
            name=by_number[number].pack_name,
            sha256=by_number[number].pack_sha256,
            mime="application/zip",
            key="download_issued",
        )


@st.fragment
@told("changes")
def changes_card(window: Window, *, fresh: bool) -> None:
    """What changed since the period was invoiced, and a correction that brings it to today's figures."""
    card_title("What changed since it was invoiced")
    entries = tuple(records.issued_of(one) for one in records.issued_reports().of(window.period))
    if not entries:
        st.caption("This period was not issued. Choose one that was, to see what changed since.")
        return
    issued.balance(entries)
    of = invoice_of(window, fresh=fresh)
    found = of.invoice()
    job = current_job(_correction_of(found, entries[0].number))
    if job is not None and job.is_running:
        running()
        return
    if job is not None:
        job_result(job)
    changes = issued.changes(of, entries)
    _changes(changes)
    if changes.is_nothing:
        st.success("Nothing changed: what was invoiced is today's report.", icon=":material/check:")
    else:
        _correct(found, entries)


def _changes(shown: Changes) -> None:
    st.caption(shown.caption)
    _table(shown.lines, "changes", "Lines that changed since they were invoiced", empty="No line changed.")
    _table(shown.totals, "totals_changed", "Totals that changed since they were invoiced", empty="No total changed.")
    if shown.told_apart:
        st.caption(shown.told_apart)


def _table(changes: Grid, key: str, alt: str, *, empty: str) -> None:
    columns = {
        "operator_name": tables.text("Operator", 180),
        "metric": tables.text("Figure", 140),
        "key": tables.text("Key", 150),
        "before": tables.count("Invoiced", 110),
        "now": tables.count("Today", 110),
        "change": tables.count("Difference", 110),
        "kind": tables.text("Kind", 90),
    }
    held = changes.arrow.column_names
    shown = {name: column for name, column in columns.items() if name in held}
    tables.table(changes, shown, key=key, alt=alt, rows=10, empty=empty)


def _correct(found: Invoice, entries: tuple[IssuedOf, ...]) -> None:
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
        first, last = entries[0], entries[-1]
        balance = issued.balance(entries)
        report = correction(balance, found.report, first=first.report_id, latest=last.report_id)
        signed = Signed(person, reason.strip(), (first.number, last.number))
        issuing(_correction_of(found, first.number), found, report, Wishes(form), signed)


def _correction_of(found: Invoice, corrects: int) -> PackOf:
    """A correction that brings what was issued as number `corrects` to the figures of `found`."""
    return PackOf("correct", found.report_id, found.state, corrects=corrects)

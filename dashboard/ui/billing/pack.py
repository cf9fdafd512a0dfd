"""The pack's card on Billing: choose a form, make it, take it away; issue it, and see what was issued."""

from pathlib import Path
from typing import Any, Literal

import streamlit as st

from dashboard.answers import billing
from dashboard.answers.billing import InvoiceOf
from dashboard.exports.pack.contents import MOST_STATEMENTS, PackForm
from dashboard.exports.pack.packing import Packed
from dashboard.issuing.invoice import Invoice, Wishes, pack_of
from dashboard.issuing.jobs import Packing, PackOf, packing
from dashboard.metrics.report.canonical import Report
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day, days, percent
from dashboard.ui.billing.invoice import invoice_of, rates, refuse_moved
from dashboard.ui.frame.failure import failure, told
from dashboard.ui.frame.person import ask_person, remember
from dashboard.ui.page import records, state
from dashboard.ui.page.records import Signed
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.downloads import chosen_form, handed_out
from dashboard.ui.parts.text import INK_ON_PRIMARY, plain
from data_access import Period
from data_access.records.ledger import Issued, Receipt

_FORMS: dict[PackForm, str] = {"excel": "Excel", "exact": "Exact", "focus": "FOCUS-named"}
_MEANINGS = (
    "**Excel**: opens by double click; text that a spreadsheet would run gets an apostrophe in front.  \n"
    "**Exact**: for machines, nothing added.  \n"
    "**FOCUS-named**: exact, with the column names of the FinOps FOCUS specification, `x_` for our own. It is not FOCUS-conformant."
)
_JOB, _LOOK_SECONDS = "pack_job", 0.5


@st.fragment
@told("pack")
def pack_card(window: Window, *, fresh: bool) -> None:
    """Make the pack of the report on the screen; issue it."""
    with st.container(border=True, height="stretch", gap="small"):
        card_title("Billing pack")
        of = invoice_of(window, fresh=fresh)
        found, form = of.invoice(), form_of_pack()
        wishes = Wishes(form, _statements(of))
        job = current_job(_of("take away", found, wishes)) or current_job(_of("issue", found, wishes))
        if job is not None and job.is_running:
            running()
            return
        if job is not None:
            job_result(job)
        label = "Make the pack"
        if st.button(f":{INK_ON_PRIMARY}[{label}]", type="primary", key="make_pack", width="stretch"):
            start(packing(_of("take away", found, wishes), pack_of(found.report, found, wishes, rates())))
        _issue(found, wishes)


def _of(purpose: Literal["take away", "issue"], found: Invoice, wishes: Wishes) -> PackOf:
    return PackOf(purpose, found.report_id, found.state, wishes, rates())


def _statements(of: InvoiceOf) -> tuple[str, ...] | None:
    titles = billing.names_told_apart(of)
    chosen = st.multiselect(
        "Operators with a statement",
        list(titles),
        key="pack_statements",
        format_func=lambda one: titles.get(one, one),
        max_selections=MOST_STATEMENTS,
        placeholder="Statements of the biggest",
        label_visibility="collapsed",
        help=f"Who gets a page in report.html, {MOST_STATEMENTS} at most. Nobody chosen: those with the most billable units.",
    )
    return tuple(one for one in titles if one in chosen) or None


def form_of_pack() -> PackForm:
    """Excel, exact or FOCUS-named: one choice for all packs of the session."""
    return chosen_form("Form of the pack", "pack_form", _FORMS, _MEANINGS)


def current_job(of: PackOf | None = None) -> Packing[Any] | None:
    """The session's pack in the making, or made; None where there is none, or it is another one than `of`."""
    job: Packing[Any] | None = state.kept(_JOB, lambda: None)
    return job if job is not None and (of is None or job.of == of) else None


def start(job: Packing[Any]) -> None:
    """Let `job` take the place of the session's last one."""
    last = current_job()
    if last is not None:
        last.cancel()
    state.keep(_JOB, job)
    st.rerun()


def job_result(job: Packing[Any]) -> None:
    """How it ended: the file, what was issued, or what went wrong."""
    if job.error is not None:
        failure(job.error)
    elif job.cancelled:
        st.caption("Cancelled: nothing was made.")
    elif job.packed is not None:
        if isinstance(job.then, Receipt):
            _receipt(job.then)
        if not job.path.exists():
            st.warning("The file is gone: the temporary folder was cleared meanwhile. Make the pack again.")
            return
        handed_out(
            "Download the pack",
            job.path.read_bytes,
            name=job.packed.name,
            sha256=job.sha256,
            mime="application/zip",
            key="download_pack",
        )
        st.caption(plain(job.packed.name))
        if job.packed.guarded_cells:
            st.caption(f"{counted(job.packed.guarded_cells, 'cell')} guarded with an apostrophe.")


def issuing(of: PackOf, found: Invoice, report: Report, wishes: Wishes, signed: Signed) -> None:
    """Start to make the pack of `report` and to issue it.

    Raises ReportMoved where the page does not show what would be issued.
    """
    refuse_moved(found)
    pack = pack_of(report, found, wishes, rates(), reason=signed.reason)

    def kept(packed: Packed, path: Path) -> Receipt:
        corrects, last = signed.after or (None, None)
        issued = Issued(
            packed.report_id,
            report.platform,
            report.period,
            found.state,
            wishes.form,
            report.lines,
            report.operators,
            packed.manifest,
            packed.name,
            path.read_bytes(),
            corrects,
            last,
        )
        return issue(issued, signed)

    issue = records.issuer()
    start(packing(of, pack, kept))


@st.fragment(run_every=_LOOK_SECONDS)
def running() -> None:
    """How far the session's pack is, and a way to stop it."""
    job = current_job()
    if job is None or not job.is_running:
        st.rerun()
        return
    st.progress(min(job.done, 1.0), text=f"{plain(job.step)}: {percent(job.done)}")
    st.button("Cancel", key="pack_cancel", on_click=job.cancel)


def _issue(found: Invoice, wishes: Wishes) -> None:
    """Freeze it: numbered, kept for good. What fails keeps it from being final; a person may issue it all the same."""
    opened = st.popover("Issue", icon=":material/lock:", key="issue_open", on_change="rerun", width="stretch")
    if not opened.open:
        return
    with opened:
        st.caption("Keeps this report for good under a number: rows, pack, checks, and who issued it.")
        reason = ""
        if found.state != "final":
            st.warning(f"This report is {found.state}. It can be issued all the same; say why.")
            reason = st.text_input("Why", key="issue_reason", max_chars=500) or ""
        overlaps, billed_again = _overlaps(found.report.period)
        person = ask_person()
        is_explained = (found.state == "final" or bool(reason.strip())) and (not overlaps or bool(billed_again))
        ready = person is not None and is_explained
        if st.button("Issue this report", key="issue_now", disabled=not ready) and person is not None:
            remember(person)
            signed = Signed(person, reason.strip(), None, overlaps, billed_again)
            issuing(_of("issue", found, wishes), found, found.report, wishes, signed)


def _overlaps(period: Period) -> tuple[tuple[int, ...], str]:
    """The numbers of issued reports that share days with this period, and why a person bills these days again."""
    shared = records.overlapping(period)
    if shared.is_empty():
        return (), ""
    named = [
        f"no. {row['number']} ({days(Period(row['start'], row['end']))}): {counted(row['days'], 'day')}"
        for row in shared.iter_rows(named=True)
    ]
    st.warning(
        f"**Days that were issued before**: {'; '.join(named)}. They would be billed twice.", icon=":material/warning:"
    )
    confirmed = st.checkbox("Bill these days again", key="overlap_confirmed")
    reason = st.text_input("Why these days are billed again", key="overlap_reason", max_chars=500) or ""
    return tuple(shared["number"]), reason.strip() if confirmed else ""


def _receipt(receipt: Receipt) -> None:
    words = f"Issued as number {receipt.number} by {plain(receipt.by)} on {day(receipt.issued_at.date())}."
    if receipt.already:
        st.info(f"It was issued before. {words}", icon=":material/lock:")
    else:
        st.success(words, icon=":material/lock:")

"""What was issued, and what is held against it: kept under what was read of the records just now.

An issued report never changes. So its rows may be kept; which reports there are is asked on every run.
"""

from dataclasses import dataclass

import polars as pl

from dashboard.answers.billing import BillOf, InvoiceOf
from dashboard.answers.keeping import Keeping
from dashboard.answers.reading import Rows
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.exports.lists import list_file
from dashboard.metrics.report.canonical import Report, canonical_report
from dashboard.metrics.report.changes import invoiced
from dashboard.views.billing import comparing
from dashboard.views.billing import ledger as ledger_view
from dashboard.views.billing.comparing import Comparison
from dashboard.views.billing.ledger import Changes, Ledger
from data_access import Period
from data_access.records import ledger as records_ledger
from data_access.records.database import Records
from data_access.records.ledger import IssuedRows
from data_access.records.ledger_table import ISSUED_REPORTS


@dataclass(frozen=True, slots=True)
class IssuedOf:
    """One issued report of a platform. Its id is the digest of its rows: in another database it would be another one."""

    records: Records
    platform_id: str
    number: int
    report_id: str


Other = BillOf | IssuedOf
"""What a report is compared with: another period's bill, or an issued report."""


@Keeping
def ledger(listed: Rows) -> Ledger:
    """Everything that was issued for a platform."""
    return ledger_view.ledger(pl.DataFrame(listed, schema=ISSUED_REPORTS, orient="row"))


@Keeping
def rows(of: IssuedOf) -> IssuedRows:
    """The rows of an issued report. Raises IssueRefused, RecordsUnusable."""
    return records_ledger.issued_rows(of.records, of.platform_id, of.number)


@Keeping
def balance(entries: tuple[IssuedOf, ...]) -> Report:
    """What was invoiced by a report and its corrections together. Raises IssueRefused, RecordsUnusable."""
    first, *corrections = map(_report, entries)
    return invoiced(first, corrections)


@Keeping
def changes(of: InvoiceOf, entries: tuple[IssuedOf, ...]) -> Changes:
    """What changed since. Raises IssueRefused, RecordsUnusable."""
    return ledger_view.changes(balance(entries), of.invoice().report, entries[0].number, len(entries) - 1)


@Keeping
def differing(of: InvoiceOf, other: Other) -> pl.DataFrame:
    """Every figure that is another one there, as `metrics.report.compare.COMPARED`. Raises IssueRefused, RecordsUnusable."""
    operators = other.bill() if isinstance(other, BillOf) else rows(other).operators
    return comparing.differing(operators, of.invoice().report.operators)


@Keeping
def comparison(of: InvoiceOf, other: Other, metric: str) -> Comparison:
    """The operators that differ in a metric. Raises IssueRefused, RecordsUnusable."""
    return comparing.comparison(differing(of, other), metric)


@Keeping
def comparison_file(of: InvoiceOf, other: Other, period: Period, platform: str, form: Form) -> ExportFile:
    """All figures that differ as a file. Raises IssueRefused, RecordsUnusable."""
    return list_file(differing(of, other), "comparison", platform, period, form)


def _report(of: IssuedOf) -> Report:
    entry = rows(of)
    return canonical_report(
        entry.lines, entry.operators, platform=entry.platform, platform_id=of.platform_id, period=entry.period
    )

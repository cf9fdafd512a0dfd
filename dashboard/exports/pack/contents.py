"""What goes into a pack, and what the makers of its files are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from dashboard.exports.csv_files import Form
from dashboard.exports.pack.amounts import Amounts
from dashboard.metrics.report.canonical import Report
from dashboard.metrics.report.readiness import Check
from dashboard.metrics.report.state import ReportState

PackForm = Literal["excel", "exact", "focus"]
"""`excel` and `exact` as `csv_files.Form`; `focus` is exact, with column names of the FOCUS specification."""

MOST_STATEMENTS = 200

Tick = Callable[[str, float], None]
"""Told what is being made, and how much of the pack is done (0 to 1). Raises PackCancelled to stop it."""


class PackCancelled(Exception):
    """The person who asked for a pack no longer wants it; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report is from and when: the manifest alone tells it, so that the data files stay the same.

    `source` in words, `slug` the platform's part of file names (`file_names.platform_slug`), instants in UTC.
    """

    source: str
    slug: str
    read_at: datetime
    made_at: datetime
    is_sample: bool = False
    from_days: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """A report to be packed. `state` as `readiness.state_in_print`: it stands in the file name.

    `statements`: the ids of operators that get a page in report.html, 200 at most; None = those with most billable units.
    `override_reason`: why a person issued it although a check failed.
    """

    report: Report
    form: PackForm
    checks: Sequence[Check]
    state: ReportState
    provenance: Provenance
    amounts: Amounts | None = None
    statements: Sequence[str] | None = None
    override_reason: str | None = None

    @property
    def csv_form(self) -> Form:
        """How its CSV files are written."""
        return "excel" if self.form == "excel" else "exact"


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of a pack's files, with the id of their report.

    `lines` and `operators` are the report's with a column `amount` (Decimal, null = not priced) where there is a rate
    card; `totals` as `rows.totals`.
    """

    report_id: str
    lines: pl.DataFrame
    operators: pl.DataFrame
    totals: pl.DataFrame

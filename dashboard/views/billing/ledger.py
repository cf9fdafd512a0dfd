"""What was issued, and what changed since."""

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from dashboard.metrics.report.canonical import Report
from dashboard.metrics.report.changes import line_changes, reporting_changes, total_changes
from dashboard.numbers import counted
from dashboard.views.grid import Grid, grid
from dashboard.words import METRIC_TITLES
from data_access import Period


class Entry(NamedTuple):
    """One issued report; `corrects`: the number of the report that it corrects, None for a first report."""

    number: int
    period: Period
    corrects: int | None
    report_id: str
    pack_name: str
    pack_sha256: str


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """Everything that was issued: `entries` by number, `grid` newest first."""

    entries: tuple[Entry, ...]
    grid: Grid

    def of(self, period: Period) -> tuple[Entry, ...]:
        """The report of a period, and the corrections of it after that."""
        return tuple(one for one in self.entries if one.period == period)


@dataclass(frozen=True, eq=False, slots=True)
class Changes:
    """What changed since a period was invoiced: `lines` and `totals`, and in words what was told or no longer told."""

    caption: str
    lines: Grid
    totals: Grid
    told_apart: str

    @property
    def is_nothing(self) -> bool:
        """Whether no line and no total changed."""
        return not self.lines.rows and not self.totals.rows


def ledger(listed: pl.DataFrame) -> Ledger:
    """Of `data_access.records.ledger_table.ISSUED_REPORTS` of one platform."""
    kind = pl.when(pl.col("corrects").is_null()).then(pl.lit("Report")).otherwise(pl.lit("Correction"))
    columns = ("number", "start", "end", "corrects", "report_id", "pack_name", "pack_sha256")
    entries = [
        Entry(number, Period(start, end), *others)
        for number, start, end, *others in listed.sort("number").select(columns).iter_rows()
    ]
    return Ledger(tuple(entries), grid(listed.sort("number", descending=True).with_columns(kind=kind)))


def changes(balance: Report, now: Report, first: int, corrections: int) -> Changes:
    """Between what was invoiced (`metrics.report.changes.invoiced`, of number `first` and its corrections) and now."""
    lines, totals = line_changes(balance, now), total_changes(balance, now)
    told_apart = reporting_changes(balance, now).height
    also = f" and {counted(corrections, 'correction')}" if corrections else ""
    return Changes(
        f"Against no. {first}{also}: {counted(lines.height, 'line')} changed, {counted(totals.height, 'total')}.",
        _grid(lines),
        _grid(totals),
        f"{counted(told_apart, 'figure')} became known, or ceased to be reported, since." if told_apart else "",
    )


def _grid(changed: pl.DataFrame) -> Grid:
    return grid(changed.with_columns(pl.col("metric").replace(METRIC_TITLES)))

"""Asks a source for a report that goes on an invoice, a second time too, and checks it."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.metrics.billing import operator_bill
from dashboard.metrics.canonical import Report, canonical_report
from dashboard.metrics.readiness import Check, Findings, readiness, state_in_print
from dashboard.metrics.report_state import SETTLING_DAYS, ReportState, report_state
from data_access import Period, Source, UsageReport
from data_access.errors import AccessRefused, UnexpectedAnswer


@dataclass(frozen=True, slots=True)
class Asked:
    """A report with its checks, the state that may stand in print, and when the source was asked (UTC).

    `platform_name` is None where the source does not tell it.
    """

    report: Report
    checks: tuple[Check, ...]
    state: ReportState
    read_at: datetime
    platform_name: str | None
    from_days: bool


def asked(source: Source, platform_id: str, period: Period, *, settling_days: int = SETTLING_DAYS) -> Asked:
    """The report of `period`, asked for twice, never made of kept days where the source is the API.

    Billable units of a report are OneHazel's own: a sum of daily reports may be rounded otherwise. Raises what a
    `Source` raises; a name that merely could not be read is an error too, for it is part of the report's id.
    """
    name = platform_name(source)
    roster = source.operators()

    def rows(answer: UsageReport) -> Report:
        bill = operator_bill(answer.totals, roster, absent_is_zero=source.absent_is_zero)
        return canonical_report(
            answer.lines, bill, platform=name or platform_id, platform_id=platform_id, period=period
        )

    first = source.usage_report(period, fresh=not source.absent_is_zero)
    report, coverage = rows(first), source.coverage()
    findings = Findings(
        roster,
        first.totals["operator_id"],
        coverage,
        source.absent_is_zero,
        kept_from=source.kept_from,
        again=rows(source.usage_report(period, fresh=not source.absent_is_zero)),
        from_days=first.from_days,
        settling_days=settling_days,
    )
    checks = readiness(report, findings)
    state = state_in_print(checks, report_state(period, coverage, settling_days=settling_days))
    return Asked(report, checks, state, first.read_at, name, first.from_days)


def platform_name(source: Source) -> str | None:
    """The platform's name as its settings tell it; None where they are not open to the key or not offered.

    Raises every other DataAccessError: a name that comes and goes would give one report two ids.
    """
    try:
        return source.profile().name
    except (AccessRefused, UnexpectedAnswer):
        return None

"""Whether a report may be called final: ten checks, each with its evidence.

The words of a check that holds depend on the report alone, not on the day of asking: they stand in files that are the
same tomorrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import polars as pl

from dashboard.metrics.report.canonical import OPERATORS, Report, report_id
from dashboard.metrics.report.reconciliation import (
    fetch_differences,
    not_in_roster,
    roster_marks,
    sums_of_parts,
)
from dashboard.metrics.report.state import SETTLING_DAYS, ReportState, final_from
from dashboard.numbers import counted, day, days
from data_access.direction import isolated
from data_access.facts import Coverage
from data_access.tables import ACTIVITY, BILLABLE_UNITS, METRICS

CheckState = Literal["ok", "failed", "unknown"]
FAILED = pl.Schema({"column": pl.String(), "why": pl.String()})
"""A column that could not be read, and why."""

_MOST_NAMED = 3
_NOT_FETCHED = "The report was not asked for a second time."
_FETCHED_NO_MORE = "OneHazel no longer keeps all of these days: the history's figures cannot be fetched a second time."


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `name` for machines, `title` and `words` for people, `evidence` the rows that it was decided on.

    unknown = not looked into; it keeps a report from being final as much as a failure does.
    """

    name: str
    title: str
    state: CheckState
    words: str
    evidence: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a report is checked against: what its source says besides.

    `roster` as `tables.OPERATORS`; `coverage`, `absent_is_zero` and `kept_from` as the source's. `listed`: the ids that the source's own report lists (`UsageReport.totals`). `again`: the same report, asked for a
    second time; None = it was not, or cannot be. `from_days`: made of days that a history keeps
    (`UsageReport.from_days`). `failed_now` as FAILED: what could not be read just now of the questions beside the
    report's own. `counted`: how many operators the platform counts, whatever its lists hold; None = not told. `doubts`:
    what its answers say against themselves, in words.
    """

    roster: pl.DataFrame
    listed: pl.Series
    coverage: Coverage
    absent_is_zero: bool
    kept_from: date | None = None
    again: Report | None = None
    from_days: bool = False
    settling_days: int = SETTLING_DAYS
    failed_now: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAILED))
    counted: int | None = None
    doubts: Sequence[str] = ()

    @property
    def listed_everywhere(self) -> int:
        """How many operators the roster and the report list together."""
        return len({*self.roster["operator_id"], *self.listed})


def readiness(report: Report, against: Findings) -> tuple[Check, ...]:
    """The ten checks, in the order in which a person reads them."""
    return (
        _over_and_settled(report, against),
        _still_kept(report, against),
        _adds_up(report),
        _roster_present(report, against),
        _no_day_missing(report, against),
        _nobody_unknown(report, against),
        _all_answered(against),
        _undoubted(against),
        _same_again(report, against),
        _units_present(report),
    )


def may_be_final(checks: Sequence[Check], state: ReportState) -> bool:
    """Whether a report of this state, with these checks, may be called final."""
    return state == "final" and all(check.state == "ok" for check in checks)


def state_in_print(checks: Sequence[Check], state: ReportState) -> ReportState:
    """The state that stands on the page, in the file name and in the manifest: what fails is not final but provisional."""
    return state if state != "final" or may_be_final(checks, state) else "provisional"


def _over_and_settled(report: Report, against: Findings) -> Check:
    period, held = report.period, against.coverage
    settled_from = final_from(period, against.settling_days)
    settling = [each for each in period.dates() if each in held.settling]
    is_over = period.end < held.today
    if is_over and held.today >= settled_from and not settling:
        words = f"{days(period)} is over, and its figures no longer change."
    elif not is_over:
        words = f"The period is not over: its last day is {day(period.end)}. It is settled from {day(settled_from)}."
    elif settling:
        words = f"{counted(len(settling), 'day')} of the period may still change: the source reads them again."
    else:
        words = f"Late usage may still come: the period is settled from {day(settled_from)}."
    evidence = pl.DataFrame({"last_day": [period.end], "settled_from": [settled_from], "data_until": [held.today]})
    holds = is_over and held.today >= settled_from and not settling
    return _check("over_and_settled", "The period is over and settled", words, evidence, holds=holds)


def _still_kept(report: Report, against: Findings) -> Check:
    start, kept_from = report.period.start, against.kept_from
    lost = kept_from is not None and not against.from_days and start < kept_from
    if lost:
        words = "OneHazel no longer keeps usage of the period's first days."
    elif kept_from is None:
        words = "The source keeps every day of the period."
    elif against.from_days:
        words = "Made of days that the history keeps, not of OneHazel's own report."
    else:
        words = "OneHazel still keeps every day of the period."
    evidence = pl.DataFrame(
        {"first_day": [start], "kept_from": [kept_from]}, schema={"first_day": pl.Date(), "kept_from": pl.Date()}
    )
    return _check("still_kept", "Within what the API still keeps", words, evidence, holds=not lost)


def _adds_up(report: Report) -> Check:
    sums = sums_of_parts(report)
    wrong = sums.filter(~pl.col("agrees"))
    of_operators = wrong.drop_nulls("operator_id")
    words = "Every operator's figures are the sums of their lines, and all operators' the sums of all lines."
    if of_operators.height:
        words = f"{counted(of_operators.height, 'figure')} not the sum of the lines: {_named(of_operators)}."
    return _check("adds_up", "Parts add up to totals", words, sums, holds=wrong.is_empty())


def _roster_present(report: Report, against: Findings) -> Check:
    marks = roster_marks(report, against.roster, against.listed, absent_is_zero=against.absent_is_zero)
    absent = marks.filter("absent")
    there = f"the roster's {counted(against.roster.height, 'operator')}"
    if absent.height:
        words = f"{absent.height:,} of {there} are not in the report: {_named(absent)}. Their usage is not known."
    else:
        words = f"All of {there} are in the report; marked as idle or suspended: {marks.height:,}."
    listed, counts = against.listed_everywhere, against.counted
    is_short = counts is not None and counts > listed
    if is_short:
        told = f"OneHazel counts {counted(counts or 0, 'operator')}, its lists hold {listed:,}."
        words = f"{told} {words if absent.height else 'The usage of the others is not known.'}"
    holds = absent.is_empty() and not is_short
    return _check("roster_present", "Every operator is there", words, marks, holds=holds)


def _no_day_missing(report: Report, against: Findings) -> Check:
    held = against.coverage
    missing = [each for each in report.period.dates() if each < held.first_day or each in held.missing]
    words = "No day of the period is missing."
    if missing:
        words = (
            f"{counted(len(missing), 'day')} of {report.period.days} are missing, the first of them {day(missing[0])}."
        )
    evidence = pl.DataFrame({"missing": missing}, schema={"missing": pl.Date()})
    return _check("no_day_missing", "No day is missing", words, evidence, holds=not missing)


def _nobody_unknown(report: Report, against: Findings) -> Check:
    strangers = not_in_roster(report, against.roster)
    words = "The roster knows every operator of the report."
    if strangers.height:
        words = f"The roster does not know {counted(strangers.height, 'operator')} of the report: {_named(strangers)}."
    return _check("nobody_unknown", "Nobody is unknown", words, strangers, holds=strangers.is_empty())


def _all_answered(against: Findings) -> Check:
    failed = against.failed_now
    words = "Nothing of plans and connectors failed to be read."
    if failed.height:
        columns = ", ".join(failed["column"].unique(maintain_order=True))
        words = f"Could not be read just now: {columns}. Without them the bill may be another one."
    return _check("all_answered", "Plans and connectors are known", words, failed, holds=failed.is_empty())


def _undoubted(against: Findings) -> Check:
    doubts = pl.DataFrame({"told": list(against.doubts)}, schema={"told": pl.String()})
    words = "Nothing in the answers says that they are incomplete or may change."
    if against.doubts:
        more = len(against.doubts) - 1
        words = f"{against.doubts[0]}{f' (and {more:,} more)' if more else ''}."
    return _check("undoubted", "The answers stand by themselves", words, doubts, holds=doubts.is_empty())


def _same_again(report: Report, against: Findings) -> Check:
    title = "A second fetch gives the same rows"
    if against.again is None:
        gone = against.from_days and against.kept_from is not None and report.period.start < against.kept_from
        return Check("same_again", title, "unknown", _FETCHED_NO_MORE if gone else _NOT_FETCHED)
    first, again, words = report, against.again, "A second fetch gave the same rows."
    if against.from_days:
        # what a history adds up of days (units) or averages (storage), OneHazel may say otherwise of a whole period
        first, again = _traffic(report), _traffic(against.again)
        words = "OneHazel's own report of the period has the same traffic."
    differing = fetch_differences(first, again)
    if report_id(again) == report_id(first):
        return _check("same_again", title, words, differing, holds=True)
    words = f"A second fetch differs in {counted(differing.height, 'figure')}: {_named(differing)}."
    return _check("same_again", title, words, differing, holds=False)


def _traffic(report: Report) -> Report:
    """The counted figures of a report alone, without names."""
    others = [pl.lit(None, OPERATORS[metric]).alias(metric) for metric in METRICS if metric not in ACTIVITY]
    nameless = pl.lit(None, pl.String).alias("operator_name")
    lines = report.lines.filter(pl.col("metric").is_in(ACTIVITY)).with_columns(nameless)
    return replace(report, lines=lines, operators=report.operators.with_columns(*others, nameless))


def _units_present(report: Report) -> Check:
    without = report.operators.filter(pl.col(BILLABLE_UNITS).is_null()).select("operator_id", "operator_name", "status")
    words = "Billable units are reported for every operator."
    if without.height:
        words = f"Billable units of {counted(without.height, 'operator')} are not reported: {_named(without)}."
    return _check("billable_units", "Billable units are there for all", words, without, holds=without.is_empty())


def _check(name: str, title: str, words: str, evidence: pl.DataFrame, *, holds: bool) -> Check:
    return Check(name, title, "ok" if holds else "failed", words, evidence)


def _named(rows: pl.DataFrame) -> str:
    """The first few operators of `rows`, by id, and how many more there are."""
    ids = rows["operator_id"].unique(maintain_order=True).to_list()
    more = len(ids) - _MOST_NAMED
    return ", ".join(isolated(each) for each in ids[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")

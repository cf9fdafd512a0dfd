"""The one way from what was read to a report that goes on an invoice, and from that to its pack.

The page brings its pinned readings, the command asks (`dashboard.exports.pack.asking`); both come through here, so that
one question has one report id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import polars as pl

from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Report as ReportReading
from dashboard.answers.made import Roster, bill
from dashboard.answers.reading import Counted, Reading
from dashboard.exports.file_names import platform_slug
from dashboard.exports.pack.amounts import amounts_of
from dashboard.exports.pack.contents import Pack, PackForm, Provenance
from dashboard.issuing.refusals import PlansUnknown
from dashboard.metrics.money.amounts import Priced, priced
from dashboard.metrics.report.canonical import Report, canonical_report, report_id
from dashboard.metrics.report.readiness import FAILED, Check, Findings, readiness, state_in_print
from dashboard.metrics.report.state import SETTLING_DAYS, ReportState, report_state
from data_access import Settings, SourceFacts, Unknown, UsageReport, platform_key
from data_access.direction import without_turns
from data_access.errors import SettingsWrong
from data_access.rate_card import Rates


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report it is: the platform's name in print, the id that its records are kept under, the part of file names."""

    name: str
    key: str
    slug: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """A report with its id, its checks and the state that may stand in print; where and when it was read (UTC).

    `unknown`: what of the answers that it is made of could not be read.
    """

    report: Report
    report_id: str
    checks: tuple[Check, ...]
    state: ReportState
    whose: Whose
    facts: SourceFacts
    read_at: datetime
    from_days: bool
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose of a pack. `statements`: ids of operators that get a page; None = those with most units."""

    form: PackForm
    statements: tuple[str, ...] | None = None


def whose(settings: Settings, name: str | None, *, is_sample: bool) -> Whose:
    """The platform called `name`; None = not told.

    Known by its address alone where OneHazel does not tell which one it is: then nothing is issued. Raises what
    `platform_key` raises but for SettingsWrong.
    """
    try:
        key = platform_key(settings)
    except SettingsWrong:
        key = urlsplit(settings.base_url).netloc.lower()
    host = urlsplit(settings.base_url).hostname if settings.kind == "api" else settings.dataset_directory.name
    return Whose(without_turns(name or "") or key, key, platform_slug(name, host, is_sample=is_sample))


@Keeping
def invoice(
    first: ReportReading,
    roster: Roster,
    counted: Reading[Counted],
    again: ReportReading | None,
    facts: SourceFacts,
    whose: Whose,
    settling_days: int = SETTLING_DAYS,
) -> Invoice:
    """The report of the period of `first`. `again`: the second fetch; None where there was none."""
    report = _canonical(first, roster, facts, whose)
    unknown = (*first.unknown, *roster.unknown, *counted.unknown)
    findings = Findings(
        roster.value.frame,
        first.value.totals["operator_id"],
        facts.coverage,
        facts.is_dataset,
        kept_from=facts.kept_from,
        again=None if again is None else _canonical(again, roster, facts, whose),
        from_days=first.value.from_days,
        settling_days=settling_days,
        failed_now=_failed(unknown),
        counted=counted.value.operators,
        doubts=tuple(dict.fromkeys((*first.value.doubts, *roster.value.doubts))),
    )
    checks = readiness(report, findings)
    state = state_in_print(checks, report_state(first.value.period, facts.coverage, settling_days=settling_days))
    made_from = (whose, facts, first.read_at, first.value.from_days, unknown)
    return Invoice(report, report_id(report), checks, state, *made_from)


def can_be_fetched_again(first: UsageReport, facts: SourceFacts) -> bool:
    """Whether a second fetch can be held against it: not days of a history that OneHazel no longer keeps."""
    return not (first.from_days and facts.kept_from is not None and first.period.start < facts.kept_from)


def refuse_failed(unknown: Iterable[Unknown]) -> None:
    """Raises the error of a question that failed just now: without its answer a bill would be another one.

    Without plans a general price would stand for the plan's, without connectors their names for their ids.
    """
    for one in unknown:
        if not one.lasting:
            raise one.error


def money(report: Report, rates: Rates | None, unknown: Iterable[Unknown] = ()) -> Priced | None:
    """The amounts of a report; None without a rate card: then no money is shown anywhere.

    Raises PlansUnknown where the card has prices by plan and the plans are not told.
    """
    if rates is None or rates.card is None:
        return None
    if rates.card.plans and any("plan" in one.columns for one in unknown):
        raise PlansUnknown("the rate card has prices by plan, and OneHazel does not tell this key the operators' plans")
    return priced(report, rates.card)


def pack_of(
    report: Report,
    made_from: Invoice,
    wishes: Wishes,
    rates: Rates | None,
    *,
    reason: str = "",
) -> Pack:
    """What goes into the pack of a report: the invoice's own, or a correction of what was issued.

    Made again of the same readings it is the same to the byte: it says when it was read, and no other time. A correction
    carries no amounts. Raises PlansUnknown, and the error of a question that failed just now.
    """
    refuse_failed(made_from.unknown)
    facts, read_at = made_from.facts, made_from.read_at
    provenance = Provenance(
        source=facts.label,
        slug=made_from.whose.slug,
        read_at=read_at,
        made_at=read_at,
        is_sample=facts.is_sample,
        from_days=made_from.from_days,
    )
    found = None if report.correction_of else money(report, rates, made_from.unknown)
    return Pack(
        report,
        wishes.form,
        made_from.checks,
        made_from.state,
        provenance,
        None if found is None else amounts_of(found),
        statements=wishes.statements,
        override_reason=reason or None,
    )


def _failed(unknown: Iterable[Unknown]) -> pl.DataFrame:
    """A question that failed counts also where no column lacks anything: those whom it alone knows are not there."""
    rows = [
        (column, one.error.detail) for one in unknown if not one.lasting for column in one.columns or ("operators",)
    ]
    return pl.DataFrame(rows, schema=FAILED, orient="row")


def _canonical(reading: ReportReading, roster: Roster, facts: SourceFacts, whose: Whose) -> Report:
    lines, period = reading.value.lines, reading.value.period
    figures = bill(reading, roster, facts)
    return canonical_report(lines, figures, platform=whose.name, platform_id=whose.key, period=period)

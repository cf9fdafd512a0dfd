"""The report that goes on an invoice: canonical rows, checks, state and money, made of the answers on the screen."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import polars as pl

from dashboard.exports.pack.amounts import amounts_of
from dashboard.exports.pack.contents import Pack, PackForm, Provenance
from dashboard.metrics.canonical import Report, canonical_report, report_id
from dashboard.metrics.money import Priced, priced
from dashboard.metrics.readiness import Check, Findings, readiness, state_in_print
from dashboard.metrics.report_state import ReportState, report_state
from dashboard.metrics.window import Window
from dashboard.ui import data, kept, measured, state
from dashboard.ui.downloads import platform
from dashboard.ui.kept import Stamp, keep
from data_access import Period, Settings, platform_key
from data_access.errors import SettingsWrong
from data_access.rate_card import Rates
from data_access.rates import read_rates

_AGAIN = "fetched_again"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report it is: the platform's name in print, and the id that its records are kept under."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """A report with its id, its checks and the state that may stand in print."""

    report: Report
    report_id: str
    checks: tuple[Check, ...]
    state: ReportState
    read_at: datetime
    from_days: bool


@keep
def invoice(
    identity: str, period: Period, whose: Whose, read: Stamp, again: datetime | None, *, fresh: bool
) -> Invoice:
    """The report of the period. `again`: when it was asked for a second time, None where it was not."""
    source, first = kept.opened(identity), kept.report(identity, period, fresh=fresh)
    report = _canonical(period, whose, measured.bill(identity, period, read, fresh=fresh), first.value.lines)
    second = None if again is None else _second(identity, period, whose, again, fresh=fresh)
    coverage = source.coverage()
    findings = Findings(
        kept.operators(identity).value,
        first.value.totals["operator_id"],
        coverage,
        source.absent_is_zero,
        kept_from=source.kept_from,
        again=second,
        from_days=first.value.from_days,
    )
    checks = readiness(report, findings)
    shown = state_in_print(checks, report_state(period, coverage))
    return Invoice(report, report_id(report), checks, shown, first.read_at, first.value.from_days)


def shown_invoice(window: Window, *, fresh: bool) -> Invoice:
    """The invoice of the page's period; a dataset is read a second time by itself, the API when a person asks for it."""
    again = second_fetch(window.period, fresh=fresh)
    stamp = data.stamp(window.period, fresh=fresh)
    return invoice(data.identity(), window.period, whose(), stamp, again, fresh=fresh)


def whose() -> Whose:
    """The platform; known by its address alone where OneHazel does not tell which one it is (then nothing is issued)."""
    settings = Settings.from_environment()
    try:
        key = platform_key(settings)
    except SettingsWrong:
        key = urlsplit(settings.base_url).netloc.lower()
    return Whose(data.platform_name() or key, key)


def second_fetch(period: Period, *, fresh: bool) -> datetime | None:
    """When the report of the period was asked for a second time in this session."""
    place = f"{_AGAIN}:{period.start}:{period.end}:{fresh}:{data.identity()}"
    if data.source().absent_is_zero:
        return state.kept(place, lambda: datetime.now(UTC))
    return state.kept(place, lambda: None)


def fetch_again(period: Period, *, fresh: bool) -> None:
    """Ask for the report a second time in the next run."""
    state.keep(f"{_AGAIN}:{period.start}:{period.end}:{fresh}:{data.identity()}", datetime.now(UTC))


def rates() -> Rates | None:
    """The rate card and the allowances as they are now; None without a file. Raises RatesMissing, RatesWrong."""
    return read_rates(Settings.from_environment().rates)


def money(report: Report) -> Priced | None:
    """The amounts of a report; None without a rate card: then no money is shown anywhere."""
    found = rates()
    return None if found is None or found.card is None else priced(report, found.card)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose of a pack. `statements`: ids of operators that get a page; None = those with most units."""

    form: PackForm
    statements: tuple[str, ...] | None = None


def pack_of(report: Report, made_from: Invoice, wishes: Wishes, *, reason: str = "", priced_too: bool = True) -> Pack:
    """What goes into the pack of a report: the page's own, or a correction of what was issued."""
    source = data.source()
    provenance = Provenance(
        source=source.label,
        slug=platform(),
        read_at=made_from.read_at,
        made_at=datetime.now(UTC),
        is_sample=source.is_sample,
        from_days=made_from.from_days,
    )
    found = money(report) if priced_too else None
    carried = None if found is None else amounts_of(found)
    return Pack(
        report,
        wishes.form,
        made_from.checks,
        made_from.state,
        provenance,
        carried,
        statements=wishes.statements,
        override_reason=reason or None,
    )


def _second(identity: str, period: Period, whose: Whose, again: datetime, *, fresh: bool) -> Report:
    second = kept.report_again(identity, period, again, fresh=fresh).value
    bill = measured.bill_of(identity, second.totals)
    return _canonical(period, whose, bill, second.lines)


def _canonical(period: Period, whose: Whose, bill: pl.DataFrame, lines: pl.DataFrame) -> Report:
    return canonical_report(lines, bill, platform=whose.name, platform_id=whose.key, period=period)

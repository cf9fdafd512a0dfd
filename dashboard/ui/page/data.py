"""What the pages ask for: the readings that the page shows (`dashboard.ui.page.pinned`), and what is made of them."""

from datetime import datetime

import polars as pl

from dashboard.answers import made, source
from dashboard.answers.connectors import RollOf
from dashboard.answers.made import Frame, Report, Roster
from dashboard.answers.reading import Counted, Reading
from dashboard.answers.records import forget_records
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics.change import Kpi
from dashboard.metrics.operators import OperatorCounts
from dashboard.metrics.usage import Reported
from dashboard.metrics.window import Window
from dashboard.metrics.window import window as window_of
from dashboard.ui.page import pinned
from dashboard.ui.page.pinned import identity
from data_access import Coverage, Period, PlatformProfile, ProfileChanges, SourceFacts, Summary, Unknown
from data_access.errors import DataAccessError
from data_access.history.probe import ProbeResult
from data_access.period import DEFAULT_PRESET, preset_period


def refetch() -> None:
    """Ask the source again, a dataset's files included: this page shows it, the others are told that it is there."""
    source.forget_all()
    forget_records()
    pinned.release()


def facts() -> SourceFacts:
    """What the source says of itself. Raises SettingsWrong, DatasetMissing, DatasetWrong."""
    return pinned.facts()


def coverage() -> Coverage:
    """Which days can be asked for."""
    return facts().coverage


def as_of() -> datetime:
    """The instant that the page's figures are true for: a dataset's own, or when the oldest of them was read."""
    told = facts()
    return told.as_of if told.is_dataset else pinned.oldest_read() or told.as_of


def summary() -> Summary:
    """The platform's undated totals."""
    return pinned.pinned(source.summary, identity()).value


def counted() -> Reading[Counted]:
    """How many operators the platform counts, and what is unknown of that at the moment."""
    return pinned.pinned(source.counted, identity())


def roster() -> Roster:
    """The page's reading of the operators."""
    return pinned.pinned(source.roster, identity())


def operators() -> pl.DataFrame:
    """The roster, as `tables.OPERATORS`."""
    return roster().value.frame


def catalogue() -> Roster:
    """The page's reading of the connectors."""
    return pinned.pinned(source.catalogue, identity())


def report(period: Period, *, fresh: bool = False) -> Report:
    """The page's reading of the usage of a period; `fresh` never from days that are kept."""
    return pinned.pinned(source.report, identity(), period, fresh=fresh)


def report_again(first: Report) -> Report:
    """The same report fetched a second time, whatever the first answer was."""
    return pinned.pinned(source.report_again, identity(), first)


def unknown() -> list[Unknown]:
    """What of the page's answers is unknown, because a question beside the main one was not answered."""
    return pinned.unknown()


def reported(window: Window, *, fresh: bool = False) -> Reported:
    """The report of the period: its lines, and every operator's figures; `fresh` never from days that are kept."""
    return made.reported(report(window.period, fresh=fresh), roster(), facts())


def is_from_days(window: Window) -> bool:
    """Whether the report of the period is made of days that are kept, not asked of the platform."""
    return report(window.period).value.from_days


def reported_before(window: Window) -> Reported | None:
    """The report of the period before; None where it cannot be compared."""
    return None if window.compared is None else made.reported(report(window.compared), roster(), facts())


def days_of(period: Period | None, operator_id: str | None = None) -> Frame | None:
    """The page's reading of the days of a period; None for no period and where the source knows none of its days."""
    held = facts().daily_coverage
    if period is None or held is None or not (facts().is_dataset or held.known_days(period)):
        return None
    return pinned.pinned(source.daily_totals, identity(), period, operator_id)


def daily_totals(period: Period | None, operator_id: str | None = None) -> pl.DataFrame | None:
    """Traffic by day, as `metrics.daily.daily_totals`; None where `days_of` is."""
    reading = days_of(period, operator_id)
    return None if reading is None or period is None else made.totals(reading, period, facts())


def kpis(metrics: tuple[str, ...], window: Window, *, fresh: bool = False) -> tuple[Kpi, ...]:
    """A sum for each of `metrics`, beside that of the period before where the two can be compared; `fresh` as `report`."""
    now, before = report(window.period, fresh=fresh), report_before(window)
    return made.kpis(metrics, now, before, roster(), facts(), window.unequal_days)


def counts() -> OperatorCounts:
    """How many operators there are now, by status."""
    return made.counts(pinned.pinned(source.summary, identity()), roster())


def report_before(window: Window) -> Report | None:
    """The page's reading of the period before; None where it cannot be compared."""
    return None if window.compared is None else report(window.compared)


def leaderboard(metric: str, window: Window) -> pl.DataFrame:
    """Operators by a metric, as `metrics.usage.leaderboard`."""
    return made.leaderboard(metric, report(window.period), report_before(window), roster(), facts())


def roll_of(window: Window) -> RollOf:
    """What the connectors' rows are made of."""
    return RollOf(report(window.period), report_before(window), roster(), catalogue(), facts())


def bill(period: Period) -> pl.DataFrame:
    """Every operator's figures of any period, as `metrics.report.bill.operator_bill`."""
    return made.bill(report(period), roster(), facts())


def units(operator_id: str, period: Period) -> int | None:
    """The billable units of one operator in a period; None = not reported."""
    return made.units(report(period), roster(), facts(), operator_id)


def probed() -> ProbeResult:
    """Whether single days add up to a week at the platform, asked now. Raises DataAccessError."""
    return source.probed(identity())


def default_window() -> Window:
    """The usual period, for questions that come before a period is chosen."""
    held = coverage()
    return window_of(DEFAULT_PRESET, preset_period(DEFAULT_PRESET, held.today, held.last_complete_day), held)


def lines_file(window: Window, platform: str, form: Form, *, fresh: bool = False) -> ExportFile:
    """The usage lines of the period as a file."""
    return made.lines_file(report(window.period, fresh=fresh), platform, form)


def bill_file(window: Window, platform: str, form: Form, *, fresh: bool = False) -> ExportFile:
    """Every operator's figures of the period as a file."""
    return made.bill_file(report(window.period, fresh=fresh), roster(), facts(), platform, form)


def platform_name() -> str | None:
    """The profile's name; None where the platform does not tell it, to nobody or not to this key.

    Raises every other DataAccessError: a name that comes and goes would give one report two ids.
    """
    try:
        return profile().name
    except DataAccessError as failed:
        if failed.is_lasting:
            return None
        raise


def profile() -> PlatformProfile:
    """The platform's settings, as last read."""
    return pinned.pinned(source.profile, identity()).value


def forget_profile() -> None:
    """Read the profile again when it is asked for next."""
    source.profile.forget()
    pinned.forget(source.profile)


def save_profile(changes: ProfileChanges) -> PlatformProfile:
    """Store the changes; what was read before is forgotten, however it ends. Raises what `Source.save_profile` raises."""
    try:
        return source.saved_profile(identity(), changes)
    finally:
        forget_profile()

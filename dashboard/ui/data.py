"""What the pages ask for. Each answer comes from `dashboard.ui.kept`, and the run remembers when it was read."""

from datetime import datetime
from typing import Any, TypeVar

import polars as pl

from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics.usage import Reported
from dashboard.metrics.window import Window
from dashboard.metrics.window import window as window_of
from dashboard.ui import kept, measured, state
from dashboard.ui.kept import Reading, Stamp
from data_access import (
    Coverage,
    DataAccessError,
    Period,
    PlatformProfile,
    ProfileChanges,
    Settings,
    Source,
    Summary,
    source_identity,
)
from data_access.history.probe import ProbeResult, probe
from data_access.period import DEFAULT_PRESET, preset_period

T = TypeVar("T")

_IDENTITY = "identity"


def refetch() -> None:
    """Forget every answer, so that the next run asks the source again, a dataset's files included."""
    kept.forget_all()


def begin_run() -> None:
    """Look at the settings and the manifest anew, and forget when the last run's figures were read."""
    state.forget(_IDENTITY)
    state.forget_reads()


def source() -> Source:
    """The source of this process's settings, opened once. Raises SettingsWrong, DatasetMissing, DatasetWrong."""
    return kept.opened(identity())


def open_dataset() -> None:
    """Read a dataset's small tables ahead of the first visitor; the API is asked nothing."""
    if Settings.from_environment().kind == "dataset":
        kept.opened(_identity_now())


def reachable() -> None:
    """Ask for the least there is to ask. Raises DataAccessError when the source does not answer; asks every 30 s."""
    kept.reached(_identity_now())


def coverage() -> Coverage:
    """Which days can be asked for."""
    return source().coverage()


def as_of() -> datetime:
    """The instant that the page's figures are true for: a dataset's own, or when the oldest of them was read."""
    if source().absent_is_zero:
        return source().as_of
    return state.oldest_read() or source().as_of


def summary() -> Summary:
    """The platform's undated totals."""
    return shown(kept.summary(identity()))


def operators() -> pl.DataFrame:
    """The roster, as `tables.OPERATORS`."""
    return shown(kept.operators(identity()))


def reported(window: Window, *, fresh: bool = False) -> Reported:
    """The report of the period: its lines, and every operator's figures; `fresh` never from days that are kept."""
    read = stamp(window.period, fresh=fresh)
    return measured.reported(identity(), window.period, read, fresh=fresh)


def is_from_days(window: Window) -> bool:
    """Whether the report of the period is made of days that are kept, not asked of the platform."""
    return kept.report(identity(), window.period, fresh=False).value.from_days


def reported_before(window: Window) -> Reported | None:
    """The report of the period before; None where it cannot be compared."""
    return (
        None
        if window.compared is None
        else measured.reported(identity(), window.compared, stamp(window.compared), fresh=False)
    )


def daily_totals(period: Period | None, operator_id: str | None = None) -> pl.DataFrame | None:
    """Traffic by day, as `metrics.daily.daily_totals`; None for no period and where the source knows none of its days."""
    held = source().daily_coverage()
    if period is None or held is None or not (source().absent_is_zero or held.known_days(period)):
        return None
    read = (note(kept.daily_totals(identity(), period, operator_id)),)
    return measured.daily_totals(identity(), period, operator_id, read)


def leaderboard(metric: str, window: Window) -> pl.DataFrame:
    """Operators by a metric, as `metrics.usage.leaderboard`."""
    read = stamp(window.period, window.compared)
    return measured.leaderboard(identity(), metric, window.period, window.compared, read)


def adoption(window: Window) -> pl.DataFrame:
    """Connectors in the period, as `metrics.connectors.adoption`."""
    read = (*stamp(window.period, window.compared), note(kept.connectors(identity())))
    return measured.adoption(identity(), window.period, window.compared, read)


def connector_names(window: Window) -> dict[str, str]:
    """What connectors are called, by id."""
    return dict(adoption(window).select("connector_id", "name").iter_rows())


def bill(period: Period) -> pl.DataFrame:
    """Every operator's figures of any period, as `metrics.billing.operator_bill`."""
    return measured.bill(identity(), period, stamp(period), fresh=False)


def units(operator_id: str, period: Period) -> int | None:
    """The billable units of one operator in a period; None = not reported."""
    mine = bill(period).filter(pl.col("operator_id") == operator_id)
    return None if mine.is_empty() else mine["billable_units"][0]


def probed() -> ProbeResult:
    """Whether single days add up to a week at the platform, asked now. Raises DataAccessError."""
    return probe(source(), coverage().today)


def default_window() -> Window:
    """The usual period, for questions that come before a period is chosen."""
    held = coverage()
    return window_of(DEFAULT_PRESET, preset_period(DEFAULT_PRESET, held.today, held.last_complete_day), held)


def lines_file(window: Window, platform: str, form: Form, *, fresh: bool = False) -> ExportFile:
    """The usage lines of the period as a file."""
    read = stamp(window.period, fresh=fresh)
    return measured.lines_file(identity(), window.period, platform, form, read, fresh=fresh)


def bill_file(window: Window, platform: str, form: Form, *, fresh: bool = False) -> ExportFile:
    """Every operator's figures of the period as a file."""
    read = stamp(window.period, fresh=fresh)
    return measured.bill_file(identity(), window.period, platform, form, read, fresh=fresh)


def platform_name() -> str | None:
    """The profile's name, for file names; None where the settings cannot be read: a file can be named without."""
    try:
        return kept.profile(identity()).value.name
    except DataAccessError:
        return None


def profile() -> PlatformProfile:
    """The platform's settings, as last read."""
    return shown(kept.profile(identity()))


def forget_profile() -> None:
    """Read the profile again when it is asked for next."""
    kept.forget_profile()


def save_profile(changes: ProfileChanges) -> PlatformProfile:
    """Store the changes; what was read before is forgotten, however it ends. Raises what `Source.save_profile` raises."""
    try:
        return source().save_profile(changes)
    finally:
        forget_profile()


def shown(reading: Reading[T]) -> T:
    """The answer; the page remembers when it was read."""
    note(reading)
    return reading.value


def note(reading: Reading[Any]) -> datetime:
    """When it was read; the page remembers it."""
    state.note_read(reading.read_at)
    return reading.read_at


def stamp(*periods: Period | None, fresh: bool = False) -> Stamp:
    """When the roster and the reports of these periods were read."""
    of = identity()
    readings = [kept.report(of, period, fresh=fresh) for period in periods if period is not None]
    return (note(kept.operators(of)), *map(note, readings))


def identity() -> str:
    """The source's identity, read once a run: settings and manifest are files, and a run asks many questions."""
    return state.kept(_IDENTITY, _identity_now)


def _identity_now() -> str:
    return source_identity(Settings.from_environment())

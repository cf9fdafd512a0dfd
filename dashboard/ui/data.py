"""What the pages ask for: every cached read stands here, and nowhere else.

Keys are scalars and frozen values: the source's identity, a Period, a metric. Never a frame (Streamlit's key for one
reads a few rows only) and never Settings or a key (two keys would share one answer). A read that raises is not kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import polars as pl
import streamlit as st

from dashboard.exports.billing import usage_lines_file, usage_operators_file
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics import connectors as connector_metrics
from dashboard.metrics import usage
from dashboard.metrics.billing import operator_bill
from dashboard.metrics.daily import daily_totals as totals_by_day
from dashboard.metrics.usage import Reported
from dashboard.metrics.window import Window
from dashboard.metrics.window import window as window_of
from dashboard.ui import state
from data_access import (
    Coverage,
    DataAccessError,
    Period,
    PlatformProfile,
    ProfileChanges,
    Settings,
    Source,
    Summary,
    UsageReport,
    open_source,
    source_identity,
)
from data_access.errors import SourceChanged
from data_access.period import DEFAULT_PRESET, preset_period

_SECONDS = 300
_HEALTH_SECONDS = 30
_IDENTITY = "identity"


T = TypeVar("T")
_Stamp = tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    value: T
    read_at: datetime


_kept = st.cache_resource(ttl=_SECONDS, max_entries=128, show_spinner=False)
"""Frames are immutable, so one object serves every session: no copy is made."""


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(identity: str) -> Source:
    opened = open_source(Settings.from_environment())
    if opened.identity != identity:
        raise SourceChanged("the settings or the dataset's manifest changed while the page was drawn")
    return opened


@_kept
def _summary(identity: str) -> _Reading[Summary]:
    return _now(_opened(identity).summary())


@_kept
def _operators(identity: str) -> _Reading[pl.DataFrame]:
    return _now(_opened(identity).operators())


@_kept
def _connectors(identity: str) -> _Reading[pl.DataFrame]:
    return _now(_opened(identity).connectors())


@_kept
def _report(identity: str, period: Period) -> _Reading[UsageReport]:
    report = _opened(identity).usage_report(period)
    return _Reading(report, report.read_at)


@_kept
def _profile(identity: str) -> _Reading[PlatformProfile]:
    return _now(_opened(identity).profile())


@_kept
def _daily_totals(identity: str, period: Period, operator_id: str | None) -> _Reading[pl.DataFrame]:
    opened = _opened(identity)
    daily = opened.daily_totals(period, operator_id)
    return _now(totals_by_day(daily, period, opened.coverage()))


# What is measured is kept under the instants at which its inputs were read: when one of them is read again, everything
# made of it is made again, so a page never shows two readings of one report beside each other.


@_kept
def _bill(identity: str, period: Period, read: _Stamp) -> pl.DataFrame:  # noqa: ARG001  the stamp is part of the key
    opened = _opened(identity)
    totals, roster = _report(identity, period).value.totals, _operators(identity).value
    return operator_bill(totals, roster, absent_is_zero=opened.has_daily_history)


@_kept
def _leaderboard(identity: str, metric: str, period: Period, before: Period | None, read: _Stamp) -> pl.DataFrame:
    earlier = None if before is None else _bill(identity, before, read)
    return usage.leaderboard(metric, _bill(identity, period, read), earlier, _operators(identity).value)


@_kept
def _adoption(identity: str, period: Period, before: Period | None, read: _Stamp) -> pl.DataFrame:
    now = _reported(identity, period, read)
    earlier = None if before is None else _reported(identity, before, read)
    return connector_metrics.adoption(_connectors(identity).value, now, earlier, now.bill.height)


@_kept
def _lines_file(identity: str, period: Period, platform: str, form: Form, read: _Stamp) -> ExportFile:  # noqa: ARG001
    return usage_lines_file(_report(identity, period).value.lines, period, platform, form)


@_kept
def _bill_file(identity: str, period: Period, platform: str, form: Form, read: _Stamp) -> ExportFile:
    return usage_operators_file(_bill(identity, period, read), period, platform, form)


def _reported(identity: str, period: Period, read: _Stamp) -> Reported:
    return Reported(_report(identity, period).value.lines, _bill(identity, period, read))


@st.cache_resource(ttl=_HEALTH_SECONDS, max_entries=8, show_spinner=False)
def _reached(identity: str) -> bool:
    _opened(identity).profile()
    return True


_ANSWERS: tuple[Any, ...] = (
    _opened,
    _reached,
    _summary,
    _operators,
    _connectors,
    _report,
    _profile,
    _daily_totals,
    _bill,
    _leaderboard,
    _adoption,
    _lines_file,
    _bill_file,
)


def refetch() -> None:
    """Forget every answer, so that the next run asks the source again, a dataset's files included."""
    for answers in _ANSWERS:
        answers.clear()


def begin_run() -> None:
    """Look at the settings and the manifest anew, and forget when the last run's figures were read."""
    state.forget(_IDENTITY)
    state.forget_reads()


def source() -> Source:
    """The source of this process's settings, opened once. Raises SettingsWrong, DatasetMissing, DatasetWrong."""
    return _opened(_identity())


def open_dataset() -> None:
    """Read a dataset's small tables ahead of the first visitor; the API is asked nothing."""
    if Settings.from_environment().kind == "dataset":
        _opened(_identity_now())


def reachable() -> None:
    """Ask for the least there is to ask. Raises DataAccessError when the source does not answer; asks every 30 s."""
    _reached(_identity_now())


def coverage() -> Coverage:
    """Which days can be asked for."""
    return source().coverage()


def as_of() -> datetime:
    """The instant that the page's figures are true for: a dataset's own, or when the oldest of them was read."""
    if source().has_daily_history:
        return source().as_of
    return state.oldest_read() or source().as_of


def summary() -> Summary:
    """The platform's undated totals."""
    return _shown(_summary(_identity()))


def operators() -> pl.DataFrame:
    """The roster, as `tables.OPERATORS`."""
    return _shown(_operators(_identity()))


def reported(window: Window) -> Reported:
    """The report of the period: its lines, and every operator's figures."""
    return _reported(_identity(), window.period, _stamp(window.period))


def reported_before(window: Window) -> Reported | None:
    """The report of the period before; None where it cannot be compared."""
    return None if window.compared is None else _reported(_identity(), window.compared, _stamp(window.compared))


def daily_totals(period: Period | None, operator_id: str | None = None) -> pl.DataFrame | None:
    """Traffic by day, as `metrics.daily.daily_totals`; None for no period and where the source knows no days."""
    if period is None or not source().has_daily_history:
        return None
    return _shown(_daily_totals(_identity(), period, operator_id))


def leaderboard(metric: str, window: Window) -> pl.DataFrame:
    """Operators by a metric, as `metrics.usage.leaderboard`."""
    stamp = _stamp(window.period, window.compared)
    return _leaderboard(_identity(), metric, window.period, window.compared, stamp)


def adoption(window: Window) -> pl.DataFrame:
    """Connectors in the period, as `metrics.connectors.adoption`."""
    stamp = (*_stamp(window.period, window.compared), _note(_connectors(_identity())))
    return _adoption(_identity(), window.period, window.compared, stamp)


def connector_names(window: Window) -> dict[str, str]:
    """What connectors are called, by id."""
    return dict(adoption(window).select("connector_id", "name").iter_rows())


def default_window() -> Window:
    """The usual period, for questions that come before a period is chosen."""
    held = coverage()
    return window_of(DEFAULT_PRESET, preset_period(DEFAULT_PRESET, held.today, held.last_complete_day), held)


def lines_file(window: Window, platform: str, form: Form) -> ExportFile:
    """The usage lines of the period as a file."""
    return _lines_file(_identity(), window.period, platform, form, _stamp(window.period))


def bill_file(window: Window, platform: str, form: Form) -> ExportFile:
    """Every operator's figures of the period as a file."""
    return _bill_file(_identity(), window.period, platform, form, _stamp(window.period))


def platform_name() -> str | None:
    """The profile's name, for file names; None where the settings cannot be read: a file can be named without."""
    try:
        return _profile(_identity()).value.name
    except DataAccessError:
        return None


def profile() -> PlatformProfile:
    """The platform's settings, as last read."""
    return _shown(_profile(_identity()))


def forget_profile() -> None:
    """Read the profile again when it is asked for next."""
    _profile.clear()


def save_profile(changes: ProfileChanges) -> PlatformProfile:
    """Store the changes; what was read before is forgotten, however it ends. Raises what `Source.save_profile` raises."""
    try:
        return source().save_profile(changes)
    finally:
        forget_profile()


def _now(value: T) -> _Reading[T]:
    return _Reading(value, datetime.now(UTC))


def _shown(reading: _Reading[T]) -> T:
    _note(reading)
    return reading.value


def _note(reading: _Reading[Any]) -> datetime:
    state.note_read(reading.read_at)
    return reading.read_at


def _stamp(*periods: Period | None) -> _Stamp:
    """When the roster and the reports of these periods were read."""
    identity = _identity()
    readings = [_report(identity, period) for period in periods if period is not None]
    return (_note(_operators(identity)), *map(_note, readings))


def _identity() -> str:
    """The source's identity, read once a run: settings and manifest are files, and a run asks many questions."""
    return state.kept(_IDENTITY, _identity_now)


def _identity_now() -> str:
    return source_identity(Settings.from_environment())

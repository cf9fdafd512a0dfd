"""What the pages ask for: every cached read stands here, and nowhere else.

Keys are scalars and frozen values: the source's identity, a Period, a metric. Never a frame (Streamlit's key for one
reads a few rows only) and never Settings or a key (two keys would share one answer). A read that raises is not kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import polars as pl
import streamlit as st

from dashboard.metrics import connectors as connector_metrics
from dashboard.metrics import usage
from dashboard.metrics.billing import operator_bill
from dashboard.metrics.daily import daily_totals as totals_by_day
from dashboard.metrics.window import Window
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

_SECONDS = 300
_HEALTH_SECONDS = 30
_IDENTITY = "identity"


T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    value: T
    read_at: datetime

    def then(self, value: U, *others: "_Reading[Any]") -> "_Reading[U]":
        """Something made of this and other readings is as old as the oldest of them."""
        return _Reading(value, min(self.read_at, *(other.read_at for other in others), self.read_at))


_kept = st.cache_resource(ttl=_SECONDS, max_entries=128, show_spinner=False)
"""Frames are immutable, so one object serves every session: no copy is made."""


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(identity: str) -> Source:  # noqa: ARG001  the identity is the key
    return open_source(Settings.from_environment())


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
    daily = opened.daily_usage(period)
    mine = daily if operator_id is None else daily.filter(pl.col("operator_id") == operator_id)
    return _now(totals_by_day(mine, period, opened.coverage()))


@_kept
def _bill(identity: str, period: Period) -> _Reading[pl.DataFrame]:
    report, roster = _report(identity, period), _operators(identity)
    absent_is_zero = _opened(identity).has_daily_history
    bill = operator_bill(report.value.totals, roster.value, absent_is_zero=absent_is_zero)
    return report.then(bill, roster)


@_kept
def _leaderboard(identity: str, metric: str, period: Period, before: Period | None) -> _Reading[pl.DataFrame]:
    bill, roster = _bill(identity, period), _operators(identity)
    earlier = None if before is None else _bill(identity, before)
    board = usage.leaderboard(metric, bill.value, None if earlier is None else earlier.value, roster.value)
    return bill.then(board, roster, earlier or bill)


@_kept
def _adoption(identity: str, period: Period, before: Period | None) -> _Reading[pl.DataFrame]:
    report, bill, known = _report(identity, period), _bill(identity, period), _connectors(identity)
    earlier = None if before is None else _report(identity, before)
    adopted = connector_metrics.adoption(
        known.value,
        report.value.lines,
        None if earlier is None else earlier.value.lines,
        bill.value.height,
        fully_known=connector_metrics.calls_fully_known(bill.value, report.value.lines),
    )
    return report.then(adopted, bill, known, earlier or report)


@st.cache_resource(ttl=_HEALTH_SECONDS, max_entries=8, show_spinner=False)
def _reached(identity: str) -> bool:
    _opened(identity).profile()
    return True


def refetch() -> None:
    """Forget every answer, so that the next run asks the source again, a dataset's files included."""
    for question in (
        _summary,
        _operators,
        _connectors,
        _report,
        _profile,
        _daily_totals,
        _bill,
        _leaderboard,
        _adoption,
    ):
        question.clear()
    _opened.clear()


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


def summary() -> Summary:
    """The platform's undated totals."""
    return _shown(_summary(_identity()))


def operators() -> pl.DataFrame:
    """The roster, as `tables.OPERATORS`."""
    return _shown(_operators(_identity()))


def lines(window: Window) -> pl.DataFrame:
    """The usage lines of the period, as `tables.USAGE_LINES`."""
    return _shown(_report(_identity(), window.period)).lines


def lines_before(window: Window) -> pl.DataFrame | None:
    """The usage lines of the period before; None where it cannot be compared."""
    return None if window.compared is None else _shown(_report(_identity(), window.compared)).lines


def bill(window: Window) -> pl.DataFrame:
    """Every operator's figures in the period, as `metrics.billing.operator_bill`."""
    return _shown(_bill(_identity(), window.period))


def bill_before(window: Window) -> pl.DataFrame | None:
    """Every operator's figures in the period before; None where it cannot be compared."""
    return None if window.compared is None else _shown(_bill(_identity(), window.compared))


def daily_totals(period: Period | None, operator_id: str | None = None) -> pl.DataFrame | None:
    """Traffic by day, as `metrics.daily.daily_totals`; None for no period and where the source knows no days."""
    if period is None or not source().has_daily_history:
        return None
    return _shown(_daily_totals(_identity(), period, operator_id))


def leaderboard(metric: str, window: Window) -> pl.DataFrame:
    """Operators by a metric, as `metrics.usage.leaderboard`."""
    return _shown(_leaderboard(_identity(), metric, window.period, window.compared))


def adoption(window: Window) -> pl.DataFrame:
    """Connectors in the period, as `metrics.connectors.adoption`."""
    return _shown(_adoption(_identity(), window.period, window.compared))


def platform_name() -> str | None:
    """The profile's name, for file names; None where the settings cannot be read: a file can be named without."""
    try:
        return _profile(_identity()).value.name
    except DataAccessError:
        return None


def fresh_profile() -> PlatformProfile:
    """The platform's settings as stored now, not as kept."""
    _profile.clear()
    return _shown(_profile(_identity()))


def save_profile(changes: ProfileChanges) -> PlatformProfile:
    """Store the changes and forget the profile read before. Raises what `Source.save_profile` raises."""
    _profile.clear()
    return source().save_profile(changes)


def _now(value: T) -> _Reading[T]:
    return _Reading(value, datetime.now(UTC))


def _shown(reading: _Reading[T]) -> T:
    state.note_read(reading.read_at)
    return reading.value


def _identity() -> str:
    """The source's identity, read once a run: settings and manifest are files, and a run asks many questions."""
    return state.kept(_IDENTITY, _identity_now)


def _identity_now() -> str:
    return source_identity(Settings.from_environment())

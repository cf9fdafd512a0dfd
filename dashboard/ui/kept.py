"""Every cached read stands here, and nowhere else; `dashboard.ui.data` is what pages ask.

What is made of several answers is kept by `dashboard.ui.measured`, through `keep`.

Keys are scalars and frozen values: the source's identity, a Period, a metric. Never a frame (Streamlit's key for one
reads a few rows only) and never Settings or a key (two keys would share one answer). A read that raises is not kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, ParamSpec, TypeVar, cast

import polars as pl
import streamlit as st

from data_access import Period, PlatformProfile, Settings, Source, Summary, UsageReport, open_source
from data_access.errors import SourceChanged
from data_access.history.opening import forget_platforms
from data_access.records.database import Records
from data_access.records.opening import identity as records_identity
from data_access.records.opening import open_records

_SECONDS = 300
_HEALTH_SECONDS = 30

P = ParamSpec("P")
T = TypeVar("T")
Stamp = tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """An answer and the instant (UTC) at which it was read."""

    value: T
    read_at: datetime


_all: list[Any] = []


def keep(answer: Callable[P, T]) -> Callable[P, T]:
    """Keeps what `answer` returns for five minutes under its arguments, for every session, until `forget_all`.

    Frames are immutable, so one object serves every session: no copy is made.
    """
    kept: Any = st.cache_resource(ttl=_SECONDS, max_entries=128, show_spinner=False)(answer)
    _all.append(kept)
    return cast("Callable[P, T]", kept)


def _forgotten_with_all(kept: T) -> T:
    _all.append(kept)
    return kept


@_forgotten_with_all
@st.cache_resource(max_entries=8, show_spinner=False)
def opened(identity: str) -> Source:
    """The source of this identity. Raises SourceChanged when the settings mean another one by now."""
    source = open_source(Settings.from_environment())
    if source.identity != identity:
        raise SourceChanged("the settings or the dataset's manifest changed while the page was drawn")
    return source


@_forgotten_with_all
@st.cache_resource(max_entries=8, show_spinner=False, on_release=Records.close)
def records(identity: str) -> Records:
    """The app's own records of this `records_identity`. Raises SourceChanged as `opened`, RecordsUnusable."""
    settings = Settings.from_environment()
    if records_identity(settings) != identity:
        raise SourceChanged("HAZELBOARD_DATABASE_URL changed while the page was drawn")
    return open_records(settings)


@keep
def summary(identity: str) -> Reading[Summary]:
    """The platform's undated totals."""
    return _read_now(opened(identity).summary())


@keep
def operators(identity: str) -> Reading[pl.DataFrame]:
    """The roster, as `tables.OPERATORS`."""
    return _read_now(opened(identity).operators())


@keep
def connectors(identity: str) -> Reading[pl.DataFrame]:
    """All connectors, as `tables.CONNECTORS`."""
    return _read_now(opened(identity).connectors())


@keep
def report(identity: str, period: Period, *, fresh: bool) -> Reading[UsageReport]:
    """The usage of a period; `fresh` never from days that are kept."""
    answer = opened(identity).usage_report(period, fresh=fresh)
    return Reading(answer, answer.read_at)


@keep
def report_again(identity: str, period: Period, at: datetime, *, fresh: bool) -> Reading[UsageReport]:  # noqa: ARG001
    """The same report asked for a second time, whatever the first answer was; `at` tells the times apart."""
    answer = opened(identity).usage_report(period, fresh=fresh)
    return Reading(answer, answer.read_at)


@keep
def profile(identity: str) -> Reading[PlatformProfile]:
    """The platform's settings."""
    return _read_now(opened(identity).profile())


@keep
def daily_totals(identity: str, period: Period, operator_id: str | None) -> Reading[pl.DataFrame]:
    """As `tables.DAILY_TOTALS`."""
    return _read_now(opened(identity).daily_totals(period, operator_id))


@keep
def operator_days(identity: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.OPERATOR_DAYS`."""
    return _read_now(opened(identity).operator_days(period))


@keep
def connector_weeks(identity: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.CONNECTOR_WEEKS`."""
    return _read_now(opened(identity).connector_weeks(period))


@keep
def connection_losses(identity: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.CONNECTION_LOSSES`."""
    return _read_now(opened(identity).connection_losses(period))


@_forgotten_with_all
@st.cache_resource(ttl=_HEALTH_SECONDS, max_entries=8, show_spinner=False)
def reached(identity: str) -> bool:
    """True when the source has just answered the least there is to ask."""
    opened(identity).profile()
    return True


def forget_all() -> None:
    """Forget every answer, every measure and every opened source."""
    for answers in _all:
        answers.clear()
    forget_platforms()


def forget_profile() -> None:
    """Read the profile again when it is asked for next."""
    cast("Any", profile).clear()


def _read_now(value: T) -> Reading[T]:
    return Reading(value, datetime.now(UTC))

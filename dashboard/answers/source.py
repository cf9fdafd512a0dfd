"""The questions that pages ask of the source, each kept under the source's identity, periods and scalars.

Never under Settings or a key: pydantic masks a secret, so two keys would share one answer.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar

import polars as pl
from cachetools import LRUCache

from dashboard import turns
from dashboard.answers.keeping import Asking, forget_answers
from dashboard.answers.reading import Counted, Reading
from data_access import (
    Answer,
    Period,
    PlatformProfile,
    ProfileChanges,
    Settings,
    Source,
    SourceFacts,
    Summary,
    Unknown,
    UsageReport,
    open_source,
    source_identity,
)
from data_access.errors import DataAccessError, SourceChanged
from data_access.history.opening import forget_platforms
from data_access.history.probe import ProbeResult, probe
from data_access.rate_card import Rates
from data_access.rates import read_rates

T = TypeVar("T")

_MOST_SOURCES = 8


def identity() -> str:
    """The identity of the source that the settings mean now. Raises SettingsWrong, DatasetMissing, DatasetWrong."""
    return source_identity(Settings.from_environment())


def opened(of: str) -> Source:
    """The source of this identity, opened once: every question of a page comes through here.

    Nobody closes it, as others may still ask it: it is let go of, and gives its connections back with the last of them.
    Raises SourceChanged when the settings mean another source by now.
    """
    with _opening:
        if of not in _sources:
            source = open_source(Settings.from_environment())
            if source.identity != of:
                raise SourceChanged("the settings, the dataset or the history changed while the page was drawn")
            _sources[of] = source
        return _sources[of]


def facts(of: str) -> SourceFacts:
    """What the source says of itself at this moment; asks nobody, so it is not kept."""
    return opened(of).facts()


def open_dataset() -> None:
    """Read a dataset's small tables ahead of the first visitor; the API is asked nothing."""
    if Settings.from_environment().kind == "dataset":
        opened(identity())


def reachable() -> None:
    """Ask the source for the least there is to ask, now. Raises DataAccessError when it does not answer."""
    opened(identity()).profile()


@Asking
def summary(of: str) -> Reading[Summary]:
    """The platform's undated totals."""
    return _read_now(opened(of).summary())


@Asking
def counted(of: str) -> Reading[Counted]:
    """How many operators the platform counts, by the same answer as `summary`; a dataset is not asked."""
    return _counted(opened(of), lambda: summary(of))


@Asking
def roster(of: str) -> Reading[Answer]:
    """The operators, as `tables.OPERATORS`."""
    return roster_of(opened(of))


@Asking
def catalogue(of: str) -> Reading[Answer]:
    """All connectors, as `tables.CONNECTORS`."""
    return _read_now(opened(of).catalogue())


@Asking
def report(of: str, period: Period, *, fresh: bool) -> Reading[UsageReport]:
    """The usage of a period; `fresh` never from days that are kept."""
    return report_of(opened(of), period, fresh=fresh)


def report_again(of: str, first: Reading[UsageReport]) -> Reading[UsageReport]:
    """The period of `first` fetched anew: from the files of a dataset, from OneHazel else. Never kept: it must fetch."""
    with turns.waiting():
        return report_of(opened(of), first.value.period, fresh=True)


@Asking
def profile(of: str) -> Reading[PlatformProfile]:
    """The platform's settings."""
    return _read_now(opened(of).profile())


@Asking
def daily_totals(of: str, period: Period, operator_id: str | None) -> Reading[pl.DataFrame]:
    """As `tables.DAILY_TOTALS`. Raises NoDailyHistory, as all that follow."""
    return _read_now(opened(of).daily_totals(period, operator_id))


@Asking
def operator_days(of: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.OPERATOR_DAYS`."""
    return _read_now(opened(of).operator_days(period))


@Asking
def connector_weeks(of: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.CONNECTOR_WEEKS`."""
    return _read_now(opened(of).connector_weeks(period))


@Asking
def connection_losses(of: str, period: Period) -> Reading[pl.DataFrame]:
    """As `tables.CONNECTION_LOSSES`; empty where none is known."""
    return _read_now(opened(of).connection_losses(period))


def probed(of: str) -> ProbeResult:
    """Whether single days add up to a week, asked now and never kept."""
    asked = opened(of)
    with turns.waiting():
        return probe(asked, asked.facts().coverage.today)


def saved_profile(of: str, changes: ProfileChanges) -> PlatformProfile:
    """Store the changes: what was read back. Raises what `Source.save_profile` raises."""
    with turns.waiting():
        return opened(of).save_profile(changes)


def counted_of(source: Source) -> Reading[Counted]:
    """How many operators this source counts now; a dataset is not asked: its one list is all that it has."""
    return _counted(source, lambda: _read_now(source.summary()))


def roster_of(source: Source) -> Reading[Answer]:
    """The operators that this source tells now."""
    return _read_now(source.roster())


def report_of(source: Source, period: Period, *, fresh: bool) -> Reading[UsageReport]:
    """The usage of a period that this source tells now; `fresh` as `Source.usage_report`."""
    answer = source.usage_report(period, fresh=fresh)
    return Reading(answer, answer.read_at)


def rates(path: Path | None) -> Reading[Rates | None]:
    """The rate card as the file says it now, never kept; None without a file. Raises RatesMissing, RatesWrong."""
    return _read_now(read_rates(path))


def forget_all() -> None:
    """Forget every answer, everything made of them, and every opened source."""
    forget_answers()
    with _opening:
        _sources.clear()
    forget_platforms()


def _counted(source: Source, summary: Callable[[], Reading[Summary]]) -> Reading[Counted]:
    """A summary that is not offered, or not open to this key, says nothing; one that failed is unknown at the moment."""
    if source.facts().is_dataset:
        return _read_now(Counted(None))
    try:
        told = summary()
    except DataAccessError as failed:
        return _read_now(Counted(None, () if failed.is_lasting else (Unknown((), failed, lasting=False),)))
    counts = told.value
    parts = (counts.operators_active or 0) + (counts.operators_suspended or 0)
    at_least = parts or None if counts.operators_total is None else counts.operators_total
    return Reading(Counted(at_least), told.read_at)


def _read_now(value: T) -> Reading[T]:
    return Reading(value, datetime.now(UTC))


_opening = Lock()
_sources: LRUCache[str, Source] = LRUCache(_MOST_SOURCES)

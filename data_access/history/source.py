"""The Platform API together with the history that is kept of it, as one source.

Days come from the history, what is now comes from the API. A period whose days are all closed in the history is
answered without a request; every other one by the API. A day that was read before it ended, or in the future of the
present clock, is as good as missing until a sync reads it again: what was read of it may be a part, or nothing.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from data_access.api.source import ApiSource
from data_access.dataset.source import DatasetSource
from data_access.errors import NoDailyHistory
from data_access.facts import Coverage, SourceFacts
from data_access.history import losses, plan, report
from data_access.history.layout import SNAPSHOTS
from data_access.history.store import Store
from data_access.identity import joined_identity
from data_access.period import Period
from data_access.source import Answer, PlatformProfile, ProfileChanges, Source, Summary, UsageReport
from data_access.tables import presentable

_DAY = timedelta(days=1)


class HistorySource(Source):
    """Asks an `ApiSource` and the history store in `directory`."""

    def __init__(self, api: ApiSource, directory: Path) -> None:
        """Raises DatasetMissing and DatasetWrong for a store that cannot be read."""
        self._api, self._directory = api, directory
        days, today = Store(directory).days(), api.as_of.date()
        untimely = ~plan.is_timely(today) | (pl.col("date") >= today)
        nobody_listed = pl.col("state") == plan.EMPTY  # OneHazel said nothing of that day: not known, which is not 0
        doubtful = days.filter(untimely | nobody_listed)["date"].to_list()
        self._kept = DatasetSource(directory, absent_is_zero=False, doubtful=doubtful)
        self._known = self._kept.facts().coverage
        self._by_day = _held_of(self._known)

    def facts(self) -> SourceFacts:
        """The API's, with the days of the history: before those that OneHazel keeps, and one by one."""
        asked = self._api.facts()
        return replace(asked, coverage=self._with_older(asked.coverage), daily_coverage=self._by_day)

    @property
    def identity(self) -> str:
        """A digest of the API's address and key and of the store as it was when it was opened."""
        return joined_identity(self._api.identity, self._kept.identity)

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()

    def summary(self) -> Summary:
        """The platform's undated totals, as OneHazel counts them now."""
        return self._api.summary()

    def roster(self) -> Answer:
        """The operators as OneHazel tells them now, and what of them is unknown."""
        return self._api.roster()

    def catalogue(self) -> Answer:
        """The connectors as OneHazel tells them now, and what of them is unknown."""
        return self._api.catalogue()

    def usage_report(self, period: Period, *, fresh: bool = False) -> UsageReport:
        """The usage of `period`: made of kept days where all of them are closed and complete, else asked.

        `fresh` always asks. A period that OneHazel no longer keeps whole is the sum of the days that are held, where
        those are all that could be: which of its days are not known says `facts().coverage`. A metric that such a day
        lacks of an operator is not reported.
        """
        if fresh or not self._tells_more(period):
            return self._api.usage_report(period)
        known = [day for day in period.dates() if self._is_held(day)]
        rows, roster = self._kept.daily_usage(period), self._kept.operators()
        if self._api.facts().coverage.knows_all(period) and not report.is_complete(rows, roster, period, known):
            return self._api.usage_report(period)
        lines, totals = report.lines_and_totals(rows, roster, period, known)
        return UsageReport(presentable(lines), presentable(totals), period, datetime.now(UTC), from_days=True)

    def daily_usage(self, period: Period) -> pl.DataFrame:
        """`tables.DAILY_USAGE` of the days that are held. Raises NoDailyHistory where none of the period's is."""
        return self._held(period).daily_usage(period)

    def daily_totals(self, period: Period, operator_id: str | None = None) -> pl.DataFrame:
        """`tables.DAILY_TOTALS` of the days that are held. Raises NoDailyHistory."""
        return self._held(period).daily_totals(period, operator_id)

    def operator_days(self, period: Period) -> pl.DataFrame:
        """`tables.OPERATOR_DAYS` of the days that are held. Raises NoDailyHistory."""
        return self._held(period).operator_days(period)

    def connector_weeks(self, period: Period) -> pl.DataFrame:
        """`tables.CONNECTOR_WEEKS` of the days that are held. Raises NoDailyHistory."""
        return self._held(period).connector_weeks(period)

    def connection_losses(self, period: Period) -> pl.DataFrame:
        """`tables.CONNECTION_LOSSES`, told by the rosters that were kept."""
        return losses.connection_losses(self._directory / SNAPSHOTS, period)

    def profile(self) -> PlatformProfile:
        """The platform's settings as stored now (/settings)."""
        return self._api.profile()

    def save_profile(self, changes: ProfileChanges) -> PlatformProfile:
        """As `ApiSource.save_profile`."""
        return self._api.save_profile(changes)

    def _tells_more(self, period: Period) -> bool:
        """Whether the days that are held say all that OneHazel could: all of them closed, or its own days gone in part."""
        days, asked = [*period.dates()], self._api.facts()
        if asked.coverage.knows_all(period):
            return all(self._is_held(day) and day not in self._known.settling for day in days)
        still_kept = [day for day in days if day >= asked.coverage.first_day]
        return any(map(self._is_held, days)) and all(map(self._is_held, still_kept))

    def _with_older(self, asked: Coverage) -> Coverage:
        """The days that OneHazel keeps, and before them those that are held in the history."""
        kept = self._known
        first = min(asked.first_day, kept.first_day)
        older = [*Period(first, asked.first_day - _DAY).dates()] if first < asked.first_day else []
        missing = frozenset(day for day in older if not self._is_held(day))
        settling = frozenset(day for day in older if day in kept.settling)
        return Coverage(first, asked.today, asked.last_complete_day, missing, settling)

    def _is_held(self, day: date) -> bool:
        known = self._known
        return known.first_day <= day <= known.today and day not in known.missing

    def _held(self, period: Period) -> DatasetSource:
        if self._by_day.known_days(period):
            return self._kept
        raise NoDailyHistory(
            f"no day from {period.start} to {period.end} is in the history",
            "A sync brings the days that OneHazel keeps.",
        )


def _held_of(kept: Coverage) -> Coverage:
    """The days that are held; it ends with the last one that a sync has brought."""
    held = [day for day in Period(kept.first_day, kept.today).dates() if day not in kept.missing]
    if not held:
        return kept
    within = frozenset(day for day in kept.missing if held[0] < day < held[-1])
    return Coverage(held[0], held[-1], held[-1], within, kept.settling)

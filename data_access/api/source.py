"""The Platform API as a source of figures: which endpoints a question needs, and what it does without some of them."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import urlsplit

import polars as pl

from data_access.api import platform_settings, report, saving, undated, wire
from data_access.api.client import Client
from data_access.api.pages import Page
from data_access.api.refusals import NotOffered
from data_access.errors import AccessRefused, DataAccessError, NoDailyHistory, SettingsWrong
from data_access.identity import api_identity
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import Coverage, PlatformProfile, ProfileChanges, Summary, UsageReport
from data_access.tables import presentable
from data_access.waiting import Budget, waiting_budget

Pages = Sequence[Page]
KEPT_DAYS = 90
"""OneHazel keeps usage logs for 90 days (its privacy policy): before that, an empty report is no zero."""

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class ApiSource:
    """Implements `Source` over HTTP. The questions of a page share a waiting budget; /operators and /catalog only enrich.

    Where one of those two does not answer, for whatever reason, the figures come all the same: what it alone knows is
    null, shown as unknown, and the reason is logged (as a warning, unless it is merely not offered or not allowed).
    """

    is_sample = False
    has_daily_history = False

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = _now, client: Client | None = None) -> None:
        """Raises SettingsWrong without a key. `clock` tells the time in UTC; `client` is for tests that must not wait."""
        if settings.api_key is None:
            raise SettingsWrong("ONEHAZEL_API_KEY is not set: the API cannot be read without it")
        self._clock, self._base_url = clock, settings.base_url
        self._client = client or Client(settings.base_url, settings.api_key, clock)
        self._identity = api_identity(settings.base_url, settings.api_key.get_secret_value())

    def __repr__(self) -> str:
        return f"ApiSource({self._base_url!r})"

    @property
    def label(self) -> str:
        """The API and its host, for the screen."""
        return f"OneHazel Platform API at {urlsplit(self._base_url).netloc}"

    @property
    def identity(self) -> str:
        """A digest of kind, address and key, keyed anew in each process: it cannot be traced back to the key."""
        return self._identity

    @property
    def as_of(self) -> datetime:
        """Now, in UTC: the API counts as it is asked."""
        return self._clock()

    def close(self) -> None:
        """Give the connections back; the source is not to be asked afterwards."""
        self._client.close()

    def coverage(self) -> Coverage:
        """The 90 days that OneHazel keeps, up to today (UTC); yesterday is the last whole day."""
        today = self._clock().date()
        return Coverage(today - timedelta(days=KEPT_DAYS), today, today - timedelta(days=1))

    def summary(self) -> Summary:
        """The platform's undated totals (/metrics/summary)."""
        return undated.summary(self._client.body(wire.SUMMARY, waiting_budget()))

    def operators(self) -> pl.DataFrame:
        """`tables.OPERATORS`, sorted by id: the union of /metrics/operators and, where it answers, /operators."""
        budget = waiting_budget()
        figures = undated.operators(self._client.pages(wire.OPERATOR_METRICS, budget))
        return presentable(self._enriched(figures, wire.OPERATORS, undated.with_roster, budget))

    def connectors(self) -> pl.DataFrame:
        """`tables.CONNECTORS`, sorted by id: /metrics/connectors with the categories of /catalog where it answers."""
        budget = waiting_budget()
        figures = undated.connectors(self._client.pages(wire.CONNECTOR_METRICS, budget))
        return presentable(self._enriched(figures, wire.CATALOG, undated.with_catalog, budget))

    def usage_report(self, period: Period) -> UsageReport:
        """The usage of `period` (/usage/report), gateway keys matched to the connectors of /metrics/connectors."""
        budget, read_at = waiting_budget(), self._clock()
        asked = {wire.START: period.start.isoformat(), wire.END: period.end.isoformat()}
        lines, totals = report.lines_and_totals(self._client.pages(wire.USAGE_REPORT, budget, asked))
        if report.has_gateway_keys(lines):
            lines = self._enriched(lines, wire.CONNECTOR_METRICS, report.matched_to_connectors, budget)
        return UsageReport(presentable(lines), presentable(totals), period, read_at)

    def daily_usage(self, period: Period) -> NoReturn:
        """Raises NoDailyHistory: the API counts whole periods only."""
        raise NoDailyHistory(f"the Platform API has no figures by day for {period.start} to {period.end}")

    def daily_totals(self, period: Period, operator_id: str | None = None) -> NoReturn:
        """Raises NoDailyHistory, as `daily_usage` does."""
        whose = "the platform" if operator_id is None else "an operator"
        raise NoDailyHistory(f"the Platform API has no figures by day of {whose} for {period.start} to {period.end}")

    def profile(self) -> PlatformProfile:
        """The platform's settings as stored now (/settings)."""
        return platform_settings.profile(saving.stored_settings(self._client))

    def save_profile(self, changes: ProfileChanges) -> PlatformProfile:
        """Store the changes (PUT /settings, sent once) and return what was read back.

        Raises SaveOvertaken, SaveRefused and SaveUnconfirmed as `Source` says. SaveUnconfirmed, and PlatformBroken
        after the PUT, leave open whether it was stored, and say so.
        """
        return saving.saved_profile(self._client, changes)

    def _enriched(
        self,
        frame: pl.DataFrame,
        endpoint: str,
        enriched: Callable[[pl.DataFrame, Pages], pl.DataFrame],
        budget: Budget,
    ) -> pl.DataFrame:
        try:
            return enriched(frame, self._client.pages(endpoint, budget))
        except (AccessRefused, NotOffered) as absent:
            _log.info("%s is not open to this key, so what it knows is unknown: %s", endpoint, absent.detail)
        except DataAccessError as failed:
            _log.warning("%s failed, so what it knows is unknown: %s", endpoint, failed.detail)
        return frame

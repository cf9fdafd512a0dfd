"""The Platform API as a source of figures: which endpoints a question needs, and what it does without some of them."""

import logging
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import urlsplit

import polars as pl

from data_access.api import pages, platform_settings, report, report_statements, saving, undated, wire
from data_access.api.client import Client
from data_access.api.limits import MIB, Limits
from data_access.errors import DataAccessError, NoDailyHistory, SettingsWrong
from data_access.facts import Coverage, SourceFacts
from data_access.identity import api_identity
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import Answer, PlatformProfile, ProfileChanges, Source, Summary, Unknown, UsageReport
from data_access.tables import CONNECTION_LOSSES, presentable
from data_access.waiting import Budget, waiting_budget

KEPT_DAYS = 90
"""OneHazel keeps usage logs for 90 days (its privacy policy): before that, an empty report is no zero."""

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class ApiSource(Source):
    """Asks over HTTP. The questions of a page share a waiting budget; /operators and /catalog only enrich.

    Where one of those two does not answer, for whatever reason, the figures come all the same: what it alone knows is
    null, and the answer says that it is unknown, why, and whether lastingly. The reason is logged too: a failure as a
    warning each time, what is merely not offered or not allowed once.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = _now, client: Client | None = None) -> None:
        """Raises SettingsWrong without a key. `clock` tells the time in UTC; `client` is for tests that must not wait."""
        if settings.api_key is None:
            raise SettingsWrong("ONEHAZEL_API_KEY is not set: the API cannot be read without it")
        self._clock, self._base_url = clock, settings.base_url
        limits = Limits(most_bytes=settings.largest_answer_mib * MIB)
        self._client = client or Client(settings.base_url, settings.api_key, clock, limits=limits)
        self._told_lasting: set[str] = set()
        weakref.finalize(self, self._client.close)  # a Refresh lets go of it while others may still ask
        self._identity = api_identity(settings.base_url, settings.api_key.get_secret_value())

    def __repr__(self) -> str:
        return f"ApiSource({self._base_url!r})"

    def facts(self) -> SourceFacts:
        """The API and its host, now: it counts as it is asked, and whole periods only.

        Of the 90 days that OneHazel keeps, up to today (UTC), yesterday is the last whole one.
        """
        now = self._clock()
        kept_from = now.date() - timedelta(days=KEPT_DAYS)
        return SourceFacts(
            label=f"OneHazel Platform API at {urlsplit(self._base_url).netloc}",
            is_dataset=False,
            coverage=Coverage(kept_from, now.date(), now.date() - timedelta(days=1)),
            daily_coverage=None,
            as_of=now,
            kept_from=kept_from,
        )

    @property
    def identity(self) -> str:
        """A digest of kind, address and key, keyed anew in each process: it cannot be traced back to the key."""
        return self._identity

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far our clock was ahead of OneHazel's at the last answer; None while no answer told the time."""
        return self._client.clock_ahead

    def close(self) -> None:
        """Give the connections back; the source is not to be asked afterwards."""
        self._client.close()

    def summary(self) -> Summary:
        """The platform's undated totals (/metrics/summary)."""
        return undated.summary(self._client.body(wire.SUMMARY, waiting_budget()))

    def roster(self) -> Answer:
        """`tables.OPERATORS`, sorted by id: the union of /metrics/operators and, where it answers, /operators."""
        budget = waiting_budget()
        metrics = self._client.pages(wire.OPERATOR_METRICS, budget)
        figures, doubts = undated.operators(metrics), pages.reservations(metrics)
        try:
            roster = self._client.pages(wire.OPERATORS, budget)
            both = undated.with_roster(figures, roster)
        except DataAccessError as failed:
            unknown = self._unknown(undated.only_roster_knows(figures), failed, wire.OPERATORS)
            return Answer(presentable(figures), (unknown,), doubts)
        return Answer(presentable(both), doubts=(*doubts, *pages.reservations(roster)))

    def catalogue(self) -> Answer:
        """`tables.CONNECTORS`, sorted by id: /metrics/connectors with the categories of /catalog where it answers."""
        budget = waiting_budget()
        metrics = self._client.pages(wire.CONNECTOR_METRICS, budget)
        figures, doubts = undated.connectors(metrics), pages.reservations(metrics)
        try:
            catalog = self._client.pages(wire.CATALOG, budget)
            both = undated.with_catalog(figures, catalog)
        except DataAccessError as failed:
            columns = undated.only_catalog_knows(figures)
            unknown = self._unknown(columns, failed, wire.CATALOG)
            return Answer(presentable(figures), (unknown,) if columns else (), doubts)
        return Answer(presentable(both), doubts=(*doubts, *pages.reservations(catalog)))

    def usage_report(self, period: Period, *, fresh: bool = False) -> UsageReport:  # noqa: ARG002  always fresh
        """The usage of `period` (/usage/report), gateway keys matched to the connectors of /metrics/connectors."""
        budget = waiting_budget()
        told = self._report(period, budget)
        if not report.has_gateway_keys(told.lines):
            return told
        try:
            connectors = self._client.pages(wire.CONNECTOR_METRICS, budget)
            lines = presentable(report.matched_to_connectors(told.lines, connectors))
        except DataAccessError as failed:
            return replace(told, unknown=(self._unknown(("key",), failed, wire.CONNECTOR_METRICS),))
        return replace(told, lines=lines, doubts=(*told.doubts, *pages.reservations(connectors)))

    def report_in_one(self, period: Period, connectors: pl.DataFrame) -> UsageReport:
        """`usage_report` in one request: gateway keys are matched to `connectors` (`connector_id, name`) as they are."""
        told = self._report(period, waiting_budget())
        return replace(told, lines=presentable(report.matched(told.lines, connectors)))

    def daily_usage(self, period: Period, operator_id: str | None = None) -> NoReturn:  # noqa: ARG002  of nobody
        """Raises NoDailyHistory: the API counts whole periods only."""
        raise NoDailyHistory(f"the Platform API has no figures by day for {period.start} to {period.end}")

    daily_totals = operator_days = connector_weeks = daily_usage
    """Raise NoDailyHistory, as `daily_usage` does."""

    def connection_losses(self, period: Period) -> pl.DataFrame:  # noqa: ARG002
        """None that is known, as `tables.CONNECTION_LOSSES`: the API tells how many there are now."""
        return pl.DataFrame(schema=CONNECTION_LOSSES)

    def profile(self) -> PlatformProfile:
        """The platform's settings as stored now (/settings)."""
        return platform_settings.profile(saving.stored_settings(self._client))

    def identified_profile(self) -> tuple[PlatformProfile, str | None]:
        """`profile()` and, by the same request, the platform's own id; None where /settings does not tell it."""
        stored = saving.stored_settings(self._client)
        return platform_settings.profile(stored), platform_settings.platform_id(stored)

    def save_profile(self, changes: ProfileChanges) -> PlatformProfile:
        """Store the changes (PUT /settings, sent once) and return what was read back.

        Raises SaveOvertaken, SaveRefused and SaveUnconfirmed as `Source` says. SaveUnconfirmed, and PlatformBroken
        after the PUT, leave open whether it was stored, and say so.
        """
        return saving.saved_profile(self._client, changes)

    def _report(self, period: Period, budget: Budget) -> UsageReport:
        """The report with gateway keys as they came, read when it was asked for."""
        read_at = self._clock()
        asked = {wire.START: period.start.isoformat(), wire.END: period.end.isoformat()}
        answer = self._client.pages(wire.USAGE_REPORT, budget, asked)
        doubts = report_statements.doubts(answer, period)
        lines, totals = report.lines_and_totals(answer)
        report_statements.refuse_other_totals(answer, totals)
        doubts = (*doubts, *report_statements.doubted_storage(answer, totals))
        return UsageReport(presentable(lines), presentable(totals), period, read_at, doubts=doubts)

    def _unknown(self, columns: tuple[str, ...], failed: DataAccessError, endpoint: str) -> Unknown:
        """`columns` are unknown as `endpoint` was not answered; told in the log, what is lasting once."""
        if not failed.is_lasting:
            _log.warning("%s failed, so what it knows is unknown: %s", endpoint, failed.detail)
        elif endpoint not in self._told_lasting:
            _log.info("%s is not open to this key, so what it knows is unknown: %s", endpoint, failed.detail)
            self._told_lasting.add(endpoint)
        return Unknown(columns, failed, failed.is_lasting)

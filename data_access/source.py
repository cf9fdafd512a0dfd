"""The questions that every source of figures answers, and the few frozen values that come back.

Frames are typed by `tables`, sorted by their leading columns, and hold null where a figure is not reported.
Every question may raise a `DataAccessError` (see `errors`); none returns an empty frame for a failure.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from data_access.errors import DataAccessError
from data_access.facts import SourceFacts
from data_access.period import Period


@dataclass(frozen=True, slots=True)
class Unknown:
    """Columns of an answer that are null because a side question was not answered.

    `error` says which question and why. `lasting`: it is not offered, or not open to this key; else it failed now and
    may be asked again. Where the roster was not answered, operators that it alone knows have no row either: then
    `columns` may be empty.
    """

    columns: tuple[str, ...]
    error: DataAccessError
    lasting: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A frame, and what of it is unknown at the moment, or lastingly.

    `doubts`: what the source says against its being whole, in words.
    """

    frame: pl.DataFrame
    unknown: tuple[Unknown, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The platform's undated totals; None = not reported.

    Counts of operators, connections, API calls, gateway requests and events. A dataset counts all its days;
    OneHazel does not state the period that it counts.
    """

    operators_total: int | None
    operators_active: int | None
    operators_suspended: int | None
    api_calls: int | None
    gateway_requests: int | None
    events_ingested: int | None
    active_connections: int | None


@dataclass(frozen=True, slots=True)
class UsageReport:
    """The usage of one period. `lines` as `tables.USAGE_LINES`, `totals` as `tables.USAGE_TOTALS`.

    `from_days`: made of the daily reports that are kept, not of one report over the period: then billable units are
    the sum of daily reports and storage is the mean of daily reports. `unknown`: where the connectors were not
    answered, the `key` of gateway requests is as it came, which may be a connector's name and not its id. `doubts`: what
    the source says against the report's being whole, of these days or for good, in words: then it is not final.
    """

    lines: pl.DataFrame
    totals: pl.DataFrame
    period: Period
    read_at: datetime
    from_days: bool = False
    unknown: tuple[Unknown, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformProfile:
    """The platform's settings. `other` = every setting we do not know, as canonical JSON text, kept untouched."""

    name: str | None
    contact_email: str | None
    webhook_url: str | None
    other: str = "{}"


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """A wish to change the profile: `seen` is what the person looked at while typing, `wanted` what they typed.

    Only fields that differ between the two are changed; `other` is never changed.
    """

    seen: PlatformProfile
    wanted: PlatformProfile

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields to change, of `name`, `contact_email`, `webhook_url`."""
        return tuple(f for f in PROFILE_FIELDS if getattr(self.seen, f) != getattr(self.wanted, f))


PROFILE_FIELDS = ("name", "contact_email", "webhook_url")


class Source(Protocol):
    """A place that knows the platform's figures.

    Subclass it, answer each question that has no body here, then subclass the contract tests (CONTRIBUTING.md). The
    last ones have a body: they are parts of other answers, the same for every source.
    """

    def facts(self) -> SourceFacts:
        """What it says of itself at this moment. Asks nobody."""

    @property
    def identity(self) -> str:
        """A digest that tells two sources apart: kind, address and key, or directory and manifest bytes."""

    def summary(self) -> Summary:
        """The platform's undated totals."""

    def roster(self) -> Answer:
        """The operators, and which columns are unknown because /operators was not answered.

        One row an operator, as `tables.OPERATORS`: the union of all that is known; figures are undated.
        """

    def catalogue(self) -> Answer:
        """The connectors, and which columns are unknown because /catalog was not answered.

        One row a connector, as `tables.CONNECTORS`: the union of all that is known; figures are undated.
        """

    def usage_report(self, period: Period, *, fresh: bool = False) -> UsageReport:
        """The usage of `period`, by operator, metric and key.

        `fresh`: fetched now, from OneHazel or from the files; never made of days or sums that are kept.
        """

    def daily_usage(self, period: Period) -> pl.DataFrame:
        """The usage of `period` by day, as `tables.DAILY_USAGE`. Raises NoDailyHistory where days are not known."""

    def daily_totals(self, period: Period, operator_id: str | None = None) -> pl.DataFrame:
        """`daily_usage` summed over keys, and over operators unless one is named, as `tables.DAILY_TOTALS`.

        Days without usage have no row, a metric that is never reported has null. Raises NoDailyHistory where days are
        not known.
        """

    def operator_days(self, period: Period) -> pl.DataFrame:
        """Each operator's figures by day, as `tables.OPERATOR_DAYS`. Raises NoDailyHistory.

        An operator has no row on a day of which nothing is reported; whether that means 0 says `facts().is_dataset`.
        """

    def connector_weeks(self, period: Period) -> pl.DataFrame:
        """Gateway requests by connector, operator and seven days, as `tables.CONNECTOR_WEEKS`. Raises NoDailyHistory.

        The weeks are counted from the first day of `period`; the last one may have fewer days.
        """

    def connection_losses(self, period: Period) -> pl.DataFrame:
        """Connections that were lost in `period`, as `tables.CONNECTION_LOSSES`; empty where none is known."""

    def profile(self) -> PlatformProfile:
        """The platform's settings as stored now."""

    def save_profile(self, changes: ProfileChanges) -> PlatformProfile:
        """Store the changes and return what was read back.

        Reads again first. Raises SaveOvertaken when a field to change differs from what the person saw,
        SaveRefused when the platform does not accept it, SaveUnconfirmed when reading back shows other values.
        """

    @property
    def label(self) -> str:
        """`facts().label`."""
        return self.facts().label

    @property
    def as_of(self) -> datetime:
        """`facts().as_of`."""
        return self.facts().as_of

    def operators(self) -> pl.DataFrame:
        """The frame of `roster()`."""
        return self.roster().frame

    def connectors(self) -> pl.DataFrame:
        """The frame of `catalogue()`."""
        return self.catalogue().frame

    def close(self) -> None:
        """Give back what it holds. Who opened it may close it, and does not ask it afterwards.

        A source that is let go of gives it back by itself: one that many ask is never closed.
        """
        return

"""The questions that every source of figures answers, and the few frozen values that come back.

Frames are typed by `tables`, sorted by their leading columns, and hold null where a figure is not reported.
Every question may raise a `DataAccessError` (see `errors`); none returns an empty frame for a failure.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

import polars as pl

from data_access.errors import DataAccessError
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


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which days a source can answer for.

    `first_day` is the first it knows, `today` the day of its clock (a dataset's: the day of `as_of`),
    `last_complete_day` the last whole day, `missing` the days between that are known to be missing, `settling` those
    whose figures may still change: they are known, and read again. A dataset's `today` is settling, and no whole day,
    where its `as_of` lies before the end of it.
    """

    first_day: date
    today: date
    last_complete_day: date
    missing: frozenset[date] = frozenset()
    settling: frozenset[date] = frozenset()

    @property
    def last_settled_day(self) -> date:
        """The last whole day whose figures no longer change; the day before the first where all of them settle."""
        day = self.last_complete_day
        while day >= self.first_day and (day in self.settling or day in self.missing):
            day -= timedelta(days=1)
        return day

    def known_days(self, period: Period) -> int:
        """How many of the period's days the source knows (today counts, though it is not over)."""
        if self.today < self.first_day:
            return 0
        held = period.overlap(Period(self.first_day, self.today))
        return 0 if held is None else held.days - sum(held.contains(day) for day in self.missing)

    def knows_all(self, period: Period) -> bool:
        """Whether every day of the period is known, and over: only then may it be compared with."""
        return self.known_days(period) == period.days and period.end <= self.last_complete_day

    @property
    def part_day(self) -> date | None:
        """The day of which a dataset knows a part: it is shown and marked, and in no comparison. None without one."""
        return self.today if self.today in self.settling and self.today > self.last_complete_day else None


class Source(Protocol):
    """A place that knows the platform's figures. Implement it, then subclass the contract tests (CONTRIBUTING.md)."""

    @property
    def label(self) -> str:
        """What is read, in words fit for the screen; never a key."""

    @property
    def identity(self) -> str:
        """A digest that tells two sources apart: kind, address and key, or directory and manifest bytes."""

    @property
    def is_sample(self) -> bool:
        """Whether these are the bundled, invented figures: they carry a lasting mark."""

    @property
    def absent_is_zero(self) -> bool:
        """Whether what a report does not list is known to be 0 (a dataset), or not known (the API)."""

    @property
    def as_of(self) -> datetime:
        """The instant (UTC) that the data is true for."""

    @property
    def kept_from(self) -> date | None:
        """The first day whose usage the platform still keeps: before it an answer may be incomplete. None = all."""

    def coverage(self) -> Coverage:
        """Which days a period may have."""

    def daily_coverage(self) -> Coverage | None:
        """Which days the questions by day (`daily_…`, `operator_days`, `connector_weeks`) answer for; None = no day.

        Its `today` and `last_complete_day` are the last day that is held, which may lie before those of `coverage`.
        """

    def summary(self) -> Summary:
        """The platform's undated totals."""

    def roster(self) -> Answer:
        """What `operators` tells, and which of its columns are unknown because /operators was not answered."""

    def catalogue(self) -> Answer:
        """What `connectors` tells, and which of its columns are unknown because /catalog was not answered."""

    def operators(self) -> pl.DataFrame:
        """One row an operator, as `tables.OPERATORS`: the union of all that is known; figures are undated."""

    def connectors(self) -> pl.DataFrame:
        """One row a connector, as `tables.CONNECTORS`: the union of all that is known; figures are undated."""

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

        An operator has no row on a day of which nothing is reported; whether that means 0 says `absent_is_zero`.
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

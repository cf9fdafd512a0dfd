"""A dataset on disk as a source of figures: every question of `data_access.source`, asked of Parquet or CSV files."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from data_access import settings
from data_access.dataset import daily, profile, report, undated
from data_access.dataset.billable import weights
from data_access.dataset.contents import refuse_unread
from data_access.dataset.layout import usage_chunks
from data_access.dataset.manifest import manifest, manifest_bytes
from data_access.dataset.small_tables import coverage, small_tables
from data_access.dataset.usage import Usage
from data_access.errors import DatasetMissing, SaveRefused, quotable
from data_access.facts import SourceFacts
from data_access.identity import dataset_identity
from data_access.period import Period
from data_access.source import Answer, PlatformProfile, ProfileChanges, Source, Summary, UsageReport
from data_access.tables import ACTIVITY, BILLABLE_UNITS, STORAGE_BYTES


class DatasetSource(Source):
    """Opening it reads and checks all but the usage, which is checked as it is first read.

    It stays with the files as they were: open another one when the manifest changes, or when a refresh is asked for.
    The settings alone are read anew each time.
    """

    def __init__(self, directory: Path, *, absent_is_zero: bool = True, doubtful: Collection[date] = ()) -> None:
        """Raises DatasetMissing, and DatasetWrong naming file, column and first offending row.

        `absent_is_zero` False is for the days of a history, where what the platform did not report has no row: it is
        not known, and the folder is no dataset to those who ask.
        `doubtful` days of its days table are as good as missing.
        """
        self._absent_is_zero = absent_is_zero
        self._directory = directory.expanduser().resolve()
        if not self._directory.is_dir():
            raise DatasetMissing(f"{directory} is no folder")
        content = manifest_bytes(self._directory)
        self._identity = dataset_identity(self._directory, content)
        self._manifest = manifest(content)
        refuse_unread(self._directory, is_history=self._manifest.is_history)
        self._tables = small_tables(self._directory, doubtful)
        self._weights = weights(self._directory)
        days = self._manifest.days
        operator_ids = tuple(self._tables.operators["operator_id"])
        self._facts = self._told()
        self._usage = Usage(usage_chunks(self._directory, days), days, operator_ids, self._facts.coverage.missing)
        self.profile()

    def facts(self) -> SourceFacts:
        """The platform's name and the directory; the days from the manifest's `first_day` to `as_of`, one by one.

        Those that the days table calls missing are not known. A day that `as_of` cuts is settling, and not the last
        complete day.
        """
        return self._facts

    @property
    def identity(self) -> str:
        """A digest of kind, directory and the manifest's bytes as they were when the dataset was opened."""
        return self._identity

    def summary(self) -> Summary:
        """The totals of all days that the dataset holds. Raises DatasetMissing and DatasetWrong, as all that follow."""
        return undated.summary(self._tables, self._all_sums())

    def roster(self) -> Answer:
        """`tables.OPERATORS`, sorted by id; figures of all days. The files answer every question: nothing is unknown."""
        return Answer(undated.operators(self._tables, self._all_sums(), self._usage.carries))

    def catalogue(self) -> Answer:
        """`tables.CONNECTORS`, sorted by id; figures of all days. Nothing is unknown."""
        return Answer(undated.connectors(self._tables, self._all_sums(), self._usage.carries))

    def usage_report(self, period: Period, *, fresh: bool = False) -> UsageReport:
        """The usage of `period`; every operator has a row in `totals`, 0 where the usage does not name it.

        A metric that no day of the dataset carries is not reported: null in `totals`, and without a line.

        `fresh`: of the files as they are now, not of the sums that are kept of them.

        Storage is the mean over all days of the period, also those before the first day, after `as_of` and missing:
        a day without a row counts 0 (contract). Billable units are summed in the calendar months whose usage carries
        any, and weighted in the others: decided by the month, so that a figure does not depend on the period's edges.
        Without weights they are not reported where a month with traffic carries none.
        """
        if fresh:
            return DatasetSource(self._directory, absent_is_zero=self._absent_is_zero).usage_report(period)
        read_at = datetime.now(UTC)
        basis, roster = self._basis(period), self._tables.operators
        lines = report.usage_lines(self._usage.sums(period), roster, period.days, basis)
        return UsageReport(lines, report.usage_totals(lines, roster, basis.reported), period, read_at)

    def daily_usage(self, period: Period) -> pl.DataFrame:
        """`tables.DAILY_USAGE` of `period`, sorted: the rows as they stand in the files."""
        return daily.usage_rows(self._usage, period)

    def daily_totals(self, period: Period, operator_id: str | None = None) -> pl.DataFrame:
        """`tables.DAILY_TOTALS` of `period`, sorted; a counted metric that the dataset never carries is null."""
        unreported = [m for m in ACTIVITY if not self._usage.carries(m)] if self._absent_is_zero else []
        return daily.totals(self._usage, period, operator_id, unreported)

    def operator_days(self, period: Period) -> pl.DataFrame:
        """`tables.OPERATOR_DAYS` of `period`, sorted; what the dataset never carries is null, as in `usage_report`."""
        if not self._absent_is_zero:
            return daily.operator_days_as_told(self._usage, period)
        return daily.operator_days(self._usage, period, self._basis(period))

    def connector_weeks(self, period: Period) -> pl.DataFrame:
        """`tables.CONNECTOR_WEEKS` of `period`, sorted."""
        return daily.connector_weeks(self._usage, period)

    def connection_losses(self, period: Period) -> pl.DataFrame:
        """`tables.CONNECTION_LOSSES`: no active connection is left to a connector that was last called in `period`."""
        return daily.connection_losses(self._tables.connections, self._all_sums(), period)

    def profile(self) -> PlatformProfile:
        """The profile in `settings.json` as it is now. Raises DatasetWrong."""
        return profile.profile(self._directory)

    def save_profile(self, changes: ProfileChanges) -> PlatformProfile:
        """Store the changes in `settings.json` and return what was read back; the bundled sample is read-only.

        Raises SaveOvertaken, SaveRefused and SaveUnconfirmed as `Source` says.
        """
        if self._facts.is_sample:
            raise SaveRefused(
                "the bundled sample is read-only",
                "To try saving, copy the folder data_access/sample and point ONEHAZEL_DATASET at the copy.",
            )
        return profile.save_profile(self._directory, changes)

    def _told(self) -> SourceFacts:
        is_sample = self._directory == settings.SAMPLE.resolve()
        named = f"Dataset “{quotable(self._manifest.platform)}” in {quotable(self._directory)}"
        held = coverage(self._manifest, self._tables.days)
        return SourceFacts(
            label="the bundled sample" if is_sample else named,
            is_dataset=self._absent_is_zero,
            coverage=held,
            daily_coverage=held,
            as_of=self._manifest.as_of,
            is_sample=is_sample,
        )

    def _basis(self, period: Period) -> report.Basis:
        with_units = self._usage.months_with((BILLABLE_UNITS,), period)
        reported = {metric for metric in (*ACTIVITY, STORAGE_BYTES) if self._usage.carries(metric)}
        if self._weights is not None or self._states_units(period, with_units):
            reported.add(BILLABLE_UNITS)
        return report.Basis(reported, self._weights, with_units)

    def _states_units(self, period: Period, with_units: Collection[date]) -> bool:
        """Whether the usage itself says the billable units of every month of `period` that has traffic."""
        unsaid = set(self._usage.months_with(ACTIVITY, period)).difference(with_units)
        return not unsaid and self._usage.carries(BILLABLE_UNITS)

    def _all_sums(self) -> pl.LazyFrame:
        return self._usage.sums(self._manifest.days)

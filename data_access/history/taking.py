"""What becomes of a day's report: held, compared with what was held before, or left alone."""

from datetime import date, datetime

import polars as pl

from data_access.history import plan
from data_access.history.commit import Commits
from data_access.history.day_rows import day_rows, has_usage
from data_access.history.store import Store
from data_access.period import Period
from data_access.source import UsageReport

_FINAL = pl.col("state").is_in([plan.CLOSED, plan.EMPTY])


class Taking:
    """Takes in the reports of single days on `today`. Raises HistoryUnwritable, and DatasetWrong for a damaged day.

    `read` counts the days that came, `corrected` the figures of final days that read differently; `forgotten` are the
    held days that came back without any usage.
    """

    def __init__(self, store: Store, commits: Commits, today: date) -> None:
        """Nothing is taken yet."""
        self._store, self._commits, self._today = store, commits, today
        self.read, self.corrected = 0, 0
        self.forgotten: list[date] = []

    def take(self, report: UsageReport) -> None:
        """Hold the day of `report`, unless that is less than what is held or known.

        A day that comes back without any usage does not replace figures: OneHazel may have dropped its logs. Neither
        is such a report a zero where OneHazel keeps no logs of so old a day: it stays missing.
        """
        day, rows = report.period.start, day_rows(report)
        before = self._store.rows(day) if self._known(day).height else None
        is_less = before is not None and has_usage(before) and not has_usage(rows)
        if before is None and not has_usage(rows) and not plan.is_kept(day, self._today):
            return
        self.read += 1
        if before is not None and (is_less or before.equals(rows)):
            self.forgotten += [day] * is_less
            self._keep(day, before, report.read_at)
        else:
            self._hold(report, rows, before)

    def held(self, period: Period) -> int:
        """How many days of `period` are held."""
        within = pl.col("date").is_between(period.start, period.end)
        return plan.held(self._commits.days).filter(within).height

    def _keep(self, day: date, rows: pl.DataFrame, read_at: datetime) -> None:
        """The figures stay; only the day's state and when it was looked at change."""
        (first_read,) = self._known(day)["read_at"]
        row = (day, plan.state(day, self._today, rows), first_read, self._verified(day, read_at))
        self._commits.put_days(plan.with_day(self._commits.days, row))

    def _hold(self, report: UsageReport, rows: pl.DataFrame, before: pl.DataFrame | None) -> None:
        day, read_at = report.period.start, report.read_at
        verified_at = self._verified(day, read_at)
        if before is not None and verified_at:
            self.corrected += self._commits.put_corrections(day, before, rows, read_at)
        named = report.totals.select("operator_id", name="operator_name")
        self._commits.put_day((day, plan.state(day, self._today, rows), read_at, verified_at), rows, named)

    def _known(self, day: date) -> pl.DataFrame:
        """The row of a day that is held; no row for any other."""
        return plan.held(self._commits.days).filter(date=day)

    def _verified(self, day: date, read_at: datetime) -> datetime | None:
        """When a final day was read again; None for a day that still settled, or was not held."""
        return read_at if self._known(day).select(_FINAL.any()).item() else None

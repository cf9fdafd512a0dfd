"""What becomes of a day's report: held, compared with what was held before, or left alone."""

from collections.abc import Callable
from datetime import date, datetime

import polars as pl

from data_access.history import plan
from data_access.history.commit import Commits
from data_access.history.day_rows import day_rows, has_usage
from data_access.history.store import Store
from data_access.period import Period
from data_access.source import UsageReport


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

        A day whose report has doubts stays settling: it is read again. A day that comes back without any usage does not replace figures: OneHazel may have dropped its logs. Neither
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
            self._keep(report, before, is_read_again=not is_less)
        else:
            self._hold(report, rows, before)

    def held(self, period: Period) -> int:
        """How many days of `period` are held: as the files say, whatever was about to be written."""
        within = pl.col("date").is_between(period.start, period.end)
        return plan.held(self._store.days()).filter(within).height if self._store.is_there else 0

    def _keep(self, report: UsageReport, rows: pl.DataFrame, *, is_read_again: bool) -> None:
        """The figures stay; only the day's state and when it was looked at change.

        Figures that were read too early, and are read again now, count as read now.
        """
        day, read_at = report.period.start, report.read_at
        (first_read,) = self._known(day)["read_at"]
        counts_anew = is_read_again and not self._is(plan.is_timely, day)
        row = (day, self._state(report, rows), read_at if counts_anew else first_read)
        self._commits.put_days(plan.with_day(self._commits.days, (*row, self._verified(day, read_at))))

    def _hold(self, report: UsageReport, rows: pl.DataFrame, before: pl.DataFrame | None) -> None:
        day, read_at = report.period.start, report.read_at
        verified_at = self._verified(day, read_at)
        if before is not None and verified_at:
            self.corrected += self._commits.put_corrections(day, before, rows, read_at)
        named = report.totals.select("operator_id", name="operator_name")
        self._commits.put_day((day, self._state(report, rows), read_at, verified_at), rows, named)

    def _state(self, report: UsageReport, rows: pl.DataFrame) -> str:
        return plan.SETTLING if report.doubts else plan.state(report.period.start, self._today, rows)

    def _known(self, day: date) -> pl.DataFrame:
        """The row of a day that is held; no row for any other."""
        return self._commits.days.filter(pl.col("date") == day, pl.col("state") != plan.MISSING)

    def _verified(self, day: date, read_at: datetime) -> datetime | None:
        """When a final day was read again; None for a day that still settled, or was not held."""
        return read_at if self._is(plan.is_final, day) else None

    def _is(self, rule: Callable[[date], pl.Expr], day: date) -> bool:
        """Whether `day` is held and `rule` holds for it today."""
        known = self._known(day)
        return bool(known.height) and bool(known.select(rule(self._today)).item())

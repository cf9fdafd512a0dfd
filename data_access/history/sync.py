"""Filling a history: ask for the days that are not held, newest first, and hold each as it comes."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from data_access.api.source import ApiSource
from data_access.errors import (
    DataAccessError,
    DatasetWrong,
    EndDateReadDifferently,
    HistoryUnwritable,
    PlatformBroken,
    SyncStopped,
    UnexpectedAnswer,
)
from data_access.history import clock, plan, probe
from data_access.history.asking import Asking, CancelledSync
from data_access.history.clock import ClockWrong
from data_access.history.commit import Commits
from data_access.history.lock import only_sync
from data_access.history.place import Platform
from data_access.history.progress import Progress, Watcher, never, unwatched
from data_access.history.roster import Roster, read_roster
from data_access.history.store import Store
from data_access.history.taking import Taking
from data_access.period import Period
from data_access.source import UsageReport

OF_THE_DAY = (UnexpectedAnswer, PlatformBroken)
"""What may go wrong with one day alone: the others are asked for all the same."""
_MOST_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync came to.

    `read` = the days that came; `held` of the `wanted` days of the window are held now; `corrected` = figures of
    closed days that read differently and were kept with both values; `asked` = questions, without further pages and
    tries; `failed` = days whose answer could not be read, and why; `unread` = what else could not; `forgotten` = held
    days that came back without any usage: they stay as they were; `probed` = what the probe found, None where none was
    due; `named` = under which name the history was begun, where OneHazel tells no id.
    """

    read: int
    held: int
    wanted: int
    corrected: int
    asked: int
    failed: tuple[tuple[date, str], ...]
    unread: tuple[str, ...]
    forgotten: tuple[date, ...]
    probed: str | None
    cancelled: bool
    named: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything that could be asked for is held."""
        return not (self.cancelled or self.failed or self.unread)


def sync(
    source: ApiSource,
    directory: Path,
    platform: Platform,
    *,
    days: int = plan.USUAL_DAYS,
    verify: int = 0,
    progress: Watcher = unwatched,
    cancelled: Callable[[], bool] = never,
) -> SyncResult:
    """Hold the last `days` complete days of `platform` in `directory` (`place.store_directory`).

    `verify`: how many closed days to read again. `progress` and `cancelled` are called in this thread, several times
    a second; what is held when it is cancelled stays. Raises SyncRunning, EndDateReadDifferently and ClockWrong (nothing
    is stored), DatasetWrong for a damaged history, and SyncStopped for everything else: then the next sync goes on.
    """
    with only_sync(directory, source.as_of):
        return _Run(source, Commits(Store(directory), platform), days, progress, cancelled).result(verify)


def requests_needed(directory: Path, today: date, days: int = plan.USUAL_DAYS, verify: int = 0) -> int:
    """How many requests `sync` will make on `today`, without further pages and tries. Raises DatasetWrong."""
    store = Store(directory)
    return plan.requests_needed(store.days(), store.proven_on(), today, days, verify)


class _Run:
    """One sync, from the roster to the last day."""

    def __init__(
        self, source: ApiSource, commits: Commits, days: int, progress: Watcher, cancelled: Callable[[], bool]
    ) -> None:
        self._source, self._commits = source, commits
        self._today = source.as_of.date()
        self._window = plan.window(self._today, days)
        self._taking = Taking(commits.store, commits, self._today)
        self._progress, self._cancelled = progress, cancelled
        self._began = time.monotonic()
        self._step, self._done, self._total = "reading the roster", 0, 0
        self._failed: list[tuple[date, str]] = []
        self._probed: str | None = None
        self._named = None if commits.store.is_there else commits.platform.words
        self._asking = Asking(self._glance)
        self._roster = Roster(connectors=commits.connectors)

    def result(self, verify: int) -> SyncResult:
        """Run it. Whatever ends it, what is held is left in order, and the error says how much that is."""
        cancelled = False
        try:
            with self._asking:
                self._run(verify)
        except CancelledSync:
            cancelled = True
        except (EndDateReadDifferently, DatasetWrong, ClockWrong):
            raise
        except DataAccessError as cause:
            self._finish(cause)
            raise self._stopped(cause) from cause
        self._finish()
        return self._result(cancelled=cancelled)

    def _finish(self, cause: DataAccessError | None = None) -> None:
        """Leave what is held in order; where the disk is full, that is what is told."""
        if isinstance(cause, HistoryUnwritable):
            return
        try:
            self._commits.finish()
        except HistoryUnwritable as unwritable:
            raise self._stopped(unwritable) from cause or unwritable

    def _stopped(self, cause: DataAccessError) -> SyncStopped:
        return SyncStopped(cause, self._taking.held(self._window), self._window.days)

    def _run(self, verify: int) -> None:
        wanted = plan.asked(self._commits.days, self._today, self._window.days)
        wanted += plan.to_verify(self._commits.days, self._today, verify)
        self._total = len(wanted)
        self._roster = read_roster(self._source, self._asking, self._commits.connectors, OF_THE_DAY)
        clock.refuse_wrong(self._source.as_of, self._source.clock_ahead)
        probed = self._probe()
        self._keep_roster()
        self._read_days(sorted({*wanted, *probed}, reverse=True), probed)

    def _probe(self) -> Mapping[date, UsageReport]:
        """The days that the probe read; none where it is not due. Raises EndDateReadDifferently."""
        if not plan.is_probe_due(self._commits.proven_on, self._today):
            return {}
        self._step = "checking that days add up"
        found = probe.probed(self._reports, self._today)
        probe.refuse_unproven(found)
        self._probed = found.words
        self._commits.proven_on = self._today if found.is_proven else None
        return found.days

    def _keep_roster(self) -> None:
        """Only now, as nothing is stored of an API whose days do not add up."""
        if self._roster.operators is not None:
            self._commits.put_operators(self._roster.operators)
        self._commits.put_connectors(self._roster.connectors)
        snapshot = self._roster.snapshot(self._source.as_of)
        if snapshot:
            self._commits.put_snapshot(self._today, snapshot)

    def _read_days(self, days: Sequence[date], known: Mapping[date, UsageReport]) -> None:
        """Raises what a day raises where it is no matter of that day alone, or the third failure in a row."""
        self._step, self._total = "reading days", len(days)
        in_a_row = 0
        for day, report in self._answers(days, known):
            try:
                self._taking.take(report())
                in_a_row = 0
            except OF_THE_DAY as failed:
                self._failed.append((day, failed.detail))
                in_a_row += 1
                if in_a_row == _MOST_IN_A_ROW:
                    raise
            self._done += 1
            self._glance(None)

    def _answers(
        self, days: Sequence[date], known: Mapping[date, UsageReport]
    ) -> Iterator[tuple[date, Callable[[], UsageReport]]]:
        """Each day with its report, which raises where it failed; `known` ones are not asked for again."""
        asked = self._asking.answers(self._question(Period(day, day)) for day in days if day not in known)
        for day in days:
            yield day, partial(known.__getitem__, day) if day in known else next(asked).result

    def _reports(self, periods: Sequence[Period]) -> list[UsageReport]:
        return [answer.result() for answer in self._asking.answers(map(self._question, periods))]

    def _question(self, period: Period) -> Callable[[], UsageReport]:
        return lambda: self._roster.matched(self._source.report_in_one(period, self._roster.connectors))

    def _glance(self, waiting_until: datetime | None) -> None:
        """Show how far it is; stop where nobody wants it any more."""
        elapsed = time.monotonic() - self._began
        rate = self._done / elapsed if self._done and elapsed > 0 else None
        self._progress(Progress(self._step, self._done, self._total, rate, waiting_until))
        if self._cancelled():
            raise CancelledSync

    def _result(self, *, cancelled: bool) -> SyncResult:
        return SyncResult(
            read=self._taking.read,
            held=self._taking.held(self._window),
            wanted=self._window.days,
            corrected=self._taking.corrected,
            asked=self._asking.asked,
            failed=tuple(self._failed),
            unread=self._roster.unread,
            forgotten=tuple(self._taking.forgotten),
            probed=self._probed,
            cancelled=cancelled,
            named=self._named,
        )

"""A sync in a terminal: a bar with days, rate, time left and waits; plain lines where nobody watches."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from data_access.errors import DataAccessError
from data_access.history.progress import Progress
from data_access.history.store import Holding
from data_access.history.sync import SyncResult

_MOST_NAMED = 3
_TENTHS = 10


def plain_console(*, stderr: bool = False) -> Console:
    """A console that takes no text for markup: names and words from a platform may hold anything."""
    return Console(markup=False, highlight=False, soft_wrap=True, stderr=stderr)


class Watched(AbstractContextManager["Watched"]):
    """Shows the progress of one sync on `console`; call it with each Progress."""

    def __init__(self, console: Console) -> None:
        """Nothing is shown before it is entered."""
        self._console = console
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[words]}", markup=False),
        )
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=None, words="")
        self._said: tuple[object, ...] = ()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show `progress`; without a terminal a line each tenth, for each step and each wait."""
        if self._console.is_terminal:
            total = progress.total or None
            self._bar.update(
                self._task, description=progress.step, completed=progress.done, total=total, words=_figures(progress)
            )
            return
        tenth = progress.done * _TENTHS // max(progress.total, 1)
        saying = (progress.step, tenth, progress.waiting_until)
        if saying != self._said:
            self._said = saying
            self._console.print(f"{progress.step}: {_figures(progress)}")


def result_lines(result: SyncResult) -> list[str]:
    """What a sync came to, a line each."""
    lines = [f"{result.held} of {result.wanted} days are held; {result.read} came now."]
    lines += [words for words in (result.named, result.probed) if words]
    if result.corrected:
        lines.append(f"{result.corrected:,} figures of closed days read differently now: both values are kept.")
    if result.forgotten:
        lines.append(f"OneHazel no longer knows the usage of {_days(result.forgotten)}: what is held stays.")
    lines += [f"Not read: {unread}" for unread in result.unread]
    if result.failed:
        lines.append(f"Missing: {_days([day for day, _ in result.failed])}. {result.failed[0][1]}")
    if result.cancelled:
        lines.append("Cancelled: what is held stays, and the next sync goes on from there.")
    return lines


def error_lines(error: DataAccessError) -> list[str]:
    """What went wrong, where, and what to do, a line each."""
    return [error.title, error.detail, error.advice]


def holding_lines(where: object, holding: Holding) -> list[str]:
    """What one history holds, a line each."""
    span = f"{holding.first_day} to {holding.last_day}" if holding.held else "no day"
    read_at = f"{holding.read_at:%-d %b %Y, %H:%M} UTC" if holding.read_at else "never"
    return [
        f"{holding.platform} ({holding.platform_id})",
        f"  {holding.held} days held ({span}), {holding.settling} of them settling; {holding.missing} missing",
        f"  last read {read_at}; {holding.corrections:,} corrections; in {where}",
    ]


def _figures(progress: Progress) -> str:
    words = [f"{progress.done} of {progress.total} days"]
    if progress.rate is not None and progress.seconds_left is not None:
        words += [f"{progress.rate:.1f} days/s", f"{timedelta(seconds=round(progress.seconds_left))} left"]
    if progress.waiting_until is not None:
        words.append(f"OneHazel asks us to wait until {progress.waiting_until:%H:%M:%S} UTC")
    return ", ".join(words)


def _days(days: list[object] | tuple[object, ...]) -> str:
    named = ", ".join(map(str, days[:_MOST_NAMED]))
    more = len(days) - _MOST_NAMED
    return f"{named} and {more} more days" if more > 0 else named

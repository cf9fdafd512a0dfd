"""One sync at a time for one history, whatever the process: the system's own lock on a file, gone with its holder."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from data_access.errors import HistoryUnwritable, SyncRunning, quotable
from data_access.history.layout import LOCK
from data_access.history.writing import make_private


@contextmanager
def only_sync(directory: Path, now: datetime) -> Iterator[None]:
    """Hold the lock of the history in `directory`, since `now` (UTC). Raises SyncRunning, HistoryUnwritable."""
    make_private(directory)
    try:
        handle = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as wrong:
        raise HistoryUnwritable(f"{directory / LOCK} cannot be opened: {quotable(wrong.strerror)}") from wrong
    try:
        _locked(handle)
        _sign(handle, now)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SyncRunning(f"another sync writes this history{_signature(handle)}") from None


def _sign(handle: int, now: datetime) -> None:
    """Leave word of who holds the lock; a full disk is told where it matters, not here."""
    told = {"process": os.getpid(), "host": socket.gethostname(), "since": now.isoformat(timespec="seconds")}
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(told).encode(), 0)
    except OSError:
        return


def _signature(handle: int) -> str:
    try:
        told = json.loads(os.pread(handle, 1000, 0))
        since = datetime.fromisoformat(told["since"])
        return (
            f", process {int(told['process'])} on {quotable(told['host'], 80)}, since {since:%-d %b %Y, %H:%M:%S} UTC"
        )
    except (ValueError, KeyError, TypeError):
        return ""

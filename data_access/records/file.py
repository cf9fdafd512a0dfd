"""The file behind the records: whether what is open still is what stands at its address.

SQLite goes on writing into a file that was deleted, replaced or overwritten under it, and answers as if all were well.
So nothing is asked unless the database, its log (-wal) and the log's index (-shm) are the very files that were opened, and
unless the database's own header lies between what it was and what is known with the log: a backup that is copied over the
file has the same inode, but an earlier count of writes, or another count of tables.
"""

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakSet

from data_access.errors import quotable
from data_access.records.errors import RecordsUnusable
from data_access.records.sqlite import (
    Header,
    count_write,
    has_own_log,
    header,
    header_without_log,
    is_whole,
    log_ahead,
    prepare,
)

RESTORE = (
    "Nothing was read from it or written to it. Stop Hazelboard first, then restore the file and remove its -wal and -shm,"
    " then start again (docs/records.md)."
)
RESTORE_AFTER = (
    "It is not known whether this was kept: look it up before you do it again. Stop Hazelboard first, then restore the file"
    " and remove its -wal and -shm, then start again (docs/records.md)."
)
_LOG = logging.getLogger(__name__)
_Inode = tuple[int, int]
_SPOILT: dict[_Inode, sqlite3.Connection] = {}
"""Files that were overwritten while this process used them, and a connection to each that stays open: with the last one that
is closed, SQLite would move the log of what was there before into the copy."""


class Standing(NamedTuple):
    """Which files stand at an address, by device and inode; None where there is no file."""

    database: _Inode | None
    log: _Inode | None
    log_index: _Inode | None


class OpenFile(sqlite3.Connection):
    """A connection that can be referred to weakly: a pool that is thrown away does not tell which ones it held."""


class RecordsFile:
    """The one file that all connections of some records hold. Threads may share it."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self.path = path.absolute()
        self.is_lost = False
        """Whether the last question found something else than what is open."""
        self._lock = Lock()
        self._open: WeakSet[OpenFile] = WeakSet()
        self._held = Standing(None, None, None)
        self._lowest: Header | None = None
        self._looked_at: tuple[int, ...] | None = None

    def make_ready(self) -> None:
        """Before the first connection. Raises RecordsUnusable where the log beside the file is of another one, sqlite3.Error."""
        if standing(self.path).database in _SPOILT:
            raise self._overwritten()
        if not any(has_own_log(self.path) for _ in range(3)):  # one that is just begun anew may be read half
            raise RecordsUnusable(f"the log beside {quotable(self.path)} (-wal, -shm) is of another file", RESTORE)
        log_ahead(self.path)

    def connected(self, options: dict[str, Any]) -> OpenFile:
        """A connection to the file that the others hold; it never makes one.

        Raises RecordsUnusable where something else stands there by now, and sqlite3.Error.
        """
        with self._lock:
            before = standing(self.path)
            if before.database is None or (self._open and before != self._held):  # or it would take up another's log
                raise self._told(before)
            address = f"{self.path.as_uri()}?mode=rw"
            connection = sqlite3.connect(address, uri=True, factory=OpenFile, **options)
            with ExitStack() as refused:
                refused.callback(connection.close)
                prepare(connection)
                self._take_up(connection, before)
                refused.pop_all()
            return connection

    def _take_up(self, connection: OpenFile, before: Standing) -> None:
        now = standing(self.path)
        if now.database != before.database or (self._open and now != self._held):
            raise self._told(now)
        if not self._open:
            self._held, self._lowest, self._looked_at = now, None, None
        self._open.add(connection)

    def closed(self, connection: OpenFile) -> None:
        """One connection less. After the last one, another file may be opened."""
        self._open.discard(connection)

    def check(self, connection: sqlite3.Connection, *, thoroughly: bool) -> None:
        """To be asked within a transaction, before anything else; the header only where the file was touched, unless thoroughly.

        Raises RecordsUnusable, sqlite3.Error.
        """
        self._check_standing()
        touched = _touched(self.path)
        if thoroughly or touched != self._looked_at:
            self._check_header(header(connection))  # asked before the file: no checkpoint can pass what this has seen
            self._looked_at = touched
        self.is_lost = False

    @contextmanager
    def counted(self, connection: sqlite3.Connection) -> Iterator[None]:
        """What is written within counts as one write. Raises as `check`, before and again after it."""
        self.check(connection, thoroughly=True)
        changes = connection.total_changes
        yield
        if connection.total_changes != changes:
            count_write(connection)
        self.check(connection, thoroughly=True)

    def check_kept(self) -> None:
        """After a commit, before it is answered. Raises RecordsUnusable."""
        try:
            self._check_standing()
            self._check_header(None)
        except RecordsUnusable as lost:
            raise RecordsUnusable(lost.detail, RESTORE_AFTER) from None

    def settle(self, connection: sqlite3.Connection) -> None:
        """Move new tables from the log into the file: a backup that is laid over it has another count of them."""
        if header(connection).tables != header_without_log(self.path).tables:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def may_be_let_go(self, connection: sqlite3.Connection) -> bool:
        """Whether every connection may be closed, and what stands at the address be opened, without losing what was kept.

        A file that was replaced: once it is whole, and no part of the old log is beside it. A log that was deleted: once all
        that it held is in the file. A file that was overwritten: never, its log belongs to what was there before.
        """
        now = standing(self.path)
        is_old = [mine is not None and mine == held for mine, held in zip(now, self._held, strict=True)]
        if now.database is None:
            return False
        if not is_old[0]:
            return not any(is_old) and is_whole(self.path)
        is_gone = None in now and all(old or mine is None for old, mine in zip(is_old, now, strict=True))
        return is_gone and self._is_saved(connection)

    def _is_saved(self, connection: sqlite3.Connection) -> bool:
        try:
            self._check_header(header(connection))
        except RecordsUnusable:
            return False
        busy, logged, saved = connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        _LOG.warning("the log of %s was deleted: %d of its %d pages are saved", self.path, saved, logged)
        return not busy and logged == saved

    def _check_standing(self) -> None:
        now = standing(self.path)
        if now != self._held:
            raise self._told(now)

    def _check_header(self, highest: Header | None) -> None:
        lowest = self._lowest or Header(0, 0)
        try:
            found = header_without_log(self.path)
        except sqlite3.Error as wrong:
            raise self._overwritten(f": {wrong}") from None
        if not _lies_between(lowest, found, highest or found):
            raise self._overwritten()
        with self._lock:
            self._lowest = max(self._lowest or found, found)

    def _overwritten(self, why: str = ": it holds other records now") -> RecordsUnusable:
        self.is_lost = True
        file = standing(self.path).database
        if (
            file is not None and file not in _SPOILT and self.path.stat().st_size
        ):  # SQLite deletes the log of an empty file
            address = f"{self.path.as_uri()}?mode=rw"
            _SPOILT[file] = sqlite3.connect(address, uri=True, check_same_thread=False)
            with suppress(sqlite3.Error):
                header(_SPOILT[file])
        return RecordsUnusable(f"{quotable(self.path)} was overwritten while it was in use{why}", RESTORE)

    def _told(self, now: Standing) -> RecordsUnusable:
        self.is_lost = True
        name = quotable(self.path)
        if now.database is None:
            words = f"{name} is no longer there: it was deleted or moved while it was in use"
        elif now.database != self._held.database:
            words = f"{name} is another file than the one in use: it was replaced meanwhile"
        else:
            words = f"the log of {name} (-wal, -shm) was deleted or replaced while it was in use"
        return RecordsUnusable(words, RESTORE)


def standing(path: Path) -> Standing:
    """What stands at an address now. SQLite keeps the log beside the file that a link leads to."""
    file = os.path.realpath(path)
    return Standing(_inode(file), _inode(f"{file}-wal"), _inode(f"{file}-shm"))


def _inode(file: str) -> _Inode | None:
    try:
        found = os.stat(file)  # noqa: PTH116  asked with every question
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _touched(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _lies_between(lowest: Header, found: Header, highest: Header) -> bool:
    return lowest.tables <= found.tables <= highest.tables and lowest.writes <= found.writes <= highest.writes

"""The app's own database through SQLAlchemy Core: transactions, instants, and errors without a password.

SQLite is what is promised: a write-ahead log, so that readers never wait for a writer; each write is on the disk when
it is answered; writers queue. Other databases pass through SQLAlchemy as they are.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import cast

from sqlalchemy import (
    URL,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator

from data_access.errors import quotable
from data_access.records.errors import RecordsUnusable
from data_access.records.file import RESTORE, RecordsFile
from data_access.records.sqlite import BUSY_SECONDS

TURN_SECONDS = 30.0
"""How long a thread waits for the other writers of its process."""
_AGAIN = "Try again in a moment: nothing of this was recorded."
_ADVICE = {
    sqlite3.SQLITE_FULL: "Make room on the disk, then try again: nothing of this was recorded.",
    sqlite3.SQLITE_BUSY: _AGAIN,
    sqlite3.SQLITE_CORRUPT: RESTORE,
    sqlite3.SQLITE_IOERR: "Look at the disk and its limits, then try again: nothing of this was recorded.",
}
_LOG = logging.getLogger(__name__)

METADATA = MetaData()
VERSION_ROW = Table(
    "schema_version",
    METADATA,
    Column("only", Integer, CheckConstraint("only = 1"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, kept in UTC to the microsecond, aware on the way out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Raises ValueError for an instant that does not say its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be recorded")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """In UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Records:
    """The open database: ask inside `reading()`, write inside `writing()`. Threads may share one, processes not."""

    def __init__(self, url: URL, make_tables: Callable[[Connection], None]) -> None:
        """Nothing is opened yet. Raises RecordsUnusable for a kind of database that is not installed."""
        self._url, self._make_tables = url, make_tables
        self._turn, self._gate, self._asking = Lock(), Lock(), 0
        self._is_ready, self._process = False, os.getpid()
        self._file: RecordsFile | None = None
        try:
            self._engine = create_engine(url, **_options(url))
        except (SQLAlchemyError, ImportError) as wrong:
            raise RecordsUnusable(f"databases of the kind {url.drivername} cannot be opened here") from wrong
        if self._engine.dialect.name == "sqlite":
            self._file = _watched(self._engine, Path(url.database or ""))

    def open(self) -> None:
        """Make the tables, where they are not there yet. Raises RecordsUnusable."""
        with self._in_words(), self._question():
            pass

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the records. Raises RecordsUnusable."""
        with self._in_words(), self._question(), self._engine.begin() as connection:
            if self._file is not None:
                self._file.check(_driver(connection), thoroughly=False)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is kept whole or not at all; nobody else writes meanwhile. Raises RecordsUnusable."""
        with self._in_words(), self._in_turn(), self._question(), self._transaction() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the connections that wait for a question; one that is in use ends with its question."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        begun = self._engine.execution_options(writes=True).begin()
        with begun as connection, self._counted(connection):
            yield connection
        if self._file is not None:
            self._file.check_kept()

    def _counted(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext() if self._file is None else self._file.counted(_driver(connection))

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Threads queue here, not in SQLite: there each would hold a connection, and try again by chance."""
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise RecordsUnusable("others are still recording", _AGAIN)
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _question(self) -> Iterator[None]:
        if self._process != os.getpid():  # SQLite's locks do not follow a fork
            raise RecordsUnusable("they were opened by the process that this one was copied from", "Start it anew.")
        with self._gate:
            if self._asking == 0:
                self._make_ready()
            self._asking += 1
        try:
            yield
        finally:
            with self._gate:
                self._asking -= 1

    def _make_ready(self) -> None:
        """At first, and after a question that found another file: what stands there now is opened as at a start."""
        if self._file is not None and self._file.is_lost:
            self._let_go(self._file)
        if self._is_ready:
            return
        if self._file is not None:
            self._file.make_ready()
        with self._transaction() as connection:
            self._make_tables(connection)
        if self._file is not None:
            with closing(self._engine.raw_connection()) as connection:
                self._file.settle(cast("sqlite3.Connection", connection.driver_connection))
        self._is_ready = True

    def _let_go(self, file: RecordsFile) -> None:
        with closing(self._engine.raw_connection()) as connection:
            if not file.may_be_let_go(cast("sqlite3.Connection", connection.driver_connection)):
                return
        self._is_ready = False
        self._engine.dispose()
        _LOG.warning("%s was replaced: it is opened anew", file.path)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as wrong:
            told = wrong.orig if isinstance(wrong, DBAPIError) else wrong
            advice = _ADVICE.get(getattr(told, "sqlite_errorcode", 0) & 0xFF)
            raise RecordsUnusable(self._without_password(told), advice) from None
        except PoolTimeout:
            raise RecordsUnusable("too many questions are asked at once") from None
        except ArgumentError:
            raise RecordsUnusable("the database's address is not understood") from None

    def _without_password(self, told: BaseException | None) -> str:
        where = self._url.host if self._file is None else self._url.database
        words, secret = str(told), str(self._url.password or "")
        return f"{quotable(where)}: {quotable(words.replace(secret, '…') if secret else words)}"


def _watched(engine: Engine, path: Path) -> RecordsFile:
    file = RecordsFile(path)
    event.listen(engine, "do_connect", lambda _dialect, _entry, _where, options: file.connected(options))
    event.listen(engine, "close", lambda connection, _entry: file.closed(connection))
    event.listen(engine, "begin", _begin)
    return file


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _options(url: URL) -> dict[str, object]:
    """`hide_parameters`: what people wrote stands in no error and no log."""
    if url.get_backend_name() != "sqlite":
        return {"hide_parameters": True, "pool_pre_ping": True}
    return {"hide_parameters": True, "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that reads first and writes later could not be waited for."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

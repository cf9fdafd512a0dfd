"""The app's own database through SQLAlchemy Core: transactions, instants, and errors without a password.

SQLite is what is promised: a write-ahead log, so that readers never wait for a writer; each write is on the disk when
it is answered; writers queue for five seconds. Other databases pass through SQLAlchemy as they are.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

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
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from data_access.errors import RecordsUnusable, quotable

BUSY_SECONDS = 5.0
"""How long a writer waits for another one."""

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
    """The open database: ask inside `reading()`, write inside `writing()`. Threads may share one."""

    def __init__(self, url: URL) -> None:
        """Nothing is opened yet. Raises RecordsUnusable for a kind of database that is not installed."""
        self._url = url
        try:
            self._engine = create_engine(url, **_options(url))
        except (SQLAlchemyError, ImportError) as wrong:
            raise RecordsUnusable(f"databases of the kind {url.drivername} cannot be opened here") from wrong
        if _is_sqlite(self._engine):
            event.listen(self._engine, "connect", _prepare)
            event.listen(self._engine, "begin", _begin)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the records. Raises RecordsUnusable."""
        with self._in_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is kept whole or not at all; nobody else writes meanwhile. Raises RecordsUnusable."""
        with self._in_words(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the connections that wait for a question; one that is in use ends with its question."""
        self._engine.dispose()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as wrong:
            raise RecordsUnusable(self._without_password(wrong.orig)) from None
        except PoolTimeout:
            raise RecordsUnusable("too many questions are asked at once") from None
        except ArgumentError:
            raise RecordsUnusable("the database's address is not understood") from None

    def _without_password(self, told: BaseException | None) -> str:
        where = self._url.database if _is_sqlite(self._engine) else self._url.host
        words, secret = str(told), str(self._url.password or "")
        return f"{quotable(where)}: {quotable(words.replace(secret, '…') if secret else words)}"


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _options(url: URL) -> dict[str, object]:
    """`hide_parameters`: what people wrote stands in no error and no log."""
    if url.get_backend_name() != "sqlite":
        return {"hide_parameters": True, "pool_pre_ping": True}
    return {"hide_parameters": True, "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """As SQLite should behave on every connection; the transactions are begun by `_begin`, not by the driver."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {int(BUSY_SECONDS * 1000)}", "foreign_keys = ON", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that reads first and writes later could not be waited for."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

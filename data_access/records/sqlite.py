"""What SQLite is told on every connection, and what it tells of a file.

No file is opened past SQLite: closing it would let go of the locks that this process holds on it, and another process would
then take away the log that is in use (sqlite.org/howtocorrupt.html, 2.2).
"""

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

BUSY_SECONDS = 5.0
"""How long a writer waits for a writer of another process."""


class Header(NamedTuple):
    """What a database counts in its first page: changes of its tables (SQLite does), and writes (we do)."""

    tables: int
    writes: int


def prepare(connection: sqlite3.Connection) -> None:
    """As SQLite should behave; transactions are begun by us, not by the driver. Raises sqlite3.Error."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {int(BUSY_SECONDS * 1000)}", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    header(connection)  # opens the log: while this connection is open, SQLite leaves it where it is


def header(connection: sqlite3.Connection) -> Header:
    """The header as this connection sees it. Raises sqlite3.Error."""
    tables, writes = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("schema_version", "user_version"))
    return Header(tables, writes)


def count_write(connection: sqlite3.Connection) -> None:
    """One write more in the header, within the transaction that writes. Raises sqlite3.Error."""
    connection.execute(f"PRAGMA user_version = {header(connection).writes + 1}")


def header_without_log(file: Path) -> Header:
    """The header as it stands in the file itself: as of the last time that the log was moved into it. Raises sqlite3.Error.

    The first page is the first that is moved; until the others follow, or if whoever moved them was killed, it counts more
    pages than there are, which is no damage while the log is there (`writable_schema` lets it be read).
    """
    with closing(_without_log(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        return header(connection)


def is_whole(file: Path) -> bool:
    """Whether all the pages that a database counts are there: a copy that is still being written has fewer."""
    try:
        with closing(_without_log(file)) as connection:
            pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            return bool(pages) and file.stat().st_size >= pages * size
    except (sqlite3.Error, OSError):
        return False


def has_own_log(file: Path) -> bool:
    """Whether the log beside a file, if any, may be its own: tables are moved into the file as soon as they are made.

    A file that was restored over the log of a process that was killed has other tables than this log. It is looked at without
    a right to write: SQLite moves a log into the file when the last one who may write goes. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN")
        logged = header(connection).tables  # first: no other process can pass it until this transaction ends
        own = header_without_log(file).tables
        return own == logged or (own < logged and connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def log_ahead(file: Path) -> None:
    """Switch the write-ahead log on, which stays in the file.

    SQLite does not queue for this switch: two processes that start at once are told "locked" and have to ask again.
    Raises sqlite3.Error.
    """
    until = time.monotonic() + BUSY_SECONDS
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as wrong:
                if wrong.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(random.uniform(0.005, 0.05))  # noqa: S311  no secret: only not in step with the other
            else:
                return


def _without_log(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

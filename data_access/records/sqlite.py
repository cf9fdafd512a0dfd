"""What SQLite is told on every connection, and what it tells of a file.

No file is opened past SQLite: closing it would let go of the locks that this process holds on it, and another process would
then take away the log that is in use (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import random
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

BUSY_SECONDS = 5.0
"""How long a writer waits for a writer of another process."""

_LOG_HEAD, _FRAME_HEAD = 32, 24


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
    """Whether the log beside a file, if any, is its own. Raises sqlite3.Error.

    The first write that a log holds follows on those that the file counts, or is one of them. A file that was restored over the
    log of a process that was killed counts fewer; a backup that SQLite wrote anew has changed its tables once more. It is
    looked at without a right to write: SQLite moves a log into the file when the last one who may write goes.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN")
        logged = header(connection)
        first = _first_in_log(Path(f"{file.resolve()}-wal")) or logged
        own = header_without_log(file)  # last: it only grows, and what it grows by was in the log
        return own.tables <= logged.tables and first.writes <= own.writes + 1


def _first_in_log(log: Path) -> Header | None:
    """The oldest header that a log holds (sqlite.org/fileformat2.html, 4.1): frames of a page each, the page's number first."""
    with suppress(FileNotFoundError), log.open("rb") as pages:  # SQLite keeps no lock on this one
        size = int.from_bytes(pages.read(_LOG_HEAD)[8:12])
        while frame := pages.read(_FRAME_HEAD):
            if int.from_bytes(frame[:4]) == 1:
                page = pages.read(size)
                return Header(int.from_bytes(page[40:44]), int.from_bytes(page[60:64]))
            pages.seek(size, os.SEEK_CUR)
    return None


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

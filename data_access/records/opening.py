"""Opens the app's own database, and makes its tables where they are not there yet."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

import platformdirs
from sqlalchemy import URL, Connection, insert, inspect, make_url, select, update
from sqlalchemy.exc import ArgumentError

from data_access.identity import records_identity
from data_access.records import ledger_table, snoozes
from data_access.records.database import METADATA, VERSION_ROW, Records
from data_access.records.errors import RecordsUnusable
from data_access.settings import Settings

VERSION = 3
"""Which tables there are. One more whenever they change; a database of a later Hazelboard is left alone."""

TABLES = (VERSION_ROW, snoozes.TABLE, ledger_table.REPORTS, ledger_table.FILES)
FILE = "hazelboard.db"
_CREATING = Lock()


def open_records(settings: Settings) -> Records:
    """The records of this installation, ready for use. Several processes may open them at once.

    Raises RecordsUnusable: no such folder, no right to write, no database, or one of a later Hazelboard.
    """
    url = _url(settings)
    if url.get_backend_name() == "sqlite":
        _make_file(url)
    records = Records(url, _make_tables)
    try:
        records.open()
    except RecordsUnusable:
        records.close()  # nobody else can: a page that tries again with every run would hold a file each time
        raise
    return records


def identity(settings: Settings) -> str:
    """Tells one database from another without telling its address or its password. Raises RecordsUnusable."""
    return records_identity(_url(settings).render_as_string(hide_password=False))


def _url(settings: Settings) -> URL:
    if settings.database_url is None:
        file = platformdirs.user_data_path("hazelboard", appauthor=False) / FILE
        return URL.create("sqlite", database=str(file))
    try:
        return make_url(settings.database_url.get_secret_value().strip())
    except (ArgumentError, ValueError):
        raise RecordsUnusable("HAZELBOARD_DATABASE_URL is no database's address") from None


def _make_file(url: URL) -> None:
    """The folder and the file, for this user alone."""
    name = url.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        raise RecordsUnusable("HAZELBOARD_DATABASE_URL must name a file by its path: what is recorded has to last")
    file = Path(name)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(file)
    except OSError as wrong:
        raise RecordsUnusable(f"{file}: {wrong.strerror or wrong}") from None


def _create(file: Path) -> None:
    """Where there is none yet; one that is there is never opened past SQLite (`sqlite`)."""
    with _CREATING:
        if not file.exists():
            with suppress(FileExistsError):  # another process was faster
                os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _make_tables(connection: Connection) -> None:
    """In one transaction. The version is looked at first: nothing is added to a database of a later Hazelboard."""
    known = None
    if inspect(connection).has_table(VERSION_ROW.name):
        known = connection.scalar(select(VERSION_ROW.c.version))
    if known is not None and known > VERSION:
        raise RecordsUnusable(
            f"the database is of a later Hazelboard (tables of version {known}, this one knows {VERSION})",
            "Start the later Hazelboard again, or let HAZELBOARD_DATABASE_URL name another database.",
        )
    if known == 2:  # noqa: PLR2004  the version of which the tables are
        ledger_table.add_overlaps(connection)
    METADATA.create_all(connection, tables=TABLES)
    if known is None:
        connection.execute(insert(VERSION_ROW).values(only=1, version=VERSION))
    elif known < VERSION:
        connection.execute(update(VERSION_ROW).values(version=VERSION))

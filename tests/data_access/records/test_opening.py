"""Opening: where the database stands, how it is made, and what is said when it cannot be used."""

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from data_access.records.database import Records
from data_access.records.errors import RecordsUnusable
from data_access.records.opening import VERSION, identity, open_records
from data_access.settings import Settings
from tests.data_access.records.conftest import settings_of


def pragma(records: Records, name: str) -> object:
    with records.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def as_if_of_version(file: Path, version: int) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE schema_version SET version = ?", (version,))


def test_the_folder_is_made_for_this_user_alone(records: Records, file: Path) -> None:
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_connection_logs_ahead_holds_to_keys_waits_and_syncs(records: Records) -> None:
    assert pragma(records, "journal_mode") == "wal"
    assert pragma(records, "foreign_keys") == 1
    assert pragma(records, "busy_timeout") == 5000
    assert pragma(records, "synchronous") == 2


def test_without_a_setting_it_stands_in_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    open_records(Settings()).close()
    assert (tmp_path / "hazelboard" / "hazelboard.db").is_file()


def test_it_is_opened_again_as_it_is(records: Records, file: Path) -> None:
    open_records(settings_of(file)).close()
    with records.reading() as connection:
        assert connection.execute(text("SELECT version FROM schema_version")).scalars().all() == [VERSION]


@pytest.mark.processes
def test_opening_it_again_does_not_let_go_of_the_files_locks(records: Records, file: Path) -> None:
    """Any close of a file lets go of the whole process's locks on it: others then take away the log that is in use."""
    open_records(settings_of(file)).close()
    script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM snoozes').connection.close()"
    subprocess.run([sys.executable, "-c", script, str(file)], check=True)
    assert file.with_name(file.name + "-wal").exists()
    assert pragma(records, "integrity_check") == "ok"


def test_a_later_hazelboards_database_is_left_alone(records: Records, file: Path) -> None:
    as_if_of_version(file, VERSION + 1)
    with pytest.raises(RecordsUnusable, match="of a later Hazelboard") as refused:
        open_records(settings_of(file))
    assert "HAZELBOARD_DATABASE_URL" in refused.value.advice


def test_a_database_that_is_refused_is_let_go(file: Path) -> None:
    open_records(settings_of(file)).close()
    as_if_of_version(file, VERSION + 1)
    with pytest.raises(RecordsUnusable):
        open_records(settings_of(file))
    assert not [held.path for held in psutil.Process().open_files() if held.path.startswith(str(file))]


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to be looked at " * 40)
    with pytest.raises(RecordsUnusable, match="not a database"):
        open_records(settings_of(file))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(RecordsUnusable, match="taken") as refused:
        open_records(settings_of(tmp_path / "taken" / "records.db"))
    assert "HAZELBOARD_DATABASE_URL" in refused.value.advice


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_that_does_not_last_is_refused(url: str) -> None:
    with pytest.raises(RecordsUnusable, match="has to last"):
        open_records(Settings(database_url=SecretStr(url)))


@pytest.mark.parametrize(
    "url", ["nonsense s3cret", "nosuch://u:s3cret@host/db", "sqlite+nosuch:///x?k=s3cret", "x://u:s3cret@h:port/d"]
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecordsUnusable) as refused:
        open_records(Settings(database_url=SecretStr(url)))
    assert "s3cret" not in str(refused.value) + refused.value.advice


def test_a_table_that_is_gone_is_told_by_the_files_name(records: Records, file: Path) -> None:
    with pytest.raises(RecordsUnusable, match=r"records\.db: no such table"), records.reading() as connection:
        connection.execute(text("SELECT * FROM gone"))


def test_databases_are_told_apart_without_their_address(tmp_path: Path) -> None:
    one, other = settings_of(tmp_path / "a.db"), settings_of(tmp_path / "b.db")
    assert identity(one) == identity(settings_of(tmp_path / "a.db"))
    assert identity(one) != identity(other)
    assert "a.db" not in identity(one)

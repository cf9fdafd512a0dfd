"""The database itself refuses to change, replace or delete what was issued; and what damage is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data_access.errors import RecordsUnusable
from data_access.records.database import Records
from data_access.records.ledger import issued_pack, issued_reports
from data_access.records.opening import VERSION, open_records
from data_access.records.snoozes import history
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import NOVEMBER, enter, report

COPY = "INSERT OR REPLACE INTO issued_reports SELECT"
COLUMNS = """report_id, platform, start, "end", state, form, charge_class, corrects, after, by, self_declared, reason,
 issued_at, lines, operators, pack_name, pack_bytes, pack_sha256, manifest FROM issued_reports WHERE number = 1"""
VERSION_1 = """
CREATE TABLE schema_version (only INTEGER NOT NULL CHECK (only = 1), version INTEGER NOT NULL, PRIMARY KEY (only));
CREATE TABLE snoozes (snooze_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, platform_id VARCHAR NOT NULL,
 operator_id VARCHAR NOT NULL, until DATE NOT NULL, note VARCHAR NOT NULL, "by" VARCHAR NOT NULL,
 self_declared BOOLEAN NOT NULL, at DATETIME NOT NULL, undone_at DATETIME, undone_by VARCHAR);
CREATE INDEX snoozes_of_operator ON snoozes (platform_id, operator_id, snooze_id);
INSERT INTO schema_version VALUES (1, 1);
INSERT INTO snoozes VALUES (7, 'acme', 'op_a', '2027-03-01', 'back in March', 'Ana', 1,
 '2026-11-21 10:02:03.456789', NULL, NULL);
"""


@pytest.fixture
def raw(records: Records, file: Path) -> Iterator[sqlite3.Connection]:
    """Another program with the same file, after two reports were issued."""
    enter(records)
    enter(records, report("r-2", NOVEMBER))
    with closing(sqlite3.connect(file)) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issued_reports SET state = 'final'",
        "UPDATE OR REPLACE issued_reports SET number = 2 WHERE number = 1",
        "DELETE FROM issued_reports",
        f"{COPY} 'acme', 1, {COLUMNS}",
        f"{COPY} 'acme', 3, {COLUMNS}",
        f"{COPY} 'acme', 4, 'r-9' || {COLUMNS}",
        f"{COPY} 'acme', 3, 'r-9' || {COLUMNS}",
        "UPDATE issued_files SET data = x'00'",
        "DELETE FROM issued_files WHERE name = 'pack'",
        "INSERT OR REPLACE INTO issued_files VALUES (1, 'acme', 9, 'pack', x'00')",
        "INSERT OR REPLACE INTO issued_files VALUES (99, 'acme', 1, 'pack', x'00')",
        "INSERT OR REPLACE INTO issued_files (platform_id, number, name, data) VALUES ('acme', 1, 'pack', x'00')",
    ],
)
def test_what_was_issued_is_neither_changed_nor_replaced_nor_deleted(
    raw: sqlite3.Connection, records: Records, statement: str
) -> None:
    before = issued_reports(records)
    with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
        raw.execute(statement)
    raw.rollback()
    assert issued_reports(records).equals(before)
    assert issued_pack(records, "acme", 1) == report().pack


@pytest.mark.parametrize("number", [1, 2, 4, 9])
def test_a_number_is_neither_left_out_nor_given_twice(raw: sqlite3.Connection, number: int) -> None:
    moved = COLUMNS.replace("start,", "'2025-01-01',", 1)
    with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
        raw.execute(f"{COPY} 'acme', {number}, 'r-9' || {moved}")


def test_an_entry_of_another_period_and_id_may_follow(raw: sqlite3.Connection) -> None:
    moved = COLUMNS.replace("start,", "'2025-01-01',", 1)
    raw.execute(f"INSERT INTO issued_reports SELECT 'acme', 3, 'r-9' || {moved}")


def test_a_pack_that_was_damaged_by_other_means_is_told(raw: sqlite3.Connection, records: Records) -> None:
    raw.execute("DROP TRIGGER issued_files_stay")
    raw.execute("UPDATE issued_files SET data = x'00' WHERE name = 'pack' AND number = 1")
    raw.commit()
    with pytest.raises(RecordsUnusable, match="kept pack of report 1 is not the one"):
        issued_pack(records, "acme", 1)


def test_a_database_of_version_1_keeps_its_snoozes_and_gets_a_ledger(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(VERSION_1)
    records = open_records(settings_of(file))
    assert history(records, "acme", "op_a").select("snooze_id", "note", "by").rows() == [(7, "back in March", "Ana")]
    assert enter(records).number == 1
    with closing(sqlite3.connect(file)) as now:
        assert now.execute("SELECT version FROM schema_version").fetchall() == [(VERSION,)]
        with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
            now.execute("DELETE FROM issued_reports")
    records.close()


def test_the_tables_that_are_made_anew_are_those_of_the_upgrade(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.executescript(VERSION_1)
    made = []
    for file in (old, new):
        open_records(settings_of(file)).close()
        with closing(sqlite3.connect(file)) as connection:
            made.append(
                set(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'issued_%'"))
            )
    assert made[0] == made[1]
    assert len([kind for kind, *_ in made[0] if kind == "trigger"]) == 6

"""The database itself refuses to change, replace or delete what was issued; and what damage is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data_access.records.database import Records
from data_access.records.errors import IssueOverlaps, RecordsUnusable
from data_access.records.ledger import issue, issued, issued_pack, issued_reports
from data_access.records.opening import VERSION, open_records
from data_access.records.snoozes import history
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import ANA, NOVEMBER, NOW, enter, report

COPY = "INSERT OR REPLACE INTO issued_reports SELECT"
COLUMNS = """report_id, platform, start, "end", state, form, charge_class, corrects, after, by, self_declared, reason,
 issued_at, lines, operators, pack_name, pack_bytes, pack_sha256, manifest, NULL, NULL
 FROM issued_reports WHERE number = 1"""
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

VERSION_2 = (
    VERSION_1.replace("VALUES (1, 1)", "VALUES (1, 2)")
    + """
CREATE TABLE issued_reports (
    platform_id VARCHAR NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    report_id VARCHAR NOT NULL,
    platform VARCHAR NOT NULL,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    state VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    charge_class VARCHAR,
    corrects INTEGER,
    "after" INTEGER,
    "by" VARCHAR NOT NULL,
    self_declared BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    issued_at DATETIME NOT NULL,
    lines INTEGER NOT NULL,
    operators INTEGER NOT NULL,
    pack_name VARCHAR NOT NULL,
    pack_bytes INTEGER NOT NULL,
    pack_sha256 VARCHAR NOT NULL,
    manifest TEXT NOT NULL,
    PRIMARY KEY (platform_id, number),
    UNIQUE (platform_id, report_id),
    UNIQUE (platform_id, "after"),
    CHECK ((corrects IS NULL) = (after IS NULL) AND (corrects IS NULL) = (charge_class IS NULL)),
    FOREIGN KEY(platform_id, corrects) REFERENCES issued_reports (platform_id, number),
    FOREIGN KEY(platform_id, "after") REFERENCES issued_reports (platform_id, number)
)
 WITHOUT ROWID;
CREATE UNIQUE INDEX first_report_of_period ON issued_reports (platform_id, start, "end") WHERE corrects IS NULL;
CREATE TRIGGER issued_reports_stay BEFORE UPDATE ON issued_reports
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
CREATE TRIGGER issued_reports_last BEFORE DELETE ON issued_reports
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
CREATE TRIGGER issued_reports_follow BEFORE INSERT ON issued_reports
 WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM issued_reports WHERE platform_id = NEW.platform_id)
 OR EXISTS (SELECT 1 FROM issued_reports WHERE (platform_id = NEW.platform_id
    AND (report_id = NEW.report_id OR "after" = NEW."after")) OR (NEW.corrects IS NULL AND platform_id = NEW.platform_id
    AND start = NEW.start AND "end" = NEW."end" AND corrects IS NULL))
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
CREATE TABLE issued_files (
    file_id INTEGER NOT NULL,
    platform_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL CHECK (name IN ('pack', 'lines', 'operators')),
    data BLOB NOT NULL,
    PRIMARY KEY (file_id),
    UNIQUE (platform_id, number, name),
    FOREIGN KEY(platform_id, number) REFERENCES issued_reports (platform_id, number)
);
CREATE TRIGGER issued_files_stay BEFORE UPDATE ON issued_files
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
CREATE TRIGGER issued_files_last BEFORE DELETE ON issued_files
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
CREATE TRIGGER issued_files_follow BEFORE INSERT ON issued_files
 WHEN EXISTS (SELECT 1 FROM issued_files WHERE file_id = NEW.file_id
    OR (platform_id = NEW.platform_id AND number = NEW.number AND name = NEW.name))
 BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END;
INSERT INTO issued_reports VALUES
 ('acme', 1, 'r-1', 'Acme', '2026-10-01', '2026-10-31', 'final', 'excel', NULL, NULL, NULL, 'Ana', 1, 'the "customer" waits',
  '2026-11-21 10:02:03.456789', 2, 2, 'a.zip', 3, '7ff95cc9eca68f96f31a6db51c54a39c30e3c9cf9e2e5d9a22ea1c3e1ce3b0c5', '{}'),
 ('acme', 2, 'r-2', 'Acme', '2026-10-15', '2026-11-14', 'final', 'excel', NULL, NULL, NULL, 'Ana', 0, '',
  '2026-11-21 10:02:03.456789', 2, 2, 'b.zip', 3, '00', '{}'),
 ('acme', 3, 'r-3', 'Acme', '2026-10-01', '2026-10-31', 'final', 'excel', 'Correction', 1, 1, 'Ben', 0, '',
  '2026-11-21 10:02:03.456789', 2, 2, 'c.zip', 3, '00', '{}');
INSERT INTO issued_files VALUES (1, 'acme', 1, 'pack', x'504b03'), (2, 'acme', 1, 'lines', x'00ff'), (3, 'acme', 1, 'operators', x'01');
"""
)


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
    moved = COLUMNS.replace('start, "end",', "'2025-01-01', '2025-01-31',", 1)
    with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
        raw.execute(f"{COPY} 'acme', {number}, 'r-9' || {moved}")


def test_an_entry_of_another_period_and_id_may_follow(raw: sqlite3.Connection) -> None:
    moved = COLUMNS.replace('start, "end",', "'2025-01-01', '2025-01-31',", 1)
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


def everything(file: Path, columns: str = "*") -> list[list[object]]:
    with closing(sqlite3.connect(file)) as raw:
        reports = raw.execute(f"SELECT {columns} FROM issued_reports ORDER BY number").fetchall()
        return [reports, *(raw.execute(f"SELECT * FROM {one}").fetchall() for one in ("issued_files", "snoozes"))]


def test_a_database_of_version_2_keeps_every_byte_and_takes_new_reports(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(VERSION_2)
        columns = ", ".join(f'"{name}"' for _, name, *_ in old.execute("PRAGMA table_info(issued_reports)"))
    before = everything(file)
    records = open_records(settings_of(file))
    assert everything(file, columns) == before
    assert everything(file, "overlaps, overlap_reason")[0] == [(None, None)] * 3
    assert issued_reports(records, "acme").select("number", "corrects", "reason", "overlaps").rows() == [
        (1, None, 'the "customer" waits', None),
        (2, None, "", None),
        (3, 1, "", None),
    ]
    with pytest.raises(IssueOverlaps, match="as report 2 holds 15 Oct 2026 to 14 Nov 2026"):
        enter(records, report("r-4", NOVEMBER))
    shared = issue(
        records, "acme", report("r-4", NOVEMBER), now=NOW, person=ANA, overlaps=(2,), overlap_reason="agreed"
    )
    assert (shared.number, issued(records, "acme", 4).overlaps) == (4, (2,))
    records.close()
    with closing(sqlite3.connect(file)) as now:
        assert now.execute("SELECT version FROM schema_version").fetchall() == [(VERSION,)]
        for change in ("UPDATE issued_reports SET overlap_reason = 'x'", "DELETE FROM issued_reports"):
            with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
                now.execute(change)


def test_a_step_that_fails_leaves_the_version_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(VERSION_2 + "ALTER TABLE issued_reports ADD COLUMN overlap_reason;")
    before = everything(file)
    with pytest.raises(RecordsUnusable, match="duplicate column"):
        open_records(settings_of(file))
    assert everything(file) == before
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version FROM schema_version").fetchall() == [(2,)]


@pytest.mark.parametrize("earlier", [VERSION_1, VERSION_2])
def test_the_tables_that_are_made_anew_are_those_of_the_upgrade(tmp_path: Path, earlier: str) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.executescript(earlier)
    made = []
    for file in (old, new):
        open_records(settings_of(file)).close()
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'issued_%'")
            made.append({(kind, name, "".join((sql or "").split())) for kind, name, sql in found})
    assert made[0] == made[1]
    assert len([kind for kind, *_ in made[0] if kind == "trigger"]) == 7

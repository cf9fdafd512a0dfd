"""The ledger's two tables, how their rows are shown, and what holds them: the database itself refuses to change, replace or delete an entry.

The triggers are SQLite's. They stop the app and any tool that asks nicely; whoever may drop a trigger may also delete the
file, so a copy of what was issued belongs outside as well.
"""

import polars as pl
from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from data_access.records.database import METADATA, UtcTime
from data_access.tables import UTC_TIME

REPORTS = Table(
    "issued_reports",
    METADATA,
    Column("platform_id", String, primary_key=True),
    Column("number", Integer, CheckConstraint("number > 0"), primary_key=True, autoincrement=False),
    Column("report_id", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("form", String, nullable=False),
    Column("charge_class", String),
    Column("corrects", Integer),
    Column("after", Integer),
    Column("by", String, nullable=False),
    Column("self_declared", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("operators", Integer, nullable=False),
    Column("pack_name", String, nullable=False),
    Column("pack_bytes", Integer, nullable=False),
    Column("pack_sha256", String, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("overlaps", Text),
    Column("overlap_reason", Text),
    UniqueConstraint("platform_id", "report_id"),
    UniqueConstraint("platform_id", "after"),
    CheckConstraint("(corrects IS NULL) = (after IS NULL) AND (corrects IS NULL) = (charge_class IS NULL)"),
    ForeignKeyConstraint(["platform_id", "corrects"], ["issued_reports.platform_id", "issued_reports.number"]),
    ForeignKeyConstraint(["platform_id", "after"], ["issued_reports.platform_id", "issued_reports.number"]),
    sqlite_with_rowid=False,  # no second key under which an entry could be replaced
)
_FIRST = REPORTS.c.corrects.is_(None)
Index(
    "first_report_of_period",
    REPORTS.c.platform_id,
    REPORTS.c.start,
    REPORTS.c.end,
    unique=True,
    sqlite_where=_FIRST,
    postgresql_where=_FIRST,
)
FILES = Table(
    "issued_files",
    METADATA,
    Column("file_id", Integer, primary_key=True),
    Column("platform_id", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String, CheckConstraint("name IN ('pack', 'lines', 'operators')"), nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("platform_id", "number", "name"),
    ForeignKeyConstraint(["platform_id", "number"], ["issued_reports.platform_id", "issued_reports.number"]),
)
"""Apart from the reports, so that listing them reads no pack; compressed as they come."""

ISSUED_REPORTS = pl.Schema(
    {
        "number": pl.Int64(),
        "report_id": pl.String(),
        "platform_id": pl.String(),
        "platform": pl.String(),
        "start": pl.Date(),
        "end": pl.Date(),
        "state": pl.String(),
        "form": pl.String(),
        "charge_class": pl.String(),
        "corrects": pl.Int64(),
        "after": pl.Int64(),
        "by": pl.String(),
        "self_declared": pl.Boolean(),
        "reason": pl.String(),
        "issued_at": UTC_TIME,
        "lines": pl.Int64(),
        "operators": pl.Int64(),
        "pack_name": pl.String(),
        "pack_bytes": pl.Int64(),
        "pack_sha256": pl.String(),
        "overlaps": pl.String(),
        "overlap_reason": pl.String(),
    }
)
OVERLAPPING = pl.Schema({"number": pl.Int64(), "start": pl.Date(), "end": pl.Date(), "days": pl.Int64()})
"""`days`: how many days of a first report are shared with the period that was asked about."""

_NEXT = "SELECT coalesce(max(number), 0) + 1 FROM issued_reports WHERE platform_id = NEW.platform_id"
_SAME_PERIOD = 'platform_id = NEW.platform_id AND start = NEW.start AND "end" = NEW."end" AND corrects IS NULL'
_TAKEN = f"""EXISTS (SELECT 1 FROM issued_reports WHERE (platform_id = NEW.platform_id
    AND (report_id = NEW.report_id OR "after" = NEW."after")) OR (NEW.corrects IS NULL AND {_SAME_PERIOD}))"""  # noqa: S608
_SHARED = """EXISTS (SELECT 1 FROM issued_reports WHERE platform_id = NEW.platform_id AND corrects IS NULL
    AND start <= NEW."end" AND "end" >= NEW.start AND NOT (start = NEW.start AND "end" = NEW."end"))"""
_CONFIRMED = "trim(coalesce(NEW.overlaps, '')) <> '' AND trim(coalesce(NEW.overlap_reason, '')) <> ''"
_KEPT = """EXISTS (SELECT 1 FROM issued_files WHERE file_id = NEW.file_id
    OR (platform_id = NEW.platform_id AND number = NEW.number AND name = NEW.name))"""

_TRIGGERS = {
    REPORTS: {
        "issued_reports_stay": "BEFORE UPDATE ON issued_reports",
        "issued_reports_last": "BEFORE DELETE ON issued_reports",
        # INSERT OR REPLACE deletes without asking the trigger above
        "issued_reports_follow": f"BEFORE INSERT ON issued_reports WHEN NEW.number IS NOT ({_NEXT}) OR {_TAKEN}",
    },
    FILES: {
        "issued_files_stay": "BEFORE UPDATE ON issued_files",
        "issued_files_last": "BEFORE DELETE ON issued_files",
        "issued_files_follow": f"BEFORE INSERT ON issued_files WHEN {_KEPT}",
    },
}
_OVERLAP = DDL(  # type: ignore[no-untyped-call]
    f"""CREATE TRIGGER issued_reports_share_no_day BEFORE INSERT ON issued_reports
    WHEN NEW.corrects IS NULL AND NOT ({_CONFIRMED}) AND {_SHARED}
    BEGIN SELECT RAISE(ABORT, 'days that were issued before need a reason'); END"""
)
for _table, _triggers in _TRIGGERS.items():
    for _name, _when in _triggers.items():
        _refusal = f"CREATE TRIGGER {_name} {_when} BEGIN SELECT RAISE(ABORT, 'what was issued stays as it is'); END"
        refuse = DDL(_refusal)  # type: ignore[no-untyped-call]
        event.listen(_table, "after_create", refuse.execute_if(dialect="sqlite"))
event.listen(REPORTS, "after_create", _OVERLAP.execute_if(dialect="sqlite"))


def add_overlaps(connection: Connection) -> None:
    """From the tables of version 2 to those of version 3: what stands there keeps every byte."""
    for column in ("overlaps", "overlap_reason"):
        connection.exec_driver_sql(f"ALTER TABLE issued_reports ADD COLUMN {column} TEXT")
    if connection.dialect.name == "sqlite":
        connection.execute(_OVERLAP)

"""The ledger: issued reports, numbered 1, 2, … on each platform, kept for good. Nothing here changes or deletes one.

One period has one report; what comes later is a correction, and each correction names the entry it comes after, so that
two people cannot correct the same difference twice. `ledger_table` holds the database to that, whoever writes into it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import polars as pl
from sqlalchemy import Connection, RowMapping, func, insert, select

from data_access.errors import IssueRefused, RecordsUnusable
from data_access.period import Period
from data_access.records.database import Records
from data_access.records.ledger_table import FILES, REPORTS
from data_access.records.people import Person
from data_access.tables import UTC_TIME

CHARGE_CLASS = "Correction"
LONGEST_REASON = 2_000
LARGEST_PACK = 500_000_000
"""Bytes. SQLite keeps no value above a thousand million."""

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
    }
)
_ROW = [REPORTS.c[name] for name in ISSUED_REPORTS]


@dataclass(frozen=True, slots=True)
class Issued:
    """What is issued: the canonical rows (any schema, kept as they are), the manifest's text and the whole pack.

    A correction names the report that it corrects, and the entry it comes `after`: that report, or its latest correction.
    """

    report_id: str
    platform: str
    period: Period
    state: str
    form: str
    lines: pl.DataFrame
    operators: pl.DataFrame
    manifest: str
    pack_name: str
    pack: bytes
    corrects: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Under which number a report stands, who issued it and when. `already`: it stood there before, and stays as it is."""

    number: int
    by: str
    issued_at: datetime
    already: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An issued report as it was: `issued` with rows, manifest and pack to the byte; by whom, when, and why all the same."""

    number: int
    issued: Issued
    person: Person
    reason: str
    issued_at: datetime


def issue(
    records: Records, platform_id: str, issued: Issued, *, now: datetime, person: Person, reason: str = ""
) -> Receipt:
    """Keep a report for good and give its number: whole, on the disk when it is answered, or not at all.

    The same report (platform and report id) issued again, also by somebody else at once, is kept once: the receipt is the
    first one's, `already`. `reason`: why it is issued although a check failed, as typed; empty where none did.
    Raises IssueRefused: another report was issued for the period (write a correction), a correction of what is no report
    of that period or of a state that others have corrected meanwhile, nobody named; and RecordsUnusable.
    """
    _refuse(issued, person, reason)
    files = {"pack": issued.pack, "lines": _parquet(issued.lines), "operators": _parquet(issued.operators)}
    with records.writing() as connection:
        mine = REPORTS.c.platform_id == platform_id
        known = connection.execute(select(REPORTS).where(mine, REPORTS.c.report_id == issued.report_id)).mappings()
        if (first := known.one_or_none()) is not None:
            return Receipt(first["number"], first["by"], first["issued_at"], already=True)
        _refuse_out_of_turn(connection, platform_id, issued)
        number = (connection.scalar(select(func.max(REPORTS.c.number)).where(mine)) or 0) + 1
        who = {"by": person.name, "self_declared": person.self_declared, "reason": reason, "issued_at": now}
        place = {"platform_id": platform_id, "number": number}
        connection.execute(insert(REPORTS).values({**place, **who, **_row(issued)}))
        for name, data in files.items():  # one at a time: each is copied on its way
            connection.execute(insert(FILES).values({**place, "name": name, "data": data}))
    return Receipt(number, person.name, now, already=False)


def issued_reports(records: Records, platform_id: str | None = None) -> pl.DataFrame:
    """Every issued report, as ISSUED_REPORTS, without its files; of one platform by number, else of all, platform by platform.

    `lines` and `operators` count rows, `corrects` and `after` are null but for a correction. Raises RecordsUnusable.
    """
    question = select(*_ROW).order_by(REPORTS.c.platform_id, REPORTS.c.number)
    if platform_id is not None:
        question = question.where(REPORTS.c.platform_id == platform_id)
    with records.reading() as connection:
        rows = [tuple(row) for row in connection.execute(question)]
    return pl.DataFrame(rows, schema=ISSUED_REPORTS, orient="row")


def issued(records: Records, platform_id: str, number: int) -> Entry:
    """One issued report with all that was kept. Raises IssueRefused where there is none, RecordsUnusable."""
    with records.reading() as connection:
        row = _found(connection, platform_id, number)
        files = {name: _file(connection, row, name) for name in ("pack", "lines", "operators")}
    kept = Issued(
        row["report_id"],
        row["platform"],
        Period(row["start"], row["end"]),
        row["state"],
        row["form"],
        pl.read_parquet(BytesIO(files["lines"])),
        pl.read_parquet(BytesIO(files["operators"])),
        row["manifest"],
        row["pack_name"],
        files["pack"],
        row["corrects"],
        row["after"],
    )
    return Entry(number, kept, Person(row["by"], row["self_declared"]), row["reason"], row["issued_at"])


def issued_manifest(records: Records, platform_id: str, number: int) -> str:
    """The manifest's text alone. Raises as `issued`."""
    with records.reading() as connection:
        return str(_found(connection, platform_id, number)["manifest"])


def issued_pack(records: Records, platform_id: str, number: int) -> bytes:
    """The pack alone, to the byte as it was issued. Raises as `issued`, and RecordsUnusable for one that was damaged since."""
    with records.reading() as connection:
        return _file(connection, _found(connection, platform_id, number), "pack")


def _row(issued: Issued) -> Mapping[str, object]:
    return {
        "report_id": issued.report_id,
        "platform": issued.platform,
        "start": issued.period.start,
        "end": issued.period.end,
        "state": issued.state,
        "form": issued.form,
        "charge_class": None if issued.corrects is None else CHARGE_CLASS,
        "corrects": issued.corrects,
        "after": issued.after,
        "lines": issued.lines.height,
        "operators": issued.operators.height,
        "manifest": issued.manifest,
        "pack_name": issued.pack_name,
        "pack_bytes": len(issued.pack),
        "pack_sha256": hashlib.sha256(issued.pack).hexdigest(),
    }


def _found(connection: Connection, platform_id: str, number: int) -> RowMapping:
    this = (REPORTS.c.platform_id == platform_id, REPORTS.c.number == number)
    row = connection.execute(select(REPORTS).where(*this)).mappings().one_or_none()
    if row is None:
        raise IssueRefused(f"there is no issued report {number}", "Reload the page to see what was issued.")
    return row


def _file(connection: Connection, row: RowMapping, name: str) -> bytes:
    this = (FILES.c.platform_id == row["platform_id"], FILES.c.number == row["number"], FILES.c.name == name)
    data: bytes = connection.execute(select(FILES.c.data).where(*this)).scalar_one()
    if name == "pack" and hashlib.sha256(data).hexdigest() != row["pack_sha256"]:
        raise RecordsUnusable(
            f"the kept pack of report {row['number']} is not the one that was issued: its SHA-256 is another",
            "The database was damaged or changed by other means: restore it from a backup.",
        )
    return data


def _parquet(frame: pl.DataFrame) -> bytes:
    written = BytesIO()
    frame.write_parquet(written, compression="zstd")
    return written.getvalue()


def _refuse(issued: Issued, person: Person, reason: str) -> None:
    if not person.name.strip():
        raise IssueRefused("nobody is named", "Say who you are: it is recorded with a name.")
    if len(reason) > LONGEST_REASON:
        raise IssueRefused(f"the reason has {len(reason)} characters", f"Shorten it to {LONGEST_REASON} at most.")
    if any("\ud800" <= character <= "\udfff" for character in reason + person.name):
        raise IssueRefused("the text holds half a character", "Type it again without that character.")
    if (issued.corrects is None) != (issued.after is None):
        raise IssueRefused("a correction names the report it corrects and the entry it comes after")
    if len(issued.pack) > LARGEST_PACK:
        raise IssueRefused(
            f"the pack has {len(issued.pack):,} bytes, more than {LARGEST_PACK:,}", "Issue shorter periods."
        )


def _refuse_out_of_turn(connection: Connection, platform_id: str, issued: Issued) -> None:
    """A first report needs a period without one; a correction needs the period's latest entry to be the one it knows."""
    this = (REPORTS.c.start == issued.period.start, REPORTS.c.end == issued.period.end)
    numbers = select(REPORTS.c.number).where(REPORTS.c.platform_id == platform_id, *this).order_by(REPORTS.c.number)
    entries = connection.execute(numbers).scalars().all()
    if issued.corrects is None and entries:
        raise IssueRefused(
            f"this period was issued before, as report {entries[0]}, with other figures",
            f"What was issued stays: write a correction of report {entries[0]}.",
        )
    if issued.corrects is not None and (not entries or entries[0] != issued.corrects):
        raise IssueRefused(f"report {issued.corrects} is no first report of this period: there is nothing to correct")
    if issued.corrects is not None and entries[-1] != issued.after:
        raise IssueRefused(
            f"report {entries[-1]} corrected the same period meanwhile",
            "Look at what changed since then, and write a new correction if anything still does.",
        )

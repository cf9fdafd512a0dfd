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
from sqlalchemy import Connection, RowMapping, func, insert, or_, select, true

from data_access.period import Period
from data_access.records.database import Records
from data_access.records.errors import IssueRefused, RecordsUnusable
from data_access.records.ledger_rules import (
    confirmed_overlaps,
    overlapped,
    refuse_out_of_turn,
    refuse_unfit,
    refuse_unwritable,
)
from data_access.records.ledger_table import FILES, ISSUED_REPORTS, OVERLAPPING, REPORTS
from data_access.records.people import Person

CHARGE_CLASS = "Correction"

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
    """An issued report as it was: `issued` with rows, manifest and pack to the byte; by whom, when, and why all the same.

    `overlaps`: the first reports that share days with it, as they were confirmed, and `overlap_reason` why; empty where none.
    """

    number: int
    issued: Issued
    person: Person
    reason: str
    issued_at: datetime
    overlaps: tuple[int, ...] = ()
    overlap_reason: str = ""


@dataclass(frozen=True, slots=True)
class IssuedRows:
    """The rows of an issued report, without its pack: what a page compares with. As of `Issued`."""

    number: int
    report_id: str
    platform: str
    period: Period
    lines: pl.DataFrame
    operators: pl.DataFrame


def issue(  # noqa: PLR0913  each is a column, and the clock is the caller's
    records: Records,
    platform_id: str,
    issued: Issued,
    *,
    now: datetime,
    person: Person,
    reason: str = "",
    overlaps: tuple[int, ...] = (),
    overlap_reason: str = "",
) -> Receipt:
    """Keep a report for good and give its number: whole, on the disk when it is answered, or not at all.

    The same report (platform and report id) issued again, also by somebody else at once, is kept once: the receipt is the
    first one's, `already`. `reason`: why it is issued although a check failed, as typed; empty where none did.
    `overlaps` numbers exactly those first reports that share days with this one, `overlap_reason` says why these days are
    billed twice; a correction needs neither. Raises IssueOverlaps where they are not confirmed so; IssueRefused: another
    report was issued for the period (write a correction), a correction of what is no report of that period or of a state
    that others have corrected meanwhile, nobody named; and RecordsUnusable.
    """
    refuse_unwritable(person, reason, overlap_reason)
    refuse_unfit(len(issued.pack), issued.corrects, issued.after)
    files = {"pack": issued.pack, "lines": _parquet(issued.lines), "operators": _parquet(issued.operators)}
    with records.writing() as connection:
        mine = REPORTS.c.platform_id == platform_id
        known = connection.execute(select(REPORTS).where(mine, REPORTS.c.report_id == issued.report_id)).mappings()
        if (first := known.one_or_none()) is not None:
            return Receipt(first["number"], first["by"], first["issued_at"], already=True)
        refuse_out_of_turn(connection, platform_id, issued.period, issued.corrects, issued.after)
        why: dict[str, object] = {"reason": reason}
        if issued.corrects is None:
            why |= confirmed_overlaps(connection, platform_id, issued.period, overlaps, overlap_reason)
        number = (connection.scalar(select(func.max(REPORTS.c.number)).where(mine)) or 0) + 1
        place = {"platform_id": platform_id, "number": number}
        who = {"by": person.name, "self_declared": person.self_declared, "issued_at": now}
        connection.execute(insert(REPORTS).values({**place, **who, **why, **_row(issued)}))
        for name, data in files.items():  # one at a time: each is copied on its way
            connection.execute(insert(FILES).values({**place, "name": name, "data": data}))
    return Receipt(number, person.name, now, already=False)


def overlapping(records: Records, platform_id: str, period: Period) -> pl.DataFrame:
    """The first reports of other periods that share days with this one, as OVERLAPPING, by number.

    `days`: how many days are shared. A correction stands with the report that it corrects. Raises RecordsUnusable.
    """
    with records.reading() as connection:
        found = overlapped(connection, platform_id, period)
    return pl.DataFrame([(one.number, one.start, one.end, one.days) for one in found], schema=OVERLAPPING, orient="row")


def issued_reports(records: Records, platform_id: str | None = None) -> pl.DataFrame:
    """Every issued report, as ISSUED_REPORTS, without its files; of one platform by number, else of all, platform by platform.

    `lines` and `operators` count rows, `corrects` and `after` are null but for a correction, `overlaps` ("3,5") and
    `overlap_reason` but for a report that was issued although it shares days with these. Raises RecordsUnusable.
    """
    mine = true() if platform_id is None else REPORTS.c.platform_id == platform_id
    question = select(*_ROW).where(mine).order_by(REPORTS.c.platform_id, REPORTS.c.number)
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
    shared = tuple(int(one) for one in (row["overlaps"] or "").split(",") if one)
    person = Person(row["by"], row["self_declared"])
    return Entry(number, kept, person, row["reason"], row["issued_at"], shared, row["overlap_reason"] or "")


def issued_rows(records: Records, platform_id: str, number: int) -> IssuedRows:
    """The rows of one issued report; its pack, which may be large, is not read. Raises as `issued`."""
    with records.reading() as connection:
        row = _found(connection, platform_id, number)
        lines, operators = (pl.read_parquet(BytesIO(_file(connection, row, name))) for name in ("lines", "operators"))
    return IssuedRows(number, row["report_id"], row["platform"], Period(row["start"], row["end"]), lines, operators)


def issued_manifests(
    records: Records, platform_id: str | None = None, *, file_sha256: str | None = None
) -> dict[tuple[str, int], str]:
    """Platform id and number -> manifest; of reports whose pack or a named file has the digest. Raises RecordsUnusable."""
    mine = true() if platform_id is None else REPORTS.c.platform_id == platform_id
    named = REPORTS.c.manifest.contains(f'"{file_sha256}"')
    held = true() if file_sha256 is None else or_(REPORTS.c.pack_sha256 == file_sha256, named)
    question = select(REPORTS.c.platform_id, REPORTS.c.number, REPORTS.c.manifest).where(mine, held)
    with records.reading() as connection:
        return {(platform, number): manifest for platform, number, manifest in connection.execute(question)}


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
            "The database was damaged or changed by other means: restore a backup (docs/records.md).",
        )
    return data


def _parquet(frame: pl.DataFrame) -> bytes:
    frame.write_parquet(written := BytesIO(), compression="zstd")
    return written.getvalue()

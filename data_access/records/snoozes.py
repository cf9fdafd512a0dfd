"""Snoozes: an operator hidden until a day, by whom and why. Append only: an undo marks, nothing is ever deleted."""

from datetime import date, datetime, timedelta

import polars as pl
from sqlalchemy import Boolean, Column, Date, Index, Integer, Select, String, Table, func, insert, select, update

from data_access.records.database import METADATA, Records, UtcTime
from data_access.records.errors import SnoozeRefused
from data_access.records.people import Person
from data_access.tables import UTC_TIME

LONGEST_DAYS = 730
LONGEST_NOTE = 500

SNOOZES = pl.Schema(
    {
        "snooze_id": pl.Int64(),
        "operator_id": pl.String(),
        "until": pl.Date(),
        "note": pl.String(),
        "by": pl.String(),
        "self_declared": pl.Boolean(),
        "at": UTC_TIME,
        "undone_at": UTC_TIME,
        "undone_by": pl.String(),
    }
)
TABLE = Table(
    "snoozes",
    METADATA,
    Column("snooze_id", Integer, primary_key=True, autoincrement=True),
    Column("platform_id", String, nullable=False),
    Column("operator_id", String, nullable=False),
    Column("until", Date, nullable=False),
    Column("note", String, nullable=False),
    Column("by", String, nullable=False),
    Column("self_declared", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
    Column("undone_by", String),
    Index("snoozes_of_operator", "platform_id", "operator_id", "snooze_id"),
    sqlite_autoincrement=True,  # an id is never given twice
)
_ROW = [TABLE.c[name] for name in SNOOZES]


def active(records: Records, platform_id: str, today: date) -> pl.DataFrame:
    """The snoozes that hide today, at most one an operator, as `SNOOZES`, sorted by operator_id.

    The newest of an operator decides, and hides unless it is undone, while its `until` lies after `today`: snoozed
    "until 1 Mar", an operator is back on 1 Mar; one undo shows it, however often it was snoozed. Raises RecordsUnusable.
    """
    newest = select(func.max(TABLE.c.snooze_id)).where(TABLE.c.platform_id == platform_id).group_by(TABLE.c.operator_id)
    holds = (TABLE.c.snooze_id.in_(newest), TABLE.c.undone_at.is_(None), TABLE.c.until > today)
    return _frame(records, select(*_ROW).where(*holds).order_by(TABLE.c.operator_id))


def history(records: Records, platform_id: str, operator_id: str) -> pl.DataFrame:
    """Every snooze that an operator ever had, undone ones too, as `SNOOZES`, newest first. Raises RecordsUnusable."""
    mine = (TABLE.c.platform_id == platform_id, TABLE.c.operator_id == operator_id)
    return _frame(records, select(*_ROW).where(*mine).order_by(TABLE.c.snooze_id.desc()))


def snooze(  # noqa: PLR0913  each is a column, and the clocks are the caller's
    records: Records,
    platform_id: str,
    operator_id: str,
    until: date,
    note: str,
    person: Person,
    *,
    today: date,
    now: datetime,
) -> int:
    """Hide an operator until a day and give the snooze's id; it supersedes an earlier one, and both stay.

    `note` is kept as typed. Raises SnoozeRefused (see there), RecordsUnusable.
    """
    _refuse(until, note, person, today)
    row = {
        "platform_id": platform_id,
        "operator_id": operator_id,
        "until": until,
        "note": note,
        "by": person.name,
        "self_declared": person.self_declared,
        "at": now,
    }
    with records.writing() as connection:
        return int(connection.execute(insert(TABLE).values(row).returning(TABLE.c.snooze_id)).scalar_one())


def undo(records: Records, platform_id: str, snooze_id: int, person: Person, *, now: datetime) -> None:
    """Mark a snooze as undone; an earlier one does not come back. One that is undone already keeps its first mark.

    Raises SnoozeRefused where the platform has no such snooze, RecordsUnusable.
    """
    _refuse_nameless(person)
    this = (TABLE.c.platform_id == platform_id, TABLE.c.snooze_id == snooze_id)
    marked = update(TABLE).where(*this, TABLE.c.undone_at.is_(None)).values(undone_at=now, undone_by=person.name)
    with records.writing() as connection:
        if (
            connection.execute(marked).rowcount == 0
            and connection.scalar(select(TABLE.c.snooze_id).where(*this)) is None
        ):
            raise SnoozeRefused(f"there is no snooze {snooze_id} to undo", "Reload the page to see what is hidden now.")


def _frame(records: Records, question: Select[tuple[object, ...]]) -> pl.DataFrame:
    with records.reading() as connection:
        rows = [tuple(row) for row in connection.execute(question)]
    return pl.DataFrame(rows, schema=SNOOZES, orient="row")


def _refuse(until: date, note: str, person: Person, today: date) -> None:
    last = today + timedelta(days=LONGEST_DAYS)
    if not today < until <= last:
        raise SnoozeRefused(
            f"{until:%-d %b %Y} is not a day to snooze until",
            f"Choose a day after {today:%-d %b %Y}, {last:%-d %b %Y} at the latest.",
        )
    if len(note) > LONGEST_NOTE:
        raise SnoozeRefused(f"the note has {len(note)} characters", f"Shorten it to {LONGEST_NOTE} at most.")
    _refuse_unwritable(note)
    _refuse_nameless(person)


def _refuse_nameless(person: Person) -> None:
    if not person.name.strip():
        raise SnoozeRefused("nobody is named", "Say who you are: it is recorded with a name.")
    _refuse_unwritable(person.name)


def _refuse_unwritable(text: str) -> None:
    """Half of a surrogate pair is no character, and no database keeps it."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise SnoozeRefused("the text holds half a character", "Type it again without that character.")

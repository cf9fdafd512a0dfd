"""What the ledger asks of a report before it is issued; inside the transaction that writes it, where it tells of others."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from data_access.period import Period
from data_access.records.errors import IssueOverlaps, IssueRefused
from data_access.records.ledger_table import REPORTS
from data_access.records.people import Person

LONGEST_REASON = 2_000
LARGEST_PACK = 500_000_000
"""Bytes. SQLite keeps no value above a thousand million."""

_MOST_TOLD = 5


class Overlapped(NamedTuple):
    """A first report that shares days with another period: its own days, and how many are shared."""

    number: int
    start: date
    end: date
    days: int


def refuse_unwritable(person: Person, *reasons: str) -> None:
    """Raises IssueRefused where nobody is named, or a text cannot be kept."""
    if not person.name.strip():
        raise IssueRefused("nobody is named", "Say who you are: it is recorded with a name.")
    if (longest := max(len(reason) for reason in reasons)) > LONGEST_REASON:
        raise IssueRefused(f"the reason has {longest} characters", f"Shorten it to {LONGEST_REASON} at most.")
    if any("\ud800" <= character <= "\udfff" for character in "".join(reasons) + person.name):
        raise IssueRefused("the text holds half a character", "Type it again without that character.")


def refuse_unfit(pack_bytes: int, corrects: int | None, after: int | None) -> None:
    """Raises IssueRefused for a pack that is too large, or a correction without its place."""
    if (corrects is None) != (after is None):
        raise IssueRefused("a correction names the report it corrects and the entry it comes after")
    if pack_bytes > LARGEST_PACK:
        raise IssueRefused(f"the pack has {pack_bytes:,} bytes, more than {LARGEST_PACK:,}", "Issue shorter periods.")


def refuse_out_of_turn(
    connection: Connection, platform_id: str, period: Period, corrects: int | None, after: int | None
) -> None:
    """A first report needs a period without one; a correction needs the period's latest entry to be the one it knows.

    Raises IssueRefused.
    """
    this = (REPORTS.c.start == period.start, REPORTS.c.end == period.end)
    numbers = select(REPORTS.c.number).where(REPORTS.c.platform_id == platform_id, *this).order_by(REPORTS.c.number)
    entries = connection.execute(numbers).scalars().all()
    if corrects is None and entries:
        raise IssueRefused(
            f"this period was issued before, as report {entries[0]}, with other figures",
            f"What was issued stays: write a correction of report {entries[0]}.",
        )
    if corrects is not None and (not entries or entries[0] != corrects):
        raise IssueRefused(f"report {corrects} is no first report of this period: there is nothing to correct")
    if corrects is not None and entries[-1] != after:
        raise IssueRefused(
            f"report {entries[-1]} corrected the same period meanwhile",
            "Look at what changed since then, and write a new correction if anything still does.",
        )


def overlapped(connection: Connection, platform_id: str, period: Period) -> list[Overlapped]:
    """The first reports of other periods that share days with this one, by number."""
    mine = (REPORTS.c.platform_id == platform_id, REPORTS.c.corrects.is_(None))
    shares = (REPORTS.c.start <= period.end, REPORTS.c.end >= period.start)
    question = select(REPORTS.c.number, REPORTS.c.start, REPORTS.c.end).where(*mine, *shares).order_by(REPORTS.c.number)
    return [
        Overlapped(number, start, end, shared.days)
        for number, start, end in connection.execute(question)
        if (shared := period.overlap(Period(start, end))) is not None and (start, end) != (period.start, period.end)
    ]


def confirmed_overlaps(
    connection: Connection, platform_id: str, period: Period, confirmed: tuple[int, ...], reason: str
) -> dict[str, str | None]:
    """The columns that record which first reports share days and why they may. Raises IssueOverlaps.

    Exactly those that share days now are to be confirmed, with a reason.
    """
    found = overlapped(connection, platform_id, period)
    numbers = tuple(one.number for one in found)
    if confirmed and not found:
        raise IssueRefused(f"no issued report shares a day with {_days(period)}: there is nothing to confirm")
    if tuple(sorted(set(confirmed))) != numbers or (numbers and not reason.strip()):
        told = [_told(period, one) for one in found[:_MOST_TOLD]]
        more = [f"days of {len(found) - _MOST_TOLD} more reports too"] if found[_MOST_TOLD:] else []
        raise IssueOverlaps("; ".join([*told, *more]), numbers)
    return {"overlaps": ",".join(map(str, numbers)), "overlap_reason": reason} if numbers else {}


def _told(period: Period, one: Overlapped) -> str:
    issued = Period(one.start, one.end)
    shared = period.overlap(issued) or issued
    days = "1 day" if one.days == 1 else f"{one.days} days"
    return f"{_days(shared)} ({days}) would be billed twice, as report {one.number} holds {_days(issued)}"


def _days(period: Period) -> str:
    first, last = f"{period.start:%-d %b %Y}", f"{period.end:%-d %b %Y}"
    return first if first == last else f"{first} to {last}"

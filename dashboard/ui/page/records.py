"""What people record, asked and written for the platform on the screen; kept by `data_access.records`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from dashboard.answers import issued as kept
from dashboard.answers.issued import IssuedOf
from dashboard.answers.records import opened_records
from dashboard.exports.verify.from_ledger import verified_by_ledger
from dashboard.exports.verify.verdict import Verdict
from dashboard.ui.page import data
from dashboard.views.billing.ledger import Entry, Ledger
from data_access import Period, Settings, platform_key
from data_access.records import ledger, snoozes
from data_access.records.ledger import Issued, Receipt
from data_access.records.people import Person


def active_snoozes() -> pl.DataFrame:
    """Who is hidden today, as `snoozes.SNOOZES`. Raises RecordsUnusable, SettingsWrong where the platform is not known."""
    settings = Settings.from_environment()
    return snoozes.active(opened_records(settings), platform_key(settings), data.coverage().today)


def snooze(operator_id: str, until: date, note: str, person: Person) -> None:
    """Hide an operator until a day, from now on. Raises SnoozeRefused, RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    snoozes.snooze(
        opened_records(settings),
        platform_key(settings),
        operator_id,
        until,
        note,
        person,
        today=data.coverage().today,
        now=datetime.now(UTC),
    )


def undo_snooze(snooze_id: int, person: Person) -> None:
    """Show the operator again. Raises SnoozeRefused, RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    snoozes.undo(opened_records(settings), platform_key(settings), snooze_id, person, now=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Signed:
    """Who issues, and why all the same; of a correction `after`: the number it corrects and the one it comes after.

    `overlaps`: the numbers of issued reports that share days with this one, as the person saw and confirmed them;
    `overlap_reason`: why these days are billed again.
    """

    person: Person
    reason: str = ""
    after: tuple[int, int] | None = None
    overlaps: tuple[int, ...] = ()
    overlap_reason: str = ""


def issuer() -> Callable[[Issued, Signed], Receipt]:
    """What issues a report of this platform, from any thread. Raises RecordsUnusable, SettingsWrong; it, IssueRefused."""
    settings = Settings.from_environment()
    opened, key = opened_records(settings), platform_key(settings)

    def issue(issued: Issued, signed: Signed) -> Receipt:
        return ledger.issue(
            opened,
            key,
            issued,
            now=datetime.now(UTC),
            person=signed.person,
            reason=signed.reason,
            overlaps=signed.overlaps,
            overlap_reason=signed.overlap_reason,
        )

    return issue


def overlapping(period: Period) -> pl.DataFrame:
    """The issued reports that share days with a period, as `ledger_table.OVERLAPPING`. Raises RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    return ledger.overlapping(opened_records(settings), platform_key(settings), period)


def issued_reports() -> Ledger:
    """Everything that is issued for this platform by now. Raises RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    listed = ledger.issued_reports(opened_records(settings), platform_key(settings))
    return kept.ledger(tuple(listed.iter_rows()))


def issued_of(entry: Entry) -> IssuedOf:
    """What the kept rows of an issued report are asked by. Raises RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    return IssuedOf(opened_records(settings), platform_key(settings), entry.number, entry.report_id)


def issued_pack(number: int) -> bytes:
    """The pack of an issued report, to the byte. Raises IssueRefused, RecordsUnusable."""
    settings = Settings.from_environment()
    return ledger.issued_pack(opened_records(settings), platform_key(settings), number)


def verdict(name: str, content: bytes) -> Verdict:
    """What a file is, held against everything that was issued for this platform. Raises RecordsUnusable."""
    settings = Settings.from_environment()
    return verified_by_ledger(opened_records(settings), name, content, platform_key(settings))

"""What people record, asked and written for the platform on the screen; kept by `data_access.records`."""

from datetime import UTC, date, datetime

import polars as pl

from dashboard.ui import data, kept
from data_access import Settings, platform_key
from data_access.records import snoozes
from data_access.records.database import Records
from data_access.records.opening import identity
from data_access.records.people import Person


def active_snoozes() -> pl.DataFrame:
    """Who is hidden today, as `snoozes.SNOOZES`. Raises RecordsUnusable, SettingsWrong where the platform is not known."""
    settings = Settings.from_environment()
    return snoozes.active(_records(settings), platform_key(settings), data.coverage().today)


def snooze(operator_id: str, until: date, note: str, person: Person) -> None:
    """Hide an operator until a day, from now on. Raises SnoozeRefused, RecordsUnusable, SettingsWrong."""
    settings = Settings.from_environment()
    snoozes.snooze(
        _records(settings),
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
    snoozes.undo(_records(settings), platform_key(settings), snooze_id, person, now=datetime.now(UTC))


def _records(settings: Settings) -> Records:
    return kept.records(identity(settings))

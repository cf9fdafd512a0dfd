"""An operator that somebody else hides, in the database that the page reads."""

from datetime import UTC, date, datetime

from data_access import Settings, platform_key
from data_access.records import snoozes
from data_access.records.opening import open_records
from data_access.records.people import Person

ANA = Person("Ana", self_declared=True)


def with_snooze(operator_id: str) -> None:
    """Somebody else hides it, in the same database."""
    settings = Settings.from_environment()
    opened_records = open_records(settings)
    snoozes.snooze(
        opened_records,
        platform_key(settings),
        operator_id,
        date(2027, 3, 1),
        "season ended, back in March",
        ANA,
        today=date(2026, 11, 21),
        now=datetime(2026, 11, 21, 10, tzinfo=UTC),
    )
    opened_records.close()

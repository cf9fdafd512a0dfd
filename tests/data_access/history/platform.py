"""A platform with usage day by day, the same every time: five operators, a hostile name, weekends off, a late start.

`op_idle` has nothing at all, `op_plain` reports calls without keys, `op_late` begins 30 days before the end.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from data_access.dataset.small_tables import CONNECTORS, OPERATORS
from data_access.history.plan import probed_week
from data_access.tables import CONNECTIONS, DAILY_USAGE
from scripts.platform_api.faults import Fault, fault_from_words
from tests.data_access.tiny import HOSTILE, write_json, write_table

LAST_DAY = date(2026, 6, 10)
TODAY = LAST_DAY + timedelta(days=1)
NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)
DAYS = 100

__all__ = ["HOSTILE", "probed_week"]

_ROWS = (
    ("op_busy", "api_calls", "gateway", 500),
    ("op_busy", "api_calls", "operator-data-api", 40),
    ("op_busy", "gateway_requests", "stripe", 70),
    ("op_busy", "gateway_requests", "hub88", 30),
    ("op_busy", "events_ingested", "transaction", 900),
    ("op_busy", "storage_bytes", "", 10_000),
    ("op_busy", "billable_units", "", 77),
    ("op_plain", "api_calls", "", 12),
    ("op_plain", "billable_units", "", 3),
    ("op_weekly", "events_ingested", "session", 21),
    ("op_weekly", "gateway_requests", "stripe", 5),
    ("op_weekly", "billable_units", "", 2),
    ("op_late", "events_ingested", "bonus", 3_000_000_000),
    ("op_late", "storage_bytes", "", 9),
)

operators = pl.DataFrame(
    [
        ("op_busy", "Busy", "active", "enterprise", "igaming", None, datetime(2025, 1, 1, tzinfo=UTC), None),
        ("op_idle", "Idle", "active", None, None, None, None, None),
        ("op_late", "赤い鳥", "active", None, None, None, None, None),
        ("op_plain", HOSTILE, "active", "free", None, None, None, None),
        ("op_weekly", "Weekly", "suspended", None, None, "a@b.example", None, None),
    ],
    OPERATORS,
    orient="row",
)

connectors = pl.DataFrame([("hub88", "Hub88", None), ("stripe", "Stripe", "Payments")], CONNECTORS, orient="row")


def usage(last_day: date = LAST_DAY, days: int = DAYS) -> pl.DataFrame:
    """As `tables.DAILY_USAGE`: so many days up to `last_day`, every quantity above 0."""
    rows = [
        (day, operator_id, metric, key, base + 7 * (day.toordinal() % 11))
        for day in (last_day - timedelta(days=back) for back in range(days))
        for operator_id, metric, key, base in _ROWS
        if not (operator_id == "op_weekly" and day.weekday() > 4)
        and not (operator_id == "op_late" and day <= last_day - timedelta(days=30))
    ]
    return pl.DataFrame(rows, DAILY_USAGE, orient="row").sort(DAILY_USAGE.names()[:-1])


def write_platform(directory: Path, rows: pl.DataFrame, roster: pl.DataFrame = operators) -> Path:
    """A dataset of `rows` in place of what is in `directory`; the directory."""
    first_day, last_day = (LAST_DAY, LAST_DAY) if rows.is_empty() else (rows["date"].min(), rows["date"].max())
    manifest = {"format": 1, "platform": "Many Days", "platform_id": "plat_days", "first_day": str(first_day)}
    write_json(directory / "manifest.json", {**manifest, "as_of": f"{last_day}T23:59:59Z"})
    write_json(directory / "settings.json", {"name": "Many Days", "contactEmail": None, "secret": "s3cret"})
    write_table(roster, directory / "operators.parquet")
    write_table(connectors, directory / "connectors.parquet")
    write_table(pl.DataFrame(schema=CONNECTIONS), directory / "connections.parquet")
    write_table(rows, directory / "usage.csv")
    return directory


def fault(words: str) -> Fault:
    """`429,times=2` as a fault of the server."""
    return fault_from_words(words)


def counted(rows: pl.DataFrame, days: Sequence[date]) -> pl.DataFrame:
    """The rows of `days` with a quantity above 0, sorted: what has to be the same on both sides."""
    kept = rows.filter(pl.col("quantity") > 0, pl.col("date").is_in(list(days)))
    return kept.select(DAILY_USAGE.names()).sort(DAILY_USAGE.names()[:-1])

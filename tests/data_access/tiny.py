"""A platform small enough to count by hand, as Parquet or CSV: four operators, three connectors, 29 April to 31 May 2026.

Its names are hostile, two operators share one, an id looks like a number, one operator has nothing at all.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import polars as pl

from data_access.dataset.small_tables import CONNECTORS, OPERATORS
from data_access.tables import CONNECTIONS, DAILY_USAGE

Form = Literal["parquet", "csv"]

MANIFEST = {
    "format": 1,
    "platform": "Tiny Platform",
    "platform_id": "plat_tiny",
    "first_day": "2026-04-29",
    "as_of": "2026-05-31T23:59:59Z",
}
SETTINGS = {
    "name": "Tiny Platform",
    "contactEmail": "ops@tiny.example",
    "webhookUrl": None,
    "limits": {"perDay": 9007199254740993, "ratio": 1.10},
    "Ünknown": ["kept", None, True],
}
OTHER = '{"limits":{"perDay":9007199254740993,"ratio":1.1},"Ünknown":["kept",null,true]}'
BILLABLE = {"api_calls": "1", "gateway_requests": "0.5", "events_ingested": "0.1"}

HOSTILE = '=HYPERLINK("http://x","y")'
MARKED_UP = "<b>赤い鳥</b> [Ö](javascript:alert(1))"

_CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_LAST_ACTIVE = datetime(2026, 5, 2, 10, 30, 0, 250_000, tzinfo=UTC)

operators = pl.DataFrame(
    [
        ("op_bell", HOSTILE, "suspended", "professional", None, None, None, _LAST_ACTIVE),
        ("op_acme", "Acme, Ltd", "active", "enterprise", "igaming", "a@acme.example", _CREATED, None),
        ("op_chi", MARKED_UP, "active", None, None, None, None, None),
        ("007", "Acme, Ltd", "pending_approval", "free", "retail", None, _CREATED, None),
    ],
    OPERATORS,
    orient="row",
)
connectors = pl.DataFrame(
    [("stripe", "Stripe", "Payments"), ("hub88", "Hub88", None), ("stripe-2", "Stripe", "Payments")],
    CONNECTORS,
    orient="row",
)
connections = pl.DataFrame(
    [
        ("conn_1", "op_acme", "stripe", "active", _CREATED),
        ("conn_2", "op_acme", "stripe", "error", None),
        ("conn_3", "op_bell", "stripe", "active", None),
        ("conn_4", "op_acme", "hub88", "suspended", None),
        ("conn_5", "007", "hub88", None, None),
        ("conn_6", "op_acme", "stripe", "active", None),
    ],
    CONNECTIONS,
    orient="row",
)
usage = pl.DataFrame(
    [
        (date(2026, 4, 29), "op_acme", "api_calls", "gateway", 10),
        (date(2026, 4, 30), "op_acme", "api_calls", "gateway", 20),
        (date(2026, 4, 30), "op_acme", "gateway_requests", "stripe", 5),
        (date(2026, 4, 30), "op_acme", "storage_bytes", "", 1000),
        (date(2026, 4, 30), "op_bell", "events_ingested", "transaction", 7),
        (date(2026, 5, 1), "op_acme", "api_calls", "operator-data-api", 4),
        (date(2026, 5, 1), "op_acme", "api_calls", "gateway", 3),
        (date(2026, 5, 1), "op_acme", "gateway_requests", "stripe", 1),
        (date(2026, 5, 1), "op_acme", "gateway_requests", "hub88", 2),
        (date(2026, 5, 1), "op_acme", "storage_bytes", "", 1001),
        (date(2026, 5, 2), "op_bell", "api_calls", "", 6),
        (date(2026, 5, 2), "op_bell", "events_ingested", "transaction", 0),
        (date(2026, 5, 3), "007", "events_ingested", "connection.health.degraded", 9),
        (date(2026, 5, 3), "007", "storage_bytes", "", 2),
        (date(2026, 5, 31), "op_acme", "events_ingested", "session", 5_000_000_000),
        (date(2026, 5, 31), "op_acme", "storage_bytes", "", 4000),
    ],
    DAILY_USAGE,
    orient="row",
)


def write_tiny(directory: Path, form: Form = "parquet") -> Path:
    """Write the dataset into `directory` (made when missing); the directory."""
    write_json(directory / "manifest.json", MANIFEST)
    write_json(directory / "settings.json", SETTINGS)
    write_json(directory / "billable.json", BILLABLE)
    for name, table in (("operators", operators), ("connectors", connectors), ("connections", connections)):
        write_table(table, directory / f"{name}.{form}")
    write_usage(directory, usage, form)
    return directory


def write_usage(directory: Path, rows: pl.DataFrame, form: Form = "parquet") -> None:
    """Write `rows` (`tables.DAILY_USAGE`, of April and May) in place of the usage that is there."""
    if form == "csv":
        write_table(rows, directory / "usage.csv")
        return
    for month in ("2026-04", "2026-05"):
        part = rows.filter(pl.col("date").dt.strftime("%Y-%m") == month)
        write_table(part, directory / "usage" / f"month={month}" / "usage.parquet")


def write_table(table: pl.DataFrame, file: Path) -> None:
    """Write `table` in the form that the file's name asks for."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".csv":
        table.write_csv(file)
    else:
        table.write_parquet(file)


def write_json(file: Path, value: object) -> None:
    """Write `value` as UTF-8 JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

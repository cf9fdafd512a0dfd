"""Datasets as large as a platform may grow, the same every time: to measure with, not to look at.

    .venv/bin/python scripts/bench/make_usage.py 1500000 15000000

Half of the operators have 5 usage rows a day and half have 10, for 400 days: 3,000 rows an operator, so 1.5 million
rows are 500 operators. One operator in 25 falls silent two months before the end. Quantities are arithmetic on the
line's and the day's number, so no seed and no library decides them. Written to `bench-data/`, and kept.
"""

import json
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, Python looks in scripts/bench/ only

from data_access.period import Period
from data_access.tables import API_CALLS, CONNECTIONS, EVENTS_INGESTED, GATEWAY_REQUESTS, STORAGE_BYTES, UTC_TIME

FOLDER = Path(__file__).resolve().parents[2] / "bench-data"
SIZES = (1_500_000, 15_000_000)
LAST_DAY = date(2026, 11, 21)
DAYS = Period(LAST_DAY - timedelta(days=399), LAST_DAY)
ROWS_PER_OPERATOR = 3_000
_RECIPE = 1
"""Count it up when what is made changes: what was made before is then made anew."""

_CONNECTORS = 40
_ACTIVE, _SUSPENDED, _PENDING = "active", "suspended", "pending_approval"
_CATEGORIES = ("Payments & Finance", "iGaming", "Security", "Support", "Marketing", "Analytics", "Compliance", "Other")
_KEYS = {
    API_CALLS: ("api-keys", "operator-data-api", "webhook-receiver"),
    EVENTS_INGESTED: ("game_activity", "session", "transaction"),
    STORAGE_BYTES: ("",),
}
_SCALE = {API_CALLS: 900, EVENTS_INGESTED: 2_400, GATEWAY_REQUESTS: 350, STORAGE_BYTES: 2_000_000_000}
_SILENT_SINCE = LAST_DAY - timedelta(days=60)


def dataset(rows: int) -> Path:
    """The directory of a dataset of so many usage rows (a multiple of 6,000); made when it is not there."""
    if rows <= 0 or rows % (2 * ROWS_PER_OPERATOR):
        raise ValueError(f"{rows:,} rows: give a multiple of {2 * ROWS_PER_OPERATOR:,}")
    made = FOLDER / f"usage-{rows}-v{_RECIPE}"
    if not made.is_dir():
        unfinished = made.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        _write(unfinished, rows // ROWS_PER_OPERATOR)
        unfinished.rename(made)
    return made


def operators_table(count: int) -> pl.DataFrame:
    """`count` operators; the last activity of all is left to the usage."""
    number = pl.col("number")
    status = pl.when(number % 20 == 7).then(pl.lit(_SUSPENDED)).when(number % 50 == 9).then(pl.lit(_PENDING))
    names = pl.format("Operator {}", number.cast(pl.String).str.zfill(5))
    return pl.select(number=pl.int_range(count)).select(
        operator_id=pl.format("op_{}", number.cast(pl.String).str.zfill(5)),
        name=names,
        status=status.otherwise(pl.lit(_ACTIVE)),
        plan=pl.lit(pl.Series(["free", "grow", "scale", "enterprise"])).gather(number % 4),
        industry=pl.when(number % 5 < 4).then(pl.lit("igaming")).otherwise(pl.lit("fintech")),
        contact_email=pl.format("platform@{}.example", number),
        created_at=pl.lit(datetime(2023, 1, 1, 9, tzinfo=UTC)) + pl.duration(days=number % 1_000),
        last_active_at=pl.lit(None, UTC_TIME),
    )


def connectors_table() -> pl.DataFrame:
    """40 connectors in 8 categories."""
    number = pl.col("number")
    return pl.select(number=pl.int_range(_CONNECTORS)).select(
        connector_id=pl.format("connector-{}", number.cast(pl.String).str.zfill(2)),
        name=pl.format("Connector {}", number.cast(pl.String).str.zfill(2)),
        category=pl.lit(pl.Series(_CATEGORIES)).gather(number % len(_CATEGORIES)),
    )


def connections_table(operators: int) -> pl.DataFrame:
    """Six connections an operator; the last of them inactive."""
    operator, place = pl.col("operator"), pl.col("place")
    padded = operator.cast(pl.String).str.zfill(5)
    return (
        pl.select(operator=pl.int_range(operators))
        .join(pl.select(place=pl.int_range(6)), how="cross", maintain_order="left_right")
        .select(
            connection_id=pl.format("conn_{}_{}", padded, place),
            operator_id=pl.format("op_{}", padded),
            connector_id=_connector(operator, place),
            status=pl.when(place == 5).then(pl.lit("inactive")).otherwise(pl.lit(_ACTIVE)),
            created_at=pl.lit(datetime(2024, 1, 1, 9, tzinfo=UTC)),
        )
        .cast(CONNECTIONS)
    )


def usage_lines(operators: int) -> pl.LazyFrame:
    """What is counted every day, sorted: `line, operator, operator_id, metric, key`; 5 or 10 lines an operator."""
    kinds: list[tuple[str, int, str | None]] = [
        (metric, place, key) for metric, keys in _KEYS.items() for place, key in enumerate(keys)
    ]
    kinds += [(GATEWAY_REQUESTS, place, None) for place in range(3)]
    operator, place = pl.col("operator"), pl.col("place")
    few = pl.when(pl.col("metric") == API_CALLS).then(2).otherwise(1)
    return (
        pl.LazyFrame({"operator": range(operators)})
        .join(pl.LazyFrame(kinds, schema=["metric", "place", "key"], orient="row"), how="cross")
        .filter((operator % 2 == 0) | (place < few))
        .select(
            "operator",
            "metric",
            operator_id=pl.format("op_{}", operator.cast(pl.String).str.zfill(5)),
            key=pl.coalesce("key", _connector(operator, place)),
        )
        .sort("operator_id", "metric", "key")
        .with_row_index("line")
    )


def usage(lines: pl.LazyFrame, month: Period) -> pl.LazyFrame:
    """The rows of the days of `month`, by operator, metric, key and date."""
    days = pl.LazyFrame({"date": list(month.dates())})
    return lines.join(days, how="cross", maintain_order="left_right").select(
        "date", "operator_id", "metric", "key", quantity=_quantity()
    )


def _quantity() -> pl.Expr:
    """Heavy-tailed by operator, lower at weekends, growing, and uneven from day to day."""
    day = (pl.col("date") - pl.lit(DAYS.start)).dt.total_days()
    scale = pl.col("metric").replace_strict(_SCALE, return_dtype=pl.Int64)
    size = scale * 400 // (pl.col("operator") % 500 + 4)
    weekend = pl.when(pl.col("date").dt.weekday() > 5).then(7).otherwise(10)
    uneven = 900 + (pl.col("line").cast(pl.Int64) * 7_919 + day * 104_729) % 200
    counted = size * weekend * uneven * (800 + day) // 10_000_000
    silent = (pl.col("operator") % 25 == 3) & (pl.col("date") >= _SILENT_SINCE)
    return pl.when(silent & (pl.col("metric") != STORAGE_BYTES)).then(0).otherwise(counted)


def _connector(operator: pl.Expr, place: pl.Expr) -> pl.Expr:
    return pl.format("connector-{}", ((operator * 7 + place * 11) % _CONNECTORS).cast(pl.String).str.zfill(2))


def _write(out: Path, operators: int) -> None:
    out.mkdir(parents=True)
    operators_table(operators).write_parquet(out / "operators.parquet")
    connectors_table().write_parquet(out / "connectors.parquet")
    connections_table(operators).write_parquet(out / "connections.parquet")
    lines = usage_lines(operators).collect().lazy()
    starts = pl.date_range(DAYS.start.replace(day=1), DAYS.end, "1mo", eager=True).to_list()
    for start, after in zip(starts, [*starts[1:], DAYS.end + timedelta(days=1)], strict=True):
        month = Period(max(start, DAYS.start), after - timedelta(days=1))
        folder = out / "usage" / f"month={start:%Y-%m}"
        folder.mkdir(parents=True)
        usage(lines, month).collect().write_parquet(folder / "usage.parquet")
    manifest = {"format": 1, "platform": "Bench", "platform_id": "plat_bench", "first_day": DAYS.start.isoformat()}
    weights = {"api_calls": "1", "gateway_requests": "2", "events_ingested": "0.1"}
    (out / "manifest.json").write_text(json.dumps(manifest | {"as_of": f"{DAYS.end}T23:59:59Z"}), encoding="utf-8")
    (out / "billable.json").write_text(json.dumps(weights), encoding="utf-8")


if __name__ == "__main__":
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        print(dataset(size))

"""Make the bundled sample dataset, byte for byte the same every time: fixed seeds, no clock, everything sorted.

    .venv/bin/python scripts/make_sample.py [--out DIR]

Files and columns as in the contract, "A dataset on disk". The people are in `sample_operators`, what happens to them
in `sample_stories`, their connections in `sample_connections`, their daily figures in `sample_usage`.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a file, Python looks in scripts/ only

from data_access.settings import SAMPLE
from data_access.tables import ACTIVITY, CONNECTIONS, UTC_TIME
from scripts.sample_connections import CATALOGUE, LAST_DAY, Connection, age, chance, connections, working_hour
from scripts.sample_lines import usage_lines
from scripts.sample_operators import OPERATORS, UNKNOWN, Operator
from scripts.sample_stories import STORIES
from scripts.sample_usage import DAYS, daily_usage

MANIFEST = {
    "format": 1,
    "platform": "Hazelwood Gaming Network",
    "platform_id": "plat_hazelwood",
    "first_day": (LAST_DAY - timedelta(days=DAYS - 1)).isoformat(),
    "as_of": f"{LAST_DAY.isoformat()}T23:59:59Z",
}
BILLABLE = {"api_calls": "1", "gateway_requests": "2", "events_ingested": "0.1"}
PROFILE = {
    "name": "Hazelwood Gaming Network",
    "contactEmail": "integrations@hazelwood.example",
    "webhookUrl": "https://hooks.example/onehazel/hazelwood",
    "timezone": "Europe/Malta",
    "branding": {"accentColour": "#B45309", "logoUrl": None, "displayName": 'Hazelwood "Partner" Çonsole'},
    "notifications": {
        "channels": ["email", "webhook"],
        "usageAlerts": {"enabled": True, "thresholdPercents": [75, 90]},
        "quietHours": {"from": "22:00", "to": "07:00"},
    },
    "limits": {"eventsPerDay": 9007199254740993, "requestsPerSecond": 12.5},
}
"""As OneHazel would store it: three settings that Hazelboard knows, and some that it must hand back untouched."""


def operators_table(usage: pl.DataFrame) -> pl.DataFrame:
    """The operators, sorted by id; `last_active_at` falls on the day of the last counted usage."""
    rows = [_operator_row(operator) for operator in OPERATORS]
    last = (
        usage.filter(pl.col("metric").is_in(list(ACTIVITY)))
        .group_by("operator_id")
        .agg(last_active_at=pl.col("date").max().cast(UTC_TIME))
    )
    known = [pl.col(c).is_null() | pl.col("operator_id").is_in(ids).not_() for c, ids in UNKNOWN.items()]
    return (
        pl.DataFrame(rows, schema_overrides={"created_at": UTC_TIME})
        .join(last, on="operator_id", how="left", validate="1:1")
        .with_columns(last_active_at=pl.col("last_active_at") + pl.duration(seconds="second"))
        .drop("second")
        .with_columns(pl.when(is_known).then(column) for column, is_known in zip(UNKNOWN, known, strict=True))
        .sort("operator_id")
    )


def _operator_row(operator: Operator) -> Mapping[str, Any]:
    draw = chance(operator.operator_id, "moments")
    return {
        "operator_id": operator.operator_id,
        "name": operator.name,
        "status": STORIES[operator.story].status,
        "plan": operator.plan,
        "industry": operator.industry,
        "contact_email": f"platform@{operator.operator_id.removeprefix('op_').replace('_', '-')}.example",
        "created_at": working_hour(age(operator), draw),
        "second": int(draw.random() * 86_400),
    }


def connections_table(made: Sequence[Connection]) -> pl.DataFrame:
    """The connections, sorted by id."""
    return pl.DataFrame(made).select(CONNECTIONS.names()).cast(CONNECTIONS).sort("connection_id")


def write_table(frame: pl.DataFrame, file: Path) -> None:
    """One Parquet file of one row group, packed hard: it is read often and written seldom."""
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(file, compression="zstd", compression_level=19, statistics=True, row_group_size=1_000_000)


def write_json(value: Mapping[str, Any], file: Path) -> None:
    """JSON as people read it, in UTF-8 with a line end."""
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_sample(out: Path) -> None:
    """Write the whole dataset into `out`, over what is there."""
    links = {operator: connections(operator) for operator in OPERATORS}
    usage = daily_usage(OPERATORS, [line for o in OPERATORS for line in usage_lines(o, links[o])])
    by_month = usage.with_columns(month=pl.col("date").dt.strftime("%Y-%m"))
    for (month,), rows in by_month.partition_by("month", include_key=False, as_dict=True).items():
        write_table(rows, out / "usage" / f"month={month}" / "usage.parquet")
    write_table(operators_table(usage), out / "operators.parquet")
    write_table(CATALOGUE.select("connector_id", "name", "category").sort("connector_id"), out / "connectors.parquet")
    write_table(connections_table([link for made in links.values() for link in made]), out / "connections.parquet")
    write_json(MANIFEST, out / "manifest.json")
    write_json(PROFILE, out / "settings.json")
    write_json(BILLABLE, out / "billable.json")


def main() -> None:
    """Read the command line, write, and say how large it is."""
    parser = argparse.ArgumentParser(description="Make the bundled sample dataset.")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="folder to write (default: data_access/sample)")
    out: Path = parser.parse_args().out
    write_sample(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    print(f"{out}: {size:,} bytes")


if __name__ == "__main__":
    main()

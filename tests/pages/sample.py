"""The bundled sample's figures, straight from its files: what the pages must show, by another way."""

import json
from datetime import date
from functools import cache

import polars as pl

from dashboard.numbers import percent
from data_access.settings import SAMPLE
from data_access.tables import ACTIVITY

NOW = (date(2026, 10, 25), date(2026, 11, 21))
BEFORE = (date(2026, 9, 27), date(2026, 10, 24))
ALL_DAYS = (date(2025, 10, 18), date(2026, 11, 21))
LABELS = dict(zip(ACTIVITY, ("API calls", "Gateway requests", "Events ingested"), strict=True))
OPERATOR = {"id": "op_arespel"}


@cache
def usage(span: tuple[date, date] = NOW) -> pl.DataFrame:
    """The usage between two days, both included."""
    rows = pl.scan_parquet(SAMPLE / "usage" / "**" / "*.parquet", hive_partitioning=False)
    return rows.filter(pl.col("date").is_between(*span)).collect()


def used(metric: str, span: tuple[date, date] = NOW, **where: str) -> int:
    """The sum of a metric, of the rows with these values."""
    conditions = [pl.col(column) == value for column, value in where.items()]
    return int(usage(span).filter(pl.col("metric") == metric, *conditions)["quantity"].sum())


def stored(name: str) -> pl.DataFrame:
    """A small table."""
    return pl.read_parquet(SAMPLE / f"{name}.parquet")


@cache
def billed(span: tuple[date, date] = NOW) -> int:
    """Billable units by the sample's weights, rounded half-up once an operator."""
    weights = json.loads((SAMPLE / "billable.json").read_bytes())
    units = 0
    for operator in stored("operators")["operator_id"]:
        tenths = sum(
            used(metric, span, operator_id=operator) * round(float(weights[metric]) * 10) for metric in ACTIVITY
        )
        units += (tenths + 5) // 10
    return units


def change(now: int, before: int) -> str:
    """A change as a tile tells it."""
    return percent((now - before) / before, 1)

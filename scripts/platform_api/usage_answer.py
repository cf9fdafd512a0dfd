"""A usage report -> the JSON of `GET /usage/report`: one object an operator; an empty breakdown means 0.

Breakdowns are a map for API calls, a list of pairs for gateway requests, and by turns the one and the other for events.
"""

from typing import Any

import polars as pl

from data_access.period import Period
from data_access.source import UsageReport
from data_access.tables import API_CALLS, BILLABLE_UNITS, EVENTS_INGESTED, GATEWAY_REQUESTS, METRICS, STORAGE_BYTES
from scripts.platform_api.written import number

Json = dict[str, Any]
Breakdowns = dict[tuple[str, str], dict[str, int]]


def usage_answer(report: UsageReport, asked: Period) -> Json:
    """`GET /usage/report` for the days that were `asked` for: one object an operator; an empty breakdown means 0."""
    return {**_span(asked), "operators": _usage_rows(report.totals, _breakdowns(report.lines))}


def empty_usage_answer(operators: pl.DataFrame, asked: Period) -> Json:
    """The report of a period without a day (its end excluded, and equal to its start): 0 for everybody."""
    zero = pl.lit(0)
    totals = operators.select("operator_id", operator_name="name", **dict.fromkeys(METRICS, zero))
    return {**_span(asked), "operators": _usage_rows(totals, {})}


def _span(period: Period) -> Json:
    return {"period": {"start": period.start.isoformat(), "end": period.end.isoformat()}}


def _usage_rows(totals: pl.DataFrame, breakdowns: Breakdowns) -> list[Json]:
    return [_usage_row(row, breakdowns, place) for place, row in enumerate(totals.iter_rows(named=True))]


def _usage_row(row: Json, breakdowns: Breakdowns, place: int) -> Json:
    def parts(metric: str) -> dict[str, int] | None:
        return None if row[metric] is None else breakdowns.get((row["operator_id"], metric), {})

    events = parts(EVENTS_INGESTED)
    return {
        "operatorId": row["operator_id"],
        "operatorName": row["operator_name"],
        "apiCalls": _map(parts(API_CALLS)),
        "gateway_requests": _pairs(parts(GATEWAY_REQUESTS), "connectorId"),
        "eventsIngested": _pairs(events, "type") if place % 2 else _map(events),
        "storageBytes": number(row[STORAGE_BYTES]),
        "billableUnits": number(row[BILLABLE_UNITS]),
    }


def _breakdowns(lines: pl.DataFrame) -> Breakdowns:
    grouped = lines.sort("operator_id", "metric", "key").group_by("operator_id", "metric").agg("key", "quantity")
    return {
        (operator, metric): dict(zip(keys, counts, strict=True))
        for operator, metric, keys, counts in grouped.iter_rows()
    }


def _map(parts: dict[str, int] | None) -> Any:
    """A map by key; a lone figure without a key is a plain number."""
    if parts is None or set(parts) == {""}:
        return parts and number(parts[""])
    return {key: number(count) for key, count in parts.items()}


def _pairs(parts: dict[str, int] | None, name: str) -> Any:
    """A list of pairs, the key under `name`; a lone figure without a key is a plain number."""
    if parts is None or set(parts) == {""}:
        return _map(parts)
    return [{name: key, "count": number(count)} for key, count in parts.items()]

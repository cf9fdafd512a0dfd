"""Frames -> the JSON of the Platform API, with its known oddities (`data` only; the envelope is put on elsewhere).

The oddities are fixed, so that two runs give the same bytes: some names leak through in snake_case, numbers from a
thousand million on arrive as strings, breakdowns are a map here and a list of pairs there, times carry milliseconds
here and none there. The documentation gives every response in words only; where it is silent the shape is ours.
"""

from typing import Any

import polars as pl

from data_access.source import Summary
from scripts.platform_api.written import instant, number

Json = dict[str, Any]


def summary_answer(summary: Summary) -> Json:
    """`GET /metrics/summary`."""
    return {
        "operators": {
            "active": summary.operators_active,
            "suspended": summary.operators_suspended,
            "total": summary.operators_total,
        },
        "totalApiCalls": number(summary.api_calls),
        "total_gateway_requests": number(summary.gateway_requests),
        "totalEventsIngested": number(summary.events_ingested),
        "activeConnections": summary.active_connections,
    }


def operator_metrics_answer(operators: pl.DataFrame) -> list[Json]:
    """`GET /metrics/operators`, from `tables.OPERATORS`: no status, plan or gateway requests here."""
    return [
        {
            "operatorId": row["operator_id"],
            "operatorName": row["name"],
            "activeConnections": row["active_connections"],
            "apiCalls": number(row["api_calls"]),
            "events_ingested": number(row["events_ingested"]),
            "lastActiveAt": instant(row["last_active_at"]),
        }
        for row in operators.iter_rows(named=True)
    ]


def operators_answer(operators: pl.DataFrame) -> Json:
    """`GET /operators`, from `tables.OPERATORS`: camelCase and snake_case in one response."""
    return {
        "operators": [
            {
                "id": row["operator_id"],
                "name": row["name"],
                "status": row["status"],
                "plan": row["plan"],
                "industry": row["industry"],
                "contactEmail": row["contact_email"],
                ("created_at" if place % 2 else "createdAt"): instant(row["created_at"], short=place % 2 == 1),
            }
            for place, row in enumerate(operators.iter_rows(named=True))
        ],
        "total": operators.height,
    }


def connector_metrics_answer(connectors: pl.DataFrame) -> Json:
    """`GET /metrics/connectors`, from `tables.CONNECTORS`: no category here."""
    return {
        "connectors": [
            {
                "connectorId": row["connector_id"],
                "connectorName": row["name"],
                "operators": row["operators"],
                "connections": _connections(row["active_connections"], row["inactive_connections"]),
                "gatewayCalls": number(row["gateway_calls"]),
            }
            for row in connectors.iter_rows(named=True)
        ]
    }


def catalog_answer(connectors: pl.DataFrame) -> list[Json]:
    """`GET /catalog`: the marketplace, the only place that tells a connector's category."""
    return connectors.select(id="connector_id", name="name", category="category").to_dicts()


def _connections(active: int | None, inactive: int | None) -> Json:
    whole = {} if active is None or inactive is None else {"total": active + inactive}
    return {"active": active, "inactive": inactive, **whole}

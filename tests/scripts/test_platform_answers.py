from datetime import UTC, date, datetime

import polars as pl

from data_access import tables
from data_access.period import Period
from data_access.source import Summary, UsageReport
from scripts.platform_api import answers
from scripts.platform_api.usage_answer import empty_usage_answer, usage_answer

JULY = Period(date(2026, 7, 1), date(2026, 7, 31))
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def operators() -> pl.DataFrame:
    rows = [
        ("op_a", "Alpha", "active", None, "igaming", "a@x.example", NOON, 2, 1_000_000_000, 999_999_999, NOON),
        ("op_b", None, None, None, None, None, NOON, None, None, 0, NOON.replace(microsecond=250)),
        ("op_c", "Cee", "suspended", "grow", None, None, None, 0, 0, 0, None),
    ]
    return pl.DataFrame(rows, schema=tables.OPERATORS, orient="row")


def report(lines: list[tuple[str, str, str, int]], totals: list[tuple[object, ...]]) -> UsageReport:
    long = [(operator, "Name", metric, key, quantity) for operator, metric, key, quantity in lines]
    return UsageReport(
        pl.DataFrame(long, schema=tables.USAGE_LINES, orient="row"),
        pl.DataFrame(totals, schema=tables.USAGE_TOTALS, orient="row"),
        JULY,
        NOON,
    )


def test_the_summary_nests_its_operators_and_mixes_the_two_spellings() -> None:
    assert answers.summary_answer(Summary(6, 4, 1, 10**9, 20, None, 3)) == {
        "operators": {"active": 4, "suspended": 1, "total": 6},
        "totalApiCalls": "1000000000",
        "total_gateway_requests": 20,
        "totalEventsIngested": None,
        "activeConnections": 3,
    }


def test_operator_metrics_send_numbers_from_a_thousand_million_on_as_digits() -> None:
    assert answers.operator_metrics_answer(operators())[0] == {
        "operatorId": "op_a",
        "operatorName": "Alpha",
        "activeConnections": 2,
        "apiCalls": "1000000000",
        "events_ingested": 999_999_999,
        "lastActiveAt": "2026-07-01T12:00:00.000Z",
    }


def test_what_is_not_reported_is_null_and_what_is_zero_is_0() -> None:
    row = answers.operator_metrics_answer(operators())[1]
    assert (row["activeConnections"], row["apiCalls"], row["events_ingested"]) == (None, None, 0)


def test_a_time_keeps_its_microseconds() -> None:
    assert answers.operator_metrics_answer(operators())[1]["lastActiveAt"] == "2026-07-01T12:00:00.000250Z"


def test_the_roster_spells_created_at_in_both_ways_with_and_without_milliseconds() -> None:
    roster = answers.operators_answer(operators())
    assert roster["total"] == 3
    assert roster["operators"][0]["createdAt"] == "2026-07-01T12:00:00.000Z"
    assert roster["operators"][1]["created_at"] == "2026-07-01T12:00:00Z"
    assert roster["operators"][2] == {
        "id": "op_c",
        "name": "Cee",
        "status": "suspended",
        "plan": "grow",
        "industry": None,
        "contactEmail": None,
        "createdAt": None,
    }


def test_connector_metrics_have_no_category_and_the_catalogue_nothing_else() -> None:
    rows = [("stripe", "Stripe", "Payments", 2, 3, 1, 40), ("hub", None, None, 0, 0, None, None)]
    connectors = pl.DataFrame(rows, schema=tables.CONNECTORS, orient="row")
    stripe, hub = answers.connector_metrics_answer(connectors)["connectors"]
    assert stripe == {
        "connectorId": "stripe",
        "connectorName": "Stripe",
        "operators": 2,
        "connections": {"active": 3, "inactive": 1, "total": 4},
        "gatewayCalls": 40,
    }
    assert hub["connections"] == {"active": 0, "inactive": None}
    assert answers.catalog_answer(connectors) == [
        {"id": "stripe", "name": "Stripe", "category": "Payments"},
        {"id": "hub", "name": None, "category": None},
    ]


def test_a_report_breaks_calls_down_as_a_map_and_requests_as_pairs() -> None:
    lines = [
        ("op_a", "api_calls", "webhooks", 2),
        ("op_a", "api_calls", "gateway", 5),
        ("op_a", "gateway_requests", "stripe", 5),
    ]
    answer = usage_answer(report(lines, [("op_a", "Alpha", 7, 5, 0, 2_000_000_000, 12)]), JULY)
    assert answer["period"] == {"start": "2026-07-01", "end": "2026-07-31"}
    assert answer["operators"] == [
        {
            "operatorId": "op_a",
            "operatorName": "Alpha",
            "apiCalls": {"gateway": 5, "webhooks": 2},
            "gateway_requests": [{"connectorId": "stripe", "count": 5}],
            "eventsIngested": {},
            "storageBytes": "2000000000",
            "billableUnits": 12,
        }
    ]


def test_events_are_a_map_for_one_operator_and_pairs_for_the_next() -> None:
    lines = [("op_a", "events_ingested", "session", 1), ("op_b", "events_ingested", "session", 2)]
    totals: list[tuple[object, ...]] = [("op_a", "A", 0, 0, 1, 0, 1), ("op_b", "B", 0, 0, 2, 0, 2)]
    first, second = usage_answer(report(lines, totals), JULY)["operators"]
    assert first["eventsIngested"] == {"session": 1}
    assert second["eventsIngested"] == [{"type": "session", "count": 2}]


def test_a_metric_without_keys_is_a_plain_number_and_one_not_reported_is_null() -> None:
    lines = [("op_a", "api_calls", "", 3), ("op_a", "gateway_requests", "", 4)]
    row = usage_answer(report(lines, [("op_a", "A", 3, 4, None, None, None)]), JULY)["operators"][0]
    assert (row["apiCalls"], row["gateway_requests"]) == (3, 4)
    assert (row["eventsIngested"], row["storageBytes"], row["billableUnits"]) == (None, None, None)


def test_a_report_of_no_day_at_all_holds_every_operator_with_nothing() -> None:
    answer = empty_usage_answer(operators(), Period(date(2026, 7, 1), date(2026, 7, 1)))
    assert [row["operatorId"] for row in answer["operators"]] == ["op_a", "op_b", "op_c"]
    assert answer["operators"][1] == {
        "operatorId": "op_b",
        "operatorName": None,
        "apiCalls": {},
        "gateway_requests": [],
        "eventsIngested": [],
        "storageBytes": 0,
        "billableUnits": 0,
    }

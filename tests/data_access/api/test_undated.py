"""Summary, operators and connectors read from bytes (rules 2, 3, 4)."""

import json
from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api import undated
from data_access.errors import UnexpectedAnswer
from data_access.source import Summary
from data_access.tables import CONNECTORS, OPERATORS
from tests.data_access.api.bodies import connector_metrics, envelope, operator_metrics

_FLAT = {
    "totalOperators": 60,
    "activeOperators": 50,
    "suspendedOperators": 4,
    "totalApiCalls": "9007199254740993",
    "totalGatewayRequests": 8,
    "totalEventsIngested": 7,
    "activeConnections": 6,
}
_NESTED = {
    "operators": {"active": 50, "suspended": 4, "total": 60},
    "apiCalls": {"total": 9007199254740993},
    "gatewayCalls": 8,
    "events": {"total": 7},
    "connections": {"active": 6, "inactive": 1, "total": 7},
}
_EXPECTED = Summary(60, 50, 4, 9007199254740993, 8, 7, 6)


@pytest.mark.parametrize("counts", [_FLAT, _NESTED, {"summary": _FLAT}, {"totals": _NESTED, "generatedAt": None}])
def test_a_summary_is_read_flat_or_nested_enveloped_or_bare(counts):
    assert undated.summary(envelope(counts)) == _EXPECTED
    assert undated.summary(json.dumps(counts).encode()) == _EXPECTED


def test_bare_numbers_of_operators_and_connections_are_all_operators_and_active_connections():
    read = undated.summary(envelope({"operators": 60, "connections": 6}))
    assert (read.operators_total, read.active_connections) == (60, 6)


def test_what_the_summary_does_not_tell_is_not_reported_and_never_0():
    assert undated.summary(envelope({"operators": {"active": 3}})) == Summary(None, 3, None, None, None, None, None)
    assert undated.summary(envelope({"apiCalls": None})) == Summary(None, None, None, None, None, None, None)


def test_suspended_is_not_derived_as_an_operator_may_be_neither():
    assert undated.summary(envelope({"totalOperators": 60, "activeOperators": 50})).operators_suspended is None


def test_a_summary_without_any_known_total_is_an_error_and_no_row_of_dashes():
    with pytest.raises(UnexpectedAnswer, match=r"GET /metrics/summary: no total that we know; it holds message"):
        undated.summary(envelope({"message": "hello"}))


def test_a_summary_that_is_a_list_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r"GET /metrics/summary: \[\] is not an object"):
        undated.summary(envelope([]))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-5, "-5, below 0"),
        (1.5, "1.5, not a whole number"),
        ("many", '"many", not a number'),
        (True, "true, not a number"),
        (2**63, "9223372036854775808, larger than any count can be"),
        ({"lastMonth": 4}, '{"lastMonth":4}, not a number'),
        ([3], "[3], not a number"),
    ],
)
def test_a_count_that_is_none_names_endpoint_row_field_and_value(value, words):
    with pytest.raises(UnexpectedAnswer) as caught:
        undated.operators(operator_metrics({"id": "op_1"}, {"id": "op_2", "apiCalls": value}))
    assert caught.value.detail == f"GET /metrics/operators, row 2 (op_2): apiCalls is {words}"


def test_an_unreadable_time_names_row_field_and_value():
    with pytest.raises(UnexpectedAnswer, match=r'row 1 \(op_1\): lastActiveAt is "soon", not a time'):
        undated.operators(operator_metrics({"id": "op_1", "lastActiveAt": "soon"}))


def test_a_value_in_an_error_is_cut():
    with pytest.raises(UnexpectedAnswer) as caught:
        undated.operators(operator_metrics({"id": "op_1", "apiCalls": "9" * 999}))
    assert "9" * 79 + "…" in caught.value.detail
    assert "9" * 80 not in caught.value.detail


def test_operators_come_typed_and_sorted_with_null_for_what_is_missing():
    pages = operator_metrics(
        {"id": "op_b", "name": "Bé, Ltd", "connections": 2, "apiCalls": 12.0, "events": 0, "lastActive": None},
        {"operator": {"id": "op_a", "name": "Same"}, "connections": {"active": 1, "total": 3}, "lastActiveAt": "2026-04-06T12:00:00.000Z"},
    )  # fmt: skip
    rows = [
        ("op_a", "Same", None, None, None, None, None, 1, None, None, datetime(2026, 4, 6, 12, tzinfo=UTC)),
        ("op_b", "Bé, Ltd", None, None, None, None, None, 2, 12, 0, None),
    ]
    assert_frame_equal(undated.operators(pages), pl.DataFrame(rows, OPERATORS, orient="row"))


def test_no_operators_are_an_empty_typed_frame():
    assert_frame_equal(undated.operators(operator_metrics()), pl.DataFrame(schema=OPERATORS))


def test_an_empty_text_is_not_reported():
    assert undated.operators(operator_metrics({"id": "op_1", "plan": "", "status": " "})).row(0)[2:4] == (None, None)


def test_the_roster_adds_its_own_operators_and_fills_what_the_metrics_lack():
    metrics = undated.operators(operator_metrics({"id": "op_1", "name": "One", "apiCalls": 5}, {"id": "op_3"}))
    roster = operator_metrics(
        {"id": "op_2", "name": "Two", "status": "pending_approval", "apiCalls": 99},
        {"id": "op_1", "name": "Uno", "plan": "enterprise", "status": "active", "industry": "igaming",
         "contactEmail": "a@one.example", "created_at": "2025-01-02T03:04:05Z"},
    )  # fmt: skip
    created = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    rows = [
        ("op_1", "One", "active", "enterprise", "igaming", "a@one.example", created, None, 5, None, None),
        ("op_2", "Two", "pending_approval", None, None, None, None, None, None, None, None),
        ("op_3", None, None, None, None, None, None, None, None, None, None),
    ]
    assert_frame_equal(undated.with_roster(metrics, roster), pl.DataFrame(rows, OPERATORS, orient="row"))


def test_status_and_plan_are_the_rosters_where_both_have_one():
    metrics = undated.operators(operator_metrics({"id": "op_1", "status": "active", "plan": "grow"}))
    both = undated.with_roster(metrics, operator_metrics({"id": "op_1", "status": "suspended"}))
    assert both.row(0)[2:4] == ("suspended", "grow")


@pytest.mark.parametrize(
    ("connections", "expected"),
    [
        ({"activeConnections": 10, "inactiveConnections": 4}, (10, 4)),
        ({"connections": {"active": 10, "inactive": 4, "total": 14}}, (10, 4)),
        ({"connections": {"active": 10, "total": 14}}, (10, 4)),
        ({"connections": 14, "activeConnections": 10}, (10, 4)),
        ({"totalConnections": 14, "inactive_connections": 4}, (10, 4)),
        ({"connections": {"active": 10, "inactive": 3, "total": 14}}, (10, 3)),
        ({"connections": 14}, (None, None)),
        ({"activeConnections": 10}, (10, None)),
        ({}, (None, None)),
    ],
)
def test_a_connectors_missing_half_is_what_the_total_leaves_and_only_then(connections, expected):
    frame = undated.connectors(connector_metrics({"id": "stripe", **connections}))
    assert frame.select("active_connections", "inactive_connections").row(0) == expected


@pytest.mark.parametrize("total", [{"active": 10, "total": 9}, {"active": 5, "inactive": 5, "total": 9}])
def test_more_connections_than_in_all_is_an_error(total):
    with pytest.raises(UnexpectedAnswer, match=r"row 1 \(stripe\): .* connections, but 9 in all"):
        undated.connectors(connector_metrics({"id": "stripe", "connections": total}))


def test_connectors_come_typed_and_sorted_with_gateway_calls_under_either_name():
    pages = connector_metrics(
        {"connectorId": "stripe", "connectorName": "Stripe", "operators": 3, "gatewayCalls": "7"},
        {"id": "adyen", "name": "Adyen", "operatorCount": 0, "gateway_requests": 0},
    )
    rows = [("adyen", "Adyen", None, 0, None, None, 0), ("stripe", "Stripe", None, 3, None, None, 7)]
    assert_frame_equal(undated.connectors(pages), pl.DataFrame(rows, CONNECTORS, orient="row"))


def test_the_catalogue_lends_category_and_a_missing_name_and_adds_no_connector():
    figures = undated.connectors(connector_metrics({"id": "stripe", "name": "Stripe"}, {"id": "adyen"}))
    catalogue = connector_metrics(
        {"id": "stripe", "name": "Stripe Inc", "category": "Payments"},
        {"id": "adyen", "name": "Adyen", "category": "Payments"},
        {"id": "unused", "name": "Unused", "category": "CRM"},
    )
    frame = undated.with_catalog(figures, catalogue).select("connector_id", "name", "category")
    assert frame.rows() == [("adyen", "Adyen", "Payments"), ("stripe", "Stripe", "Payments")]


@pytest.mark.parametrize(
    "stamp",
    [
        *("0001-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", "1969-12-31T16:00:00-08:00", "9999-12-31T23:59:59-05:00"),
        *("", 0, "0", "never", "N/A", "0000-00-00 00:00:00", "-292275055-05-16T16:47:04Z", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_that_means_never_is_none_and_hides_no_other(stamp: str) -> None:
    told = undated.operators(operator_metrics({"id": "op_1", "lastActiveAt": stamp, "createdAt": stamp}))
    assert told.select("last_active_at", "created_at").row(0) == (None, None)
    both = {"id": "op_1", "lastActiveAt": stamp, "lastActive": "2026-04-06T12:00:00Z"}
    assert undated.operators(operator_metrics(both))["last_active_at"].to_list() == [
        datetime(2026, 4, 6, 12, tzinfo=UTC)
    ]

"""The usage report read from bytes (rules 2, 4, 6, 8, 9)."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api import report
from data_access.errors import UnexpectedAnswer
from data_access.tables import METRICS, USAGE_LINES, USAGE_TOTALS
from tests.data_access.api.bodies import connector_metrics, usage_report

_NO_TOTALS = dict.fromkeys(METRICS)


def _lines(*rows):
    return report.lines_and_totals(usage_report(*rows))[0].select("metric", "key", "quantity").rows()


def _totals(**row):
    frame = report.lines_and_totals(usage_report({"id": "op_1", **row}))[1]
    return frame.select(METRICS).row(0, named=True)


def test_a_report_comes_as_typed_sorted_lines_and_totals():
    pages = usage_report(
        {
            "operatorId": "op_2",
            "operatorName": "Two",
            "apiCalls": {"gateway": 3, "api-keys": 4},
            "gatewayRequests": [{"connectorId": "stripe", "requests": 5}],
            "eventsByType": {"transaction": "6"},
            "storageBytes": 8,
            "billableUnits": 9,
        },
        {"operator": {"id": "op_1"}, "usage": {"apiCalls": 1, "events_ingested": {}}},
    )
    lines, totals = report.lines_and_totals(pages)
    expected = [
        ("op_1", None, "api_calls", "", 1),
        ("op_2", "Two", "api_calls", "api-keys", 4),
        ("op_2", "Two", "api_calls", "gateway", 3),
        ("op_2", "Two", "billable_units", "", 9),
        ("op_2", "Two", "events_ingested", "transaction", 6),
        ("op_2", "Two", "gateway_requests", "stripe", 5),
        ("op_2", "Two", "storage_bytes", "", 8),
    ]
    assert_frame_equal(lines, pl.DataFrame(expected, USAGE_LINES, orient="row"))
    sums = [("op_1", None, 1, None, 0, None, None), ("op_2", "Two", 7, 5, 6, 8, 9)]
    assert_frame_equal(totals, pl.DataFrame(sums, USAGE_TOTALS, orient="row"))


def test_an_empty_report_is_two_empty_typed_frames():
    lines, totals = report.lines_and_totals(usage_report())
    assert_frame_equal(lines, pl.DataFrame(schema=USAGE_LINES))
    assert_frame_equal(totals, pl.DataFrame(schema=USAGE_TOTALS))


@pytest.mark.parametrize(
    "events",
    [
        {"events": {"transaction": 10, "bonus": 2}},
        {"eventsByType": {"transaction": 10, "bonus": "2"}},
        {"events_ingested": [{"type": "transaction", "count": 10}, {"eventType": "bonus", "quantity": 2}]},
        {"events": {"byType": {"transaction": 10, "bonus": 2}, "total": 12}},
        {"events": {"transaction": 10, "bonus": 2, "total": 12}},
        {"events": 12, "eventsByType": {"transaction": 10, "bonus": 2}},
        {"events": {"transaction": {"count": 10}, "bonus": {"events": 2}}},
        {"metrics": {"eventsIngested": {"transaction": 10, "bonus": 2}}},
    ],
)
def test_a_breakdown_is_read_as_a_map_or_as_pairs_beside_its_total_or_alone(events):
    assert _lines({"id": "op_1", **events}) == [("events_ingested", "bonus", 2), ("events_ingested", "transaction", 10)]
    assert _totals(**events) == _NO_TOTALS | {"events_ingested": 12}


@pytest.mark.parametrize("number", [{"events": 12}, {"totalEvents": "12"}, {"events": {"total": 12}}])
def test_a_metric_that_comes_only_as_a_number_is_one_line_with_an_empty_key(number):
    assert _lines({"id": "op_1", **number}) == [("events_ingested", "", 12)]
    assert _totals(**number) == _NO_TOTALS | {"events_ingested": 12}


@pytest.mark.parametrize(
    "empty", [{"events": {}}, {"events": []}, {"eventsByType": {}}, {"events": 0, "eventsByType": []}]
)
def test_an_empty_breakdown_means_0_and_has_no_line(empty):
    assert _lines({"id": "op_1", **empty}) == []
    assert _totals(**empty) == _NO_TOTALS | {"events_ingested": 0}


@pytest.mark.parametrize("missing", [{}, {"events": None}, {"events": {"byType": None}}])
def test_a_missing_breakdown_means_not_reported(missing):
    assert _lines({"id": "op_1", **missing}) == []
    assert _totals(**missing) == _NO_TOTALS


def test_a_part_that_is_null_makes_the_total_not_reported_and_never_too_small():
    assert _totals(events={"transaction": 10, "bonus": None}) == _NO_TOTALS
    assert _totals(events={"transaction": 10, "bonus": None}, totalEvents=12) == _NO_TOTALS | {"events_ingested": 12}
    assert _lines({"id": "op_1", "events": {"transaction": 10, "bonus": None}}) == [
        ("events_ingested", "transaction", 10)
    ]


@pytest.mark.parametrize(
    "events",
    [
        {"events": {"a": 10}, "totalEvents": 12},
        {"eventsByType": {"a": 10}, "events": 12},
        {"events": {"a": 10, "total": 12}},
    ],
)
def test_a_breakdown_that_does_not_add_up_to_the_stated_total_is_an_error_with_both(events):
    with pytest.raises(UnexpectedAnswer, match=r"row 1 \(op_1\): events\w* adds up to 10, but .* is 12"):
        _totals(**events)


def test_two_breakdowns_that_differ_are_an_error_naming_both():
    with pytest.raises(UnexpectedAnswer, match=r"events is .* and eventsByType is .*two values"):
        _totals(events={"a": 1}, eventsByType={"a": 2})


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ({"a": -3}, "events.a is -3, below 0"),
        ({"a": 1.5}, "events.a is 1.5, not a whole number"),
        ([{"type": "a", "count": "x"}], 'events, entry 1: count is "x", not a number'),
        ([{"count": 3}], "events, entry 1: type is missing"),
        (["a"], 'events, entry 1: "a" is not an object'),
        ([{"type": "a", "count": 1}, {"type": "a", "count": 2}], 'events, entry 2: "a" is there twice'),
        ({"a": 2**62, "b": 2**62}, "events is 9223372036854775808, larger than any count can be"),
        (True, "events is true, not a number"),
    ],
)
def test_a_wrong_part_names_endpoint_row_field_and_value(events, words):
    with pytest.raises(UnexpectedAnswer) as caught:
        _totals(events=events)
    assert caught.value.detail == f"GET /usage/report, row 1 (op_1): {words}"


def test_api_calls_and_gateway_requests_are_never_added():
    assert _totals(apiCalls=10, gatewayCalls=4) == _NO_TOTALS | {"api_calls": 10, "gateway_requests": 4}


def test_a_pair_is_keyed_by_the_id_before_the_name():
    pairs = [
        {"connectorName": "Stripe", "connectorId": "c1", "calls": 2},
        {"connector": {"id": "c2", "name": "X"}, "count": 1},
    ]
    assert _lines({"id": "op_1", "gatewayRequests": pairs}) == [
        ("gateway_requests", "c1", 2),
        ("gateway_requests", "c2", 1),
    ]


@pytest.mark.parametrize(
    ("storage", "size"),
    [
        ({"storage": 1500}, 1500),
        ({"storage_bytes": "1500"}, 1500),
        ({"storageMb": 1.5}, 1_500_000),
        ({"storageMB": 0.0000005}, 1),
        ({"storage_gb": "2.25"}, 2_250_000_000),
        ({"storageUsage": {"gb": 1}}, 10**9),
        ({"storageUsageBytes": 7}, 7),
        ({"storageBytes": 1_234_567, "storageMb": 1.23}, 1_234_567),
        ({"storageBytes": 0}, 0),
        ({}, None),
    ],
)
def test_storage_takes_its_unit_from_the_fields_name_and_bare_is_bytes(storage, size):
    assert _totals(**storage) == _NO_TOTALS | {"storage_bytes": size}


def test_storage_in_two_units_that_differ_is_an_error_naming_both():
    with pytest.raises(UnexpectedAnswer, match=r"storageBytes is 5,000,000 bytes and storageMb is 4,770,000 bytes"):
        _totals(storageBytes=5_000_000, storageMb=4.77)


def test_an_object_of_storage_without_a_known_unit_is_an_error():
    with pytest.raises(UnexpectedAnswer, match=r'storage is {"blocks":3}, not a number'):
        _totals(storage={"blocks": 3})


def test_billable_units_are_as_given():
    assert _totals(billableUnits=3, apiCalls=100) == _NO_TOTALS | {"billable_units": 3, "api_calls": 100}


def _matched(gateway, *connectors):
    lines, _ = report.lines_and_totals(usage_report({"id": "op_1", "gatewayRequests": gateway}))
    return report.matched_to_connectors(lines, connector_metrics(*connectors)).select("key", "quantity").rows()


_STRIPE = {"id": "conn_1", "name": "Stripe Payments"}


def test_a_gateway_key_is_matched_by_id_then_by_slug_of_the_name_and_else_kept():
    gateway = {"conn_1": 1, "cafe-zhi-fu": 2, "Unknown Thing": 3}
    connectors = [_STRIPE, {"id": "conn_2", "name": "Café 支付"}]
    assert _matched(gateway, *connectors) == [("Unknown Thing", 3), ("conn_1", 1), ("conn_2", 2)]


def test_keys_that_turn_out_to_be_one_connector_are_added_up():
    assert _matched({"conn_1": 1, "stripe-payments": 2, "Stripe Payments": 4}, _STRIPE) == [("conn_1", 7)]


def test_a_slug_of_two_connectors_stays_as_it_came():
    twins = [_STRIPE, {"id": "conn_2", "name": "Stripe payments"}]
    assert _matched({"stripe-payments": 2, "conn_2": 1}, *twins) == [("conn_2", 1), ("stripe-payments", 2)]


def test_an_id_goes_before_the_slug_of_another_connectors_name():
    connectors = [{"id": "stripe", "name": "Adyen"}, {"id": "conn_9", "name": "Stripe"}]
    assert _matched({"stripe": 2}, *connectors) == [("stripe", 2)]


def test_only_gateway_keys_are_matched_and_operators_stay_apart():
    rows = [
        {"id": "op_2", "apiCalls": {"stripe-payments": 1}, "gatewayRequests": {"stripe-payments": 5}},
        {"id": "op_1", "gatewayRequests": {"conn_1": 5}},
    ]
    lines = report.matched_to_connectors(report.lines_and_totals(usage_report(*rows))[0], connector_metrics(_STRIPE))
    expected = [
        ("op_1", None, "gateway_requests", "conn_1", 5),
        ("op_2", None, "api_calls", "stripe-payments", 1),
        ("op_2", None, "gateway_requests", "conn_1", 5),
    ]
    assert_frame_equal(lines, pl.DataFrame(expected, USAGE_LINES, orient="row"))

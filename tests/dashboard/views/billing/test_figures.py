from datetime import date

import polars as pl

from dashboard.views.billing.figures import days, keys, lines
from data_access.tables import USAGE_LINES
from tests.dashboard.metrics.connectors.test_adoption import lines as requests
from tests.dashboard.metrics.connectors.test_adoption import whole

NOW = whole(requests(("a", "stripe", 60), ("b", "stripe", 15), ("a", "hub88", 25)))
BEFORE = whole(requests(("a", "stripe", 50)))
NAMES = pl.DataFrame({"connector_id": ["stripe", "hub88"], "name": ["Stripe", None]})
LINES = pl.DataFrame(
    [
        ("a", "Ana", "api_calls", "gateway", 5),
        ("a", "Ana", "api_calls", "", 70),
        ("a", "Ana", "events_ingested", "session", 9),
        ("b", "Ben", "api_calls", "gateway", 3),
    ],
    schema=USAGE_LINES,
    orient="row",
)


def test_keys_are_named_as_their_connectors_are_else_by_themselves() -> None:
    shown = keys("gateway_requests", NOW, BEFORE, NAMES).arrow
    rows = shown.select(["name", "value", "share", "change", "operators"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("Stripe", 75, 75.0, 50.0, 2), ("hub88", 25, 25.0, None, 1)]


def test_keys_without_names_are_their_own() -> None:
    assert keys("gateway_requests", NOW, None, None).arrow["name"].to_pylist() == ["stripe", "hub88"]


def test_what_is_not_broken_down_is_said() -> None:
    undivided = whole(requests(("a", "", 7)))
    assert keys("gateway_requests", undivided, None, NAMES).arrow["name"].to_pylist() == ["(not broken down)"]


def test_a_metric_that_nobody_used_has_no_key() -> None:
    assert keys("events_ingested", NOW, BEFORE, None).rows == 0


def test_the_lines_of_a_figure_are_one_operators_in_one_metric_largest_first() -> None:
    shown = lines(LINES, "a", "api_calls")
    assert shown.words == "2 lines, 75 calls together"
    assert shown.grid.arrow.select(["key", "quantity"]).to_pylist() == [
        {"key": "(not broken down)", "quantity": 70},
        {"key": "gateway", "quantity": 5},
    ]
    assert lines(LINES, "b", "events_ingested").words == "0 lines, no line events together"


def test_the_days_of_a_figure_are_counted_where_they_are_known() -> None:
    by_day = pl.DataFrame(
        {"date": [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)], "api_calls": [4, None, 6]}
    )
    shown = days(by_day, "api_calls")
    assert shown.words == "2 days of 3, 10 calls together"
    assert shown.grid.arrow["quantity"].to_pylist() == [4, None, 6]

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors import (
    adoption,
    by_category,
    calls_fully_known,
    carriers,
    connector_operators,
    pareto,
)
from data_access.tables import CONNECTORS, OPERATORS, USAGE_LINES
from tests.dashboard.metrics.test_billing import BILL

KNOWN = pl.DataFrame(
    [
        ("stripe", "Stripe", "Payments", 2, 3, 1, 999),
        ("hub88", "Hub88", None, 0, 0, 2, 999),
        ("idle", "Idle", "Payments", 1, 4, 0, 999),
        ("free", "Free", "Payments", 0, 0, 0, 999),
        ("dark", "Dark", "CRM", None, None, None, None),
    ],
    schema=CONNECTORS,
    orient="row",
)


def lines(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, key, quantity): gateway requests."""
    full = [(operator, operator.upper(), "gateway_requests", key, count) for operator, key, count in rows]
    return pl.DataFrame(full, schema=USAGE_LINES, orient="row")


NOW = lines(("a", "stripe", 60), ("b", "stripe", 15), ("a", "hub88", 20), ("b", "new one", 5))
BEFORE = lines(("a", "stripe", 50), ("a", "hub88", 20), ("b", "idle", 9))
COLUMNS = ("connector_id", "adoption", "calls", "call_share", "before", "change", "callers", "calls_per_connection")


def test_what_is_connected_stands_beside_what_was_called() -> None:
    adopted = adoption(KNOWN, NOW, BEFORE, 4, fully_known=True)
    assert adopted.select(COLUMNS).rows() == [
        ("stripe", 0.5, 75, 0.75, 50, 0.5, 2, 25.0),
        ("hub88", 0.0, 20, 0.2, 20, 0.0, 1, None),
        ("new one", None, 5, 0.05, 0, None, 1, None),
        ("dark", None, 0, 0.0, 0, 0.0, 0, None),
        ("free", 0.0, 0, 0.0, 0, 0.0, 0, None),
        ("idle", 0.25, 0, 0.0, 9, -1.0, 0, 0.0),
    ]
    assert adopted.filter("lapsed")["connector_id"].to_list() == ["idle"]


def test_where_calls_are_not_fully_known_absence_is_unknown_and_nothing_lapses() -> None:
    adopted = adoption(KNOWN, NOW, BEFORE, 4, fully_known=False)
    assert adopted.select("connector_id", "calls", "before", "change", "callers", "lapsed").rows() == [
        ("stripe", 75, 50, 0.5, 2, False),
        ("hub88", 20, 20, 0.0, 1, False),
        ("new one", 5, None, None, 1, False),
        ("dark", None, None, None, None, False),
        ("free", None, None, None, None, False),
        ("idle", None, 9, None, None, False),
    ]


def test_nothing_is_compared_without_a_period_before() -> None:
    adopted = adoption(KNOWN, NOW, None, 4, fully_known=True)
    assert adopted["before"].null_count() == adopted["change"].null_count() == adopted.height


def test_a_connector_that_only_the_lines_name_is_called_by_its_key() -> None:
    adopted = adoption(KNOWN.clear(), lines(("a", "hub88", 2), ("a", "", 1)), None, 1, fully_known=False)
    assert adopted.select("connector_id", "name").rows() == [("hub88", "hub88"), ("", "(not broken down)")]


def test_a_platform_without_operators_has_no_adoption() -> None:
    assert adoption(KNOWN, NOW.clear(), None, 0, fully_known=True)["adoption"].null_count() == KNOWN.height


def test_two_connectors_of_one_name_keep_a_row_each() -> None:
    adopted = adoption(KNOWN.with_columns(name=pl.lit("Same")), NOW, BEFORE, 4, fully_known=True)
    assert adopted.height == KNOWN.height + 1
    assert adopted["connector_id"].is_unique().all()


def bill(*requests: int | None) -> pl.DataFrame:
    rows = [(f"op_{i}", None, None, None, 0, count, 0, 0, 0, True) for i, count in enumerate(requests)]
    return pl.DataFrame(rows, schema=BILL, orient="row")


@pytest.mark.parametrize(
    ("reported", "used", "known"),
    [
        (bill(5, 0), lines(("a", "stripe", 5)), True),
        (bill(5, None), lines(("a", "stripe", 5)), False),
        (bill(5, 3), lines(("a", "stripe", 5), ("b", "", 3)), False),
        (bill(5, 0), lines(("a", "stripe", 5), ("b", "", 0)), True),
        (bill(), lines(), True),
    ],
)
def test_absence_means_0_only_where_every_operator_reports_by_connector(reported, used, known) -> None:
    assert calls_fully_known(reported, used) is known


def test_a_pareto_ranks_what_was_called_and_cumulates_to_1() -> None:
    ranked = pareto(adoption(KNOWN, NOW, None, 4, fully_known=True))
    expected = pl.DataFrame(
        {
            "rank": [1, 2, 3],
            "name": ["Stripe", "Hub88", "new one"],
            "calls": [75, 20, 5],
            "share": [0.75, 0.2, 0.05],
            "cumulative": [0.75, 0.95, 1.0],
        }
    )
    assert_frame_equal(ranked, expected)


@pytest.mark.parametrize(
    ("part", "few", "reached"), [(0.5, 1, 0.75), (0.75, 1, 0.75), (0.8, 2, 0.95), (1.0, 3, 1.0)]
)
def test_the_carriers_are_the_fewest_that_reach_the_part(part: float, few: int, reached: float) -> None:
    assert carriers(pareto(adoption(KNOWN, NOW, None, 4, fully_known=True)), part) == (few, reached)


def test_of_no_calls_there_is_no_pareto() -> None:
    silent = pareto(adoption(KNOWN, NOW.clear(), None, 4, fully_known=True))
    assert silent.columns == ["rank", "name", "calls", "share", "cumulative"]
    assert silent.is_empty()
    assert carriers(silent) == (0, 0.0)


CALLS = some.lists(some.integers(0, 10**9), max_size=30)


@given(CALLS)
def test_a_pareto_falls_and_its_cumulative_line_climbs_to_1(calls: list[int]) -> None:
    used = lines(*(("a", f"c{i:02}", count) for i, count in enumerate(calls)))
    ranked = pareto(adoption(KNOWN.clear(), used, None, 1, fully_known=True))
    assert ranked["calls"].to_list() == sorted((count for count in calls if count), reverse=True)
    assert ranked["cumulative"].is_sorted()
    if any(calls):
        assert ranked["cumulative"][-1] == 1
        few, reached = carriers(ranked)
        assert reached >= 0.8
        assert few == 1 or ranked["cumulative"][few - 2] < 0.8


def test_categories_sum_their_connectors_and_the_unknown_is_a_category_of_its_own() -> None:
    adopted = adoption(KNOWN, NOW, BEFORE, 4, fully_known=True)
    assert by_category(adopted).rows() == [
        ("Payments", 3, 7, 75, 0.75, 59, (75 - 59) / 59),
        (None, 2, 0, 25, 0.25, 20, 0.25),
        ("CRM", 1, None, 0, 0.0, 0, 0.0),
    ]


def test_a_category_of_unknown_calls_has_none_and_not_0() -> None:
    adopted = adoption(KNOWN, lines(("a", "stripe", 1)), None, 4, fully_known=False)
    calls = dict(by_category(adopted).select("category", "calls").iter_rows())
    assert calls == {"Payments": 1, "CRM": None, None: None}


ROSTER = pl.DataFrame(
    [("a", "A", "active"), ("b", "B", "suspended")],
    schema={"operator_id": pl.String, "name": pl.String, "status": pl.String},
    orient="row",
).join(pl.DataFrame(schema=OPERATORS).drop("name", "status"), on="operator_id", how="left")


def test_the_operators_of_a_connector_are_those_of_either_period() -> None:
    before = lines(("b", "stripe", 30), ("c", "stripe", 10), ("a", "hub88", 1))
    found = connector_operators("stripe", lines(("a", "stripe", 60), ("b", "stripe", 15)), before, ROSTER)
    expected = pl.DataFrame(
        [
            ("a", "A", "active", 60, 0.8, 0, None),
            ("b", "B", "suspended", 15, 0.2, 30, -0.5),
            ("c", "C", None, 0, 0.0, 10, -1.0),
        ],
        schema={
            "operator_id": pl.String,
            "operator_name": pl.String,
            "status": pl.String,
            "calls": pl.Int64,
            "share": pl.Float64,
            "before": pl.Int64,
            "change": pl.Float64,
        },
        orient="row",
    )
    assert_frame_equal(found, expected)


def test_the_operators_of_a_connector_have_nothing_before_when_not_comparable() -> None:
    found = connector_operators("stripe", NOW, None, ROSTER)
    assert found.select("operator_id", "calls", "before", "change").rows() == [
        ("a", 60, None, None),
        ("b", 15, None, None),
    ]
    assert connector_operators("nobody", NOW, BEFORE, ROSTER).is_empty()

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.adoption import (
    adoption,
    adoption_summary,
    by_category,
    carriers,
    connector_operators,
    pareto,
    undivided_calls,
)
from dashboard.metrics.known import is_fully_broken_down
from dashboard.metrics.usage import Reported
from data_access.tables import CONNECTORS, OPERATORS, USAGE_LINES
from tests.dashboard.metrics.report.test_bill import BILL

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


def bill(*requests: tuple[str, int | None]) -> pl.DataFrame:
    """Rows of (operator_id, gateway_requests)."""
    rows = [(key, None, None, None, 0, count, 0, 0, 0, True) for key, count in requests]
    return pl.DataFrame(rows, schema=BILL, orient="row")


def whole(used: pl.DataFrame) -> Reported:
    """A report in which every operator's gateway requests are reported by connector."""
    sums = used.filter(pl.col("key") != "").group_by("operator_id").agg(pl.col("quantity").sum()).sort("operator_id")
    return Reported(used, bill(*sums.rows()))


def silent(used: pl.DataFrame) -> Reported:
    """The same, but for one operator that does not report."""
    return Reported(used, pl.concat([whole(used).bill, bill(("silent", None))]))


NOW = lines(("a", "stripe", 60), ("b", "stripe", 15), ("a", "hub88", 20), ("b", "new one", 5))
BEFORE = lines(("a", "stripe", 50), ("a", "hub88", 20), ("b", "idle", 9))
COLUMNS = ("connector_id", "adoption", "calls", "call_share", "before", "change", "callers", "calls_per_connection")


def test_what_is_connected_stands_beside_what_was_called() -> None:
    adopted = adoption(KNOWN, whole(NOW), whole(BEFORE), 4)
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
    adopted = adoption(KNOWN, silent(NOW), silent(BEFORE), 4)
    assert adopted.select("connector_id", "calls", "before", "change", "callers", "lapsed").rows() == [
        ("stripe", 75, 50, 0.5, 2, False),
        ("hub88", 20, 20, 0.0, 1, False),
        ("new one", 5, None, None, 1, False),
        ("dark", None, None, None, None, False),
        ("free", None, None, None, None, False),
        ("idle", None, 9, None, None, False),
    ]


def test_nothing_is_compared_without_a_period_before() -> None:
    adopted = adoption(KNOWN, whole(NOW), None, 4)
    assert adopted["before"].null_count() == adopted["change"].null_count() == adopted.height


def test_a_connector_that_only_the_lines_name_is_called_by_its_key() -> None:
    adopted = adoption(KNOWN.clear(), whole(lines(("a", "hub88", 2))), None, 1)
    assert adopted.select("connector_id", "name").rows() == [("hub88", "hub88")]


def test_calls_that_are_not_broken_down_are_no_connector() -> None:
    used = lines(("a", "hub88", 2), ("b", "", 7))
    adopted = adoption(KNOWN, Reported(used, bill(("a", 2), ("b", 7))), None, 2)
    assert "" not in adopted["connector_id"]
    assert adopted.filter(pl.col("calls").is_not_null()).select("connector_id", "calls").rows() == [("hub88", 2)]
    assert undivided_calls(used) == 7


def test_what_was_known_now_does_not_make_the_period_before_known() -> None:
    adopted = adoption(KNOWN, whole(NOW), silent(BEFORE), 4)
    before = dict(adopted.select("connector_id", "before").iter_rows())
    assert before == {"stripe": 50, "hub88": 20, "idle": 9, "new one": None, "free": None, "dark": None}


def test_a_summary_of_what_nobody_reports_is_not_known_and_never_0() -> None:
    unknown = KNOWN.with_columns(
        pl.lit(None, pl.Int64).alias(c) for c in ("active_connections", "inactive_connections")
    )
    found = adoption_summary(adoption(unknown, silent(NOW.clear()), None, 4))
    assert (found.called, found.connected, found.carriers, found.reached, found.inactive) == (None,) * 5


def test_a_summary_counts_what_is_called_connected_and_inactive() -> None:
    found = adoption_summary(adoption(KNOWN, whole(NOW), None, 4))
    assert (found.called, found.connected, found.carriers, found.reached, found.inactive) == (3, 2, 2, 0.95, 3)


def test_a_platform_without_operators_has_no_adoption() -> None:
    assert adoption(KNOWN, whole(NOW.clear()), None, 0)["adoption"].null_count() == KNOWN.height


def test_two_connectors_of_one_name_keep_a_row_each() -> None:
    adopted = adoption(KNOWN.with_columns(name=pl.lit("Same")), whole(NOW), whole(BEFORE), 4)
    assert adopted.height == KNOWN.height + 1
    assert adopted["connector_id"].is_unique().all()


@pytest.mark.parametrize(
    ("reported", "used", "known"),
    [
        (bill(("a", 5), ("b", 0)), lines(("a", "stripe", 5)), True),
        (bill(("a", 5), ("b", None)), lines(("a", "stripe", 5)), False),
        (bill(("a", 5), ("b", 3)), lines(("a", "stripe", 5), ("b", "", 3)), False),
        (bill(("a", 5), ("b", 0)), lines(("a", "stripe", 5), ("b", "", 0)), True),
        (bill(("a", 20)), lines(("a", "stripe", 5)), False),
        (bill(), lines(), True),
    ],
)
def test_absence_means_0_only_where_every_operators_lines_add_up_to_its_figure(reported, used, known) -> None:
    assert is_fully_broken_down("gateway_requests", reported, used) is known


def test_a_pareto_ranks_what_was_called_and_cumulates_to_1() -> None:
    ranked = pareto(adoption(KNOWN, whole(NOW), None, 4))
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


@pytest.mark.parametrize(("part", "few", "reached"), [(0.5, 1, 0.75), (0.75, 1, 0.75), (0.8, 2, 0.95), (1.0, 3, 1.0)])
def test_the_carriers_are_the_fewest_that_reach_the_part(part: float, few: int, reached: float) -> None:
    assert carriers(pareto(adoption(KNOWN, whole(NOW), None, 4)), part) == (few, reached)


def test_of_no_calls_there_is_no_pareto() -> None:
    silent = pareto(adoption(KNOWN, whole(NOW.clear()), None, 4))
    assert silent.columns == ["rank", "name", "calls", "share", "cumulative"]
    assert silent.is_empty()
    assert carriers(silent) == (0, 0.0)


CALLS = some.lists(some.integers(0, 10**9), max_size=30)


@given(CALLS)
def test_a_pareto_falls_and_its_cumulative_line_climbs_to_1(calls: list[int]) -> None:
    used = lines(*(("a", f"c{i:02}", count) for i, count in enumerate(calls)))
    ranked = pareto(adoption(KNOWN.clear(), whole(used), None, 1))
    assert ranked["calls"].to_list() == sorted((count for count in calls if count), reverse=True)
    assert ranked["cumulative"].is_sorted()
    if any(calls):
        assert ranked["cumulative"][-1] == 1
        few, reached = carriers(ranked)
        assert reached >= 0.8
        assert few == 1 or ranked["cumulative"][few - 2] < 0.8


def test_categories_sum_their_connectors_and_the_unknown_is_a_category_of_its_own() -> None:
    adopted = adoption(KNOWN, whole(NOW), whole(BEFORE), 4)
    assert by_category(adopted).rows() == [
        ("Payments", 3, 7, 75, 0.75, 59, (75 - 59) / 59),
        (None, 2, 0, 25, 0.25, 20, 0.25),
        ("CRM", 1, None, 0, 0.0, 0, 0.0),
    ]


def test_a_category_of_unknown_calls_has_none_and_not_0() -> None:
    adopted = adoption(KNOWN, silent(lines(("a", "stripe", 1))), None, 4)
    calls = dict(by_category(adopted).select("category", "calls").iter_rows())
    assert calls == {"Payments": 1, "CRM": None, None: None}


ROSTER = pl.DataFrame(
    [("a", "A", "active"), ("b", "B", "suspended")],
    schema={"operator_id": pl.String, "name": pl.String, "status": pl.String},
    orient="row",
).join(pl.DataFrame(schema=OPERATORS).drop("name", "status"), on="operator_id", how="left")


def test_the_operators_of_a_connector_are_those_of_either_period() -> None:
    before = lines(("b", "stripe", 30), ("c", "stripe", 10), ("a", "hub88", 1))
    now = Reported(lines(("a", "stripe", 60), ("b", "stripe", 15)), bill(("a", 60), ("b", 15), ("c", 0)))
    earlier = Reported(before, bill(("a", 1), ("b", 30), ("c", 10)))
    found = connector_operators("stripe", now, earlier, ROSTER)
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
    found = connector_operators("stripe", whole(NOW), None, ROSTER)
    assert found.select("operator_id", "calls", "before", "change").rows() == [
        ("a", 60, None, None),
        ("b", 15, None, None),
    ]
    assert connector_operators("nobody", whole(NOW), whole(BEFORE), ROSTER).is_empty()


def test_an_operator_that_did_not_report_has_no_calls_and_not_0() -> None:
    now = Reported(lines(("a", "stripe", 60)), bill(("a", 60), ("c", None)))
    before = Reported(lines(("a", "stripe", 50), ("c", "stripe", 10)), bill(("a", 50), ("c", 10)))
    found = connector_operators("stripe", now, before, ROSTER)
    assert found.select("operator_id", "calls", "change").rows() == [("a", 60, 0.2), ("c", None, None)]


def test_a_category_is_compared_by_the_connectors_that_are_known_of_both_periods() -> None:
    adopted = pl.DataFrame(
        {
            "category": ["Pay", "Pay", "Pay", "Play"],
            "active_connections": [1, 1, 1, 1],
            "calls": [100, 50, None, 7],
            "before": [80, None, 30, None],
        },
        schema_overrides=dict.fromkeys(("active_connections", "calls", "before"), pl.Int64),
    )
    found = by_category(adopted).select("category", "calls", "before", "change").rows()
    assert found == [("Pay", 150, 80, 0.25), ("Play", 7, None, None)]

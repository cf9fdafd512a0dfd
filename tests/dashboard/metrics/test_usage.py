from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.change import Kpi
from dashboard.metrics.usage import (
    Reported,
    breakdown,
    leaderboard,
    metric_kpi,
    metric_kpis,
    movers,
    operator_kpis,
    top_and_rest,
)
from data_access.tables import METRICS, OPERATORS, USAGE_LINES
from tests.dashboard.metrics.report.test_bill import BILL

MADE = datetime(2026, 1, 1, tzinfo=UTC)
SEEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def bill(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, api_calls, gateway_requests); the rest is not reported."""
    full = [(key, key.upper(), None, None, calls, requests, None, None, None, True) for key, calls, requests in rows]
    return pl.DataFrame(full, schema=BILL, orient="row")


def roster(*ids: str) -> pl.DataFrame:
    rows = [(key, key, "active", "pro", "igaming", f"{key}@x.example", MADE, 3, 0, 0, SEEN) for key in ids]
    return pl.DataFrame(rows, schema=OPERATORS, orient="row")


def lines(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, metric, key, quantity)."""
    return pl.DataFrame([(key, key.upper(), *rest) for key, *rest in rows], schema=USAGE_LINES, orient="row")


NOW = bill(("a", 10, 5), ("b", 30, None), ("c", 0, None), ("d", None, None))
BEFORE = bill(("a", 20, 5), ("b", 0, 4), ("c", 0, None), ("d", 7, 1), ("e", 9, 9))


def test_a_sum_counts_what_is_reported_and_compares_only_those_who_reported_in_both_periods() -> None:
    assert metric_kpi("api_calls", NOW, BEFORE) == Kpi("api_calls", 40, before=20, compared=40, unreported=1)
    assert metric_kpi("gateway_requests", NOW, BEFORE) == Kpi("gateway_requests", 5, before=5, compared=5, unreported=3)


def test_an_operator_that_did_not_report_before_is_counted_and_left_out_of_the_comparison() -> None:
    kpi = metric_kpi("api_calls", NOW, BEFORE.filter(pl.col("operator_id") != "b"))
    assert kpi == Kpi("api_calls", 40, before=20, compared=10, unreported=1, left_out=1)
    assert kpi.ratio == -0.5


def test_where_nobody_reported_before_there_is_nothing_to_compare_with() -> None:
    kpi = metric_kpi("api_calls", NOW, BEFORE.clear())
    assert kpi == Kpi("api_calls", 40, before=None, compared=None, unreported=1, left_out=3)
    assert kpi.kind == "not_reported_before"


def test_a_sum_of_nothing_reported_is_not_reported_and_never_0() -> None:
    kpi = metric_kpi("storage_bytes", NOW, BEFORE)
    assert (kpi.value, kpi.kind, kpi.unreported) == (None, "not_reported", 4)


def test_a_platform_without_operators_used_nothing() -> None:
    kpi = metric_kpi("api_calls", NOW.clear(), NOW.clear())
    assert (kpi.value, kpi.kind, kpi.unreported, kpi.left_out) == (0, "none", 0, 0)


def test_without_a_period_before_nothing_is_compared() -> None:
    assert metric_kpi("api_calls", NOW, None) == Kpi("api_calls", 40, comparable=False, unreported=1)


def test_there_is_a_figure_for_each_metric_asked_for_in_order() -> None:
    kpis = metric_kpis(("gateway_requests", "api_calls"), NOW, None)
    assert [(kpi.metric, kpi.value) for kpi in kpis] == [("gateway_requests", 5), ("api_calls", 40)]


def test_one_operators_figures_are_its_own() -> None:
    kpis = operator_kpis("b", NOW, BEFORE)
    assert [(kpi.value, kpi.before, kpi.kind) for kpi in kpis][:3] == [
        (30, 0, "was_zero"),
        (None, 0, "not_reported"),
        (None, 0, "not_reported"),
    ]
    assert [kpi.metric for kpi in kpis] == list(METRICS)
    assert all(not kpi.comparable for kpi in operator_kpis("b", NOW, None))


LEADERBOARD = pl.Schema(
    {
        "rank": pl.Int64(),
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "value": pl.Int64(),
        "share": pl.Float64(),
        "before": pl.Int64(),
        "change": pl.Float64(),
    }
)


def test_the_largest_leads_equals_share_a_rank_and_not_reported_comes_last() -> None:
    now = bill(("c", 10, None), ("b", 10, None), ("d", None, None), ("a", 80, None))
    before = bill(("a", 100, None), ("b", 0, None), ("d", 4, None))
    expected = pl.DataFrame(
        [
            (1, "a", "A", 80, 0.8, 100, -0.2),
            (2, "b", "B", 10, 0.1, 0, None),
            (2, "c", "C", 10, 0.1, None, None),
            (None, "d", "D", None, None, 4, None),
        ],
        schema=LEADERBOARD,
        orient="row",
    )
    board = leaderboard("api_calls", now, before, roster("a", "b", "c", "d"))
    assert_frame_equal(board.select(LEADERBOARD.names()), expected)


def test_an_operator_without_a_name_is_called_by_its_id() -> None:
    board = leaderboard("api_calls", NOW.with_columns(operator_name=pl.lit(None, pl.String)), None, roster("a"))
    assert board["operator_name"].to_list() == board["operator_id"].to_list()


def test_a_leaderboard_carries_what_the_roster_knows_and_null_for_whom_it_lacks() -> None:
    board = leaderboard("api_calls", bill(("a", 2, None), ("x", 1, None)), None, roster("a"))
    known = ("status", "plan", "industry", "contact_email", "created_at", "active_connections", "last_active_at")
    assert board.select(known).rows() == [
        ("active", "pro", "igaming", "a@x.example", MADE, 3, SEEN),
        (None,) * len(known),
    ]
    assert board["before"].dtype == pl.Int64
    assert board["before"].null_count() == board["change"].null_count() == 2


COUNT = some.none() | some.integers(0, 10**9)
BOARD_ROWS = some.lists(some.tuples(COUNT, COUNT), max_size=25)


def board_of(pairs: list[tuple[int | None, int | None]]) -> pl.DataFrame:
    ids = [f"op_{i:02}" for i in range(len(pairs))]
    now = bill(*((key, value, None) for key, (value, _) in zip(ids, pairs, strict=True)))
    before = bill(*((key, value, None) for key, (_, value) in zip(ids, pairs, strict=True)))
    return leaderboard("api_calls", now, before, roster(*ids))


@given(BOARD_ROWS)
def test_a_rank_is_one_more_than_the_number_of_larger_figures(pairs: list[tuple[int | None, int | None]]) -> None:
    values = [value for value, _ in pairs if value is not None]
    for rank, value in board_of(pairs).select("rank", "value").iter_rows():
        assert rank == (None if value is None else 1 + sum(other > value for other in values))


@given(BOARD_ROWS, some.integers(1, 6), some.booleans())
def test_movers_are_those_who_moved_furthest_and_nobody_further_is_left_out(
    pairs: list[tuple[int | None, int | None]], count: int, up: bool
) -> None:
    found = movers(board_of(pairs), count, up=up)["delta"].to_list()
    known = [value - before for value, before in pairs if value is not None and before is not None]
    moved = sorted((delta for delta in known if (delta > 0 if up else delta < 0)), reverse=up)
    assert found == moved[:count]


def test_movers_moved_in_absolute_terms_and_equals_stand_by_id() -> None:
    board = board_of([(110, 100), (1010, 1000), (5, 0), (0, 70), (3, 3), (None, 5), (5, None)])
    columns = ("operator_id", "before", "value", "delta")
    up, down = movers(board, 5, up=True), movers(board, 5, up=False)
    assert up.select(columns).rows() == [("op_00", 100, 110, 10), ("op_01", 1000, 1010, 10), ("op_02", 0, 5, 5)]
    assert down.select(columns).rows() == [("op_03", 70, 0, -70)]
    assert up.columns == ["operator_id", "operator_name", "before", "value", "change", "delta"]


def test_nobody_moves_without_a_period_before() -> None:
    board = leaderboard("api_calls", NOW, None, roster("a", "b", "c", "d"))
    assert movers(board, 5, up=True).is_empty()
    assert movers(board, 5, up=False).is_empty()


RANKING = pl.DataFrame({"name": ["A", "B", "C", "D", "E"], "calls": [1, 50, 0, 50, None]})


def test_the_top_and_the_rest_are_everybody_who_used_something() -> None:
    top, others = top_and_rest(RANKING, "calls", 2)
    assert_frame_equal(top, pl.DataFrame({"name": ["B", "D"], "value": [50, 50]}))
    assert others == (1, 1)


@pytest.mark.parametrize(("count", "height"), [(3, 3), (99, 3)])
def test_without_a_rest_there_is_no_bar_of_others(count: int, height: int) -> None:
    top, others = top_and_rest(RANKING, "calls", count)
    assert (top.height, others) == (height, None)


def test_the_top_of_nothing_is_empty() -> None:
    top, others = top_and_rest(RANKING.clear(), "calls", 5)
    assert (top.columns, top.height, others) == (["name", "value"], 0, None)


BREAKDOWN = pl.Schema(
    {
        "key": pl.String(),
        "operators": pl.Int64(),
        "value": pl.Int64(),
        "share": pl.Float64(),
        "before": pl.Int64(),
        "change": pl.Float64(),
    }
)
LINES = lines(
    ("a", "gateway_requests", "stripe", 6),
    ("b", "gateway_requests", "stripe", 2),
    ("c", "gateway_requests", "stripe", 0),
    ("a", "gateway_requests", "hub88", 2),
    ("c", "gateway_requests", "", 0),
    ("a", "api_calls", "stripe", 99),
)
LINES_BEFORE = lines(("a", "gateway_requests", "stripe", 10), ("b", "gateway_requests", "gone", 3))
KNOWN = Reported(LINES, bill(("a", None, 8), ("b", None, 2), ("c", None, 0)))
KNOWN_BEFORE = Reported(LINES_BEFORE, bill(("a", None, 10), ("b", None, 3), ("c", None, 0)))


def test_a_breakdown_sums_by_key_and_a_key_of_one_period_counts_0_in_the_other() -> None:
    expected = pl.DataFrame(
        [
            ("stripe", 2, 8, 0.8, 10, -0.2),
            ("hub88", 1, 2, 0.2, 0, None),
            ("", 0, 0, 0.0, 0, 0.0),
            ("gone", 0, 0, 0.0, 3, -1.0),
        ],
        schema=BREAKDOWN,
        orient="row",
    )
    assert_frame_equal(breakdown("gateway_requests", KNOWN, KNOWN_BEFORE), expected)


@pytest.mark.parametrize("incomplete", [bill(("a", None, 8), ("b", None, None)), bill(("a", None, 9), ("b", None, 2))])
def test_where_somebody_does_not_report_by_key_absence_is_unknown(incomplete: pl.DataFrame) -> None:
    found = breakdown("gateway_requests", Reported(LINES, incomplete), KNOWN_BEFORE)
    assert found.filter(pl.col("key") == "gone").row(0) == ("gone", None, None, None, 3, None)
    found = breakdown("gateway_requests", KNOWN, Reported(LINES_BEFORE, incomplete))
    assert found.filter(pl.col("key") == "hub88").row(0) == ("hub88", 1, 2, 0.2, None, None)


def test_a_breakdown_without_a_period_before_has_nothing_before() -> None:
    found = breakdown("gateway_requests", KNOWN, None)
    assert found.schema == BREAKDOWN
    assert found["key"].to_list() == ["stripe", "hub88", ""]
    assert found["before"].null_count() == found["change"].null_count() == 3


def test_a_breakdown_of_nothing_has_the_same_columns() -> None:
    assert_frame_equal(breakdown("events_ingested", KNOWN, KNOWN_BEFORE), pl.DataFrame(schema=BREAKDOWN))


def test_a_report_of_one_operator_is_its_lines_and_its_row() -> None:
    mine = KNOWN.of("b")
    assert mine.lines["quantity"].to_list() == [2]
    assert mine.bill["operator_id"].to_list() == ["b"]


KEYED = some.dictionaries(
    some.tuples(some.sampled_from("abc"), some.sampled_from(["", "x", "y"])), some.integers(0, 10**9)
)


@given(KEYED, KEYED)
def test_a_breakdown_adds_up_to_the_lines(now: dict[tuple, int], before: dict[tuple, int]) -> None:
    current = lines(*((operator, "api_calls", key, count) for (operator, key), count in now.items()))
    earlier = lines(*((operator, "api_calls", key, count) for (operator, key), count in before.items()))
    found = breakdown("api_calls", Reported(current, NOW), Reported(earlier, NOW))
    assert found["value"].sum() == current["quantity"].sum()
    assert found["before"].sum() == earlier["quantity"].sum()
    assert found["key"].is_unique().all()
    if current["quantity"].sum():
        assert found["share"].sum() == pytest.approx(1)

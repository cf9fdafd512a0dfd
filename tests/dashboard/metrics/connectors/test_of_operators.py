from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.of_operators import connectors_of, operator_by_connector
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS, OPERATORS

ON = date(2026, 11, 21)
WEEK = ON - timedelta(days=6)
CELLS = {
    "operator_id": pl.String(),
    "operator_name": pl.String(),
    "operator_rank": pl.Int64(),
    "connector_id": pl.String(),
    "connector_name": pl.String(),
    "connector_rank": pl.Int64(),
    "calls": pl.Int64(),
    "magnitude": pl.Float64(),
}
MINE = {
    "connector_id": pl.String(),
    "name": pl.String(),
    "calls": pl.Int64(),
    "share": pl.Float64(),
    "before": pl.Int64(),
    "change": pl.Float64(),
    "last_call": pl.Date(),
    "standing": pl.String(),
}


def frame(rows: list[tuple], schema: object) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


ROSTER = frame(
    [(key, name, *[None] * 9) for key, name in (("a", "Same"), ("b", "Same"), ("c", None))],
    OPERATORS,
)
KNOWN = frame([("stripe", "Stripe", None, 1, 1, 1, 1), ("hub88", "Hub88", None, 1, 1, 1, 1)], CONNECTORS)


def called(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, key, quantity) and the days between the last call and `ON`, 0 where not given."""
    full = [(WEEK, who, key, calls, WEEK, ON - timedelta(days=sum(ago))) for who, key, calls, *ago in rows]
    return frame(full, CONNECTOR_WEEKS)


def standings(found: pl.DataFrame) -> dict[str, str]:
    return dict(found.select("connector_id", "standing").iter_rows())


def test_cells_are_the_calls_of_the_largest_operators_through_the_largest_connectors() -> None:
    weeks = called(
        ("a", "stripe", 60), ("a", "stripe", 40), ("b", "hub88", 1000), ("c", "stripe", 1), ("gone", "odd", 10)
    )
    grid = operator_by_connector(weeks, ROSTER, KNOWN)
    expected = [
        ("b", "Same", 1, "hub88", "Hub88", 1, 1000, 3.0),
        ("a", "Same", 2, "stripe", "Stripe", 2, 100, 2.0),
        ("gone", "gone", 3, "odd", "odd", 3, 10, 1.0),
        ("c", "c", 4, "stripe", "Stripe", 2, 1, 0.0),
    ]
    assert_frame_equal(grid.cells, frame(expected, CELLS))
    assert (grid.operators_left_out, grid.connectors_left_out) == (0, 0)


def test_what_is_left_out_is_counted() -> None:
    weeks = called(("a", "stripe", 50), ("b", "stripe", 30), ("b", "hub88", 9), ("c", "odd", 5), ("c", "", 999))
    grid = operator_by_connector(weeks, ROSTER, KNOWN, operators=2, connectors_shown=1)
    assert grid.cells.select("operator_id", "connector_id", "calls").rows() == [
        ("a", "stripe", 50),
        ("b", "stripe", 30),
    ]
    assert (grid.operators_left_out, grid.connectors_left_out) == (1, 2)


def test_an_operator_that_calls_none_of_the_shown_connectors_is_left_out() -> None:
    weeks = called(("a", "stripe", 50), ("b", "stripe", 5), ("b", "hub88", 5), ("c", "odd", 50))
    grid = operator_by_connector(weeks, ROSTER, KNOWN, operators=2, connectors_shown=1)
    assert grid.cells.select("operator_id", "connector_id").rows() == [("a", "stripe")]
    assert (grid.operators_left_out, grid.connectors_left_out) == (2, 2)


def test_equal_calls_stand_in_order_of_their_ids() -> None:
    weeks = called(("b", "stripe", 5), ("a", "hub88", 5))
    assert operator_by_connector(weeks, ROSTER, KNOWN).cells["operator_id"].to_list() == ["a", "b"]


def test_a_grid_of_nothing_is_empty() -> None:
    grid = operator_by_connector(called(("a", "", 5)), ROSTER, KNOWN)
    assert_frame_equal(grid.cells, frame([], CELLS))
    assert (grid.operators_left_out, grid.connectors_left_out) == (0, 0)


def test_an_operators_connectors_have_calls_share_change_and_last_call() -> None:
    now = called(("a", "stripe", 60), ("a", "stripe", 15, 2), ("a", "odd", 25, 3), ("b", "stripe", 999))
    before = called(("a", "stripe", 50, 28), ("a", "hub88", 8, 30), ("b", "odd", 999))
    expected = [
        ("stripe", "Stripe", 75, 0.75, 50, 0.5, ON, "active"),
        ("odd", "odd", 25, 0.25, 0, None, ON - timedelta(days=3), "new"),
        ("hub88", "Hub88", 0, 0.0, 8, -1.0, ON - timedelta(days=30), "stopped"),
    ]
    assert_frame_equal(connectors_of(now, before, "a", KNOWN, on=ON), frame(expected, MINE))


@pytest.mark.parametrize(("silent", "standing"), [(0, "active"), (6, "active"), (7, "stopped"), (27, "stopped")])
def test_stopped_is_silent_for_seven_days(silent: int, standing: str) -> None:
    now, before = called(("a", "stripe", 5, silent)), called(("a", "stripe", 5, 28))
    assert standings(connectors_of(now, before, "a", KNOWN, on=ON)) == {"stripe": standing}


def test_the_days_of_silence_can_be_chosen() -> None:
    now, before = called(("a", "stripe", 5, 7)), called(("a", "stripe", 5, 28))
    assert standings(connectors_of(now, before, "a", KNOWN, on=ON, silent_days=8)) == {"stripe": "active"}


def test_a_call_after_the_day_that_silence_is_counted_to_is_no_silence() -> None:
    now, before = called(("a", "stripe", 5)), called(("a", "stripe", 5, 28))
    assert standings(connectors_of(now, before, "a", KNOWN, on=ON - timedelta(days=3))) == {"stripe": "active"}


def test_without_a_window_before_nothing_is_called_new_or_stopped() -> None:
    now = called(("a", "stripe", 5), ("a", "hub88", 5, 20))
    found = connectors_of(now, None, "a", KNOWN, on=ON)
    assert standings(found) == {"stripe": "", "hub88": ""}
    assert found["before"].to_list() == [None, None]


def test_where_calls_are_not_told_by_connector_absence_is_not_0() -> None:
    now, before = called(("a", "stripe", 5, 9), ("a", "", 15)), called(("a", "stripe", 5, 28), ("a", "hub88", 5, 28))
    expected = [
        ("stripe", "Stripe", 5, 0.25, 5, 0.0, ON - timedelta(days=9), ""),
        ("hub88", "Hub88", None, None, 5, None, ON - timedelta(days=28), ""),
    ]
    assert_frame_equal(connectors_of(now, before, "a", KNOWN, on=ON), frame(expected, MINE))


def test_where_calls_before_are_not_told_by_connector_none_is_new() -> None:
    found = connectors_of(called(("a", "stripe", 5)), called(("a", "", 15, 28)), "a", KNOWN, on=ON)
    assert found.select("before", "change", "standing").rows() == [(None, None, "")]


def test_an_operator_without_calls_has_no_connectors() -> None:
    weeks = called(("b", "stripe", 5))
    assert_frame_equal(connectors_of(weeks, weeks, "a", KNOWN, on=ON), frame([], MINE))

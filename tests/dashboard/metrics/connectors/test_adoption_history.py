from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.adoption_history import adopters_by_week, connector_lifetimes, leading, retention
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS

W1, W2, W3 = date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)
ON = date(2026, 11, 21)
FIRST_HELD = date(2026, 8, 1)
ADOPTERS = {
    "week": pl.Date(),
    "connector_id": pl.String(),
    "name": pl.String(),
    "operators": pl.Int64(),
    "calls": pl.Int64(),
}
LIFETIMES = {
    "connector_id": pl.String(),
    "first_seen": pl.Date(),
    "last_seen": pl.Date(),
    "is_new": pl.Boolean(),
    "lapsed_since": pl.Date(),
}
RETENTION = {
    "connector_id": pl.String(),
    **dict.fromkeys(("adopters_before", "retained", "gained", "lost"), pl.Int64()),
    "kept": pl.Float64(),
}


def frame(rows: list[tuple], schema: object) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def called(*rows: tuple[date, str, str, int]) -> pl.DataFrame:
    """Rows of (week, operator_id, key, quantity): the whole week through."""
    return frame([(*row, row[0], row[0] + timedelta(days=6)) for row in rows], CONNECTOR_WEEKS)


def spans(*rows: tuple[str, str, date, date]) -> pl.DataFrame:
    """Rows of (operator_id, key, first_day, last_day)."""
    return frame([(first, who, key, 1, first, last) for who, key, first, last in rows], CONNECTOR_WEEKS)


NAMES = frame([("stripe", "Stripe", None, 1, 1, 1, 1)], CONNECTORS)


def test_operators_and_calls_are_counted_by_week_and_a_silent_week_is_0() -> None:
    weeks = called((W1, "a", "stripe", 5), (W1, "b", "stripe", 7), (W2, "a", "hub88", 1), (W2, "b", "stripe", 2))
    expected = [
        (W1, "hub88", "hub88", 0, 0),
        (W1, "stripe", "Stripe", 2, 12),
        (W2, "hub88", "hub88", 1, 1),
        (W2, "stripe", "Stripe", 1, 2),
    ]
    assert_frame_equal(adopters_by_week(weeks, NAMES), frame(expected, ADOPTERS))


def test_calls_not_told_by_connector_make_no_adopter_yet_their_week_is_known() -> None:
    weeks = called((W1, "a", "stripe", 5), (W2, "a", "", 9))
    expected = [(W1, "stripe", "stripe", 1, 5), (W2, "stripe", "stripe", 0, 0)]
    assert_frame_equal(adopters_by_week(weeks), frame(expected, ADOPTERS))


def test_a_week_without_any_row_is_not_known() -> None:
    weeks = called((W1, "a", "stripe", 5), (W3, "a", "stripe", 6))
    assert adopters_by_week(weeks)["operators"].to_list() == [1, None, 1]


@pytest.mark.parametrize(
    ("day", "operators"),
    [(W2 - timedelta(days=1), [None, 1, 1]), (W2, [1, None, 1]), (W3 - timedelta(days=1), [1, None, 1])],
)
def test_a_week_with_a_missing_day_is_not_known(day: date, operators: list[int | None]) -> None:
    weeks = called((W1, "a", "stripe", 5), (W2, "a", "stripe", 5), (W3, "a", "stripe", 6))
    assert adopters_by_week(weeks, missing={day})["operators"].to_list() == operators


def test_only_the_chosen_connectors_have_rows_also_those_never_called() -> None:
    weeks = called((W1, "a", "stripe", 5), (W1, "a", "hub88", 5))
    expected = [(W1, "idle", "idle", 0, 0), (W1, "stripe", "stripe", 1, 5)]
    assert_frame_equal(adopters_by_week(weeks, only=["stripe", "idle"]), frame(expected, ADOPTERS))


def test_no_weeks_have_no_adopters() -> None:
    assert_frame_equal(adopters_by_week(frame([], CONNECTOR_WEEKS), NAMES), frame([], ADOPTERS))


def test_the_leading_connectors_are_those_of_the_last_known_week() -> None:
    weeks = called((W1, "a", "old", 1), (W1, "b", "old", 1), (W1, "c", "old", 1), (W2, "a", "x", 1), (W2, "a", "y", 1))
    assert leading(adopters_by_week(weeks), 2)["connector_id"].to_list() == ["x", "y", "x", "y"]
    assert leading(adopters_by_week(weeks, missing=[W2]), 1)["connector_id"].to_list() == ["old", "old"]


def test_a_connector_called_on_the_first_day_held_was_there_before() -> None:
    weeks = spans(("a", "stripe", FIRST_HELD, ON), ("a", "late", FIRST_HELD + timedelta(days=1), ON))
    expected = [
        ("late", FIRST_HELD + timedelta(days=1), ON, False, None),
        ("stripe", None, ON, False, None),
    ]
    assert_frame_equal(connector_lifetimes(weeks, first_held=FIRST_HELD, on=ON), frame(expected, LIFETIMES))


@pytest.mark.parametrize(("days_ago", "is_new"), [(27, True), (28, False)])
def test_new_is_first_seen_within_28_days(days_ago: int, is_new: bool) -> None:
    weeks = spans(("a", "stripe", ON - timedelta(days=days_ago), ON))
    assert connector_lifetimes(weeks, first_held=FIRST_HELD, on=ON)["is_new"].to_list() == [is_new]


@pytest.mark.parametrize(
    ("silent", "since"), [(27, None), (28, ON - timedelta(days=27)), (29, ON - timedelta(days=28))]
)
def test_lapsed_is_silent_for_28_days_since_the_first_silent_day(silent: int, since: date | None) -> None:
    weeks = spans(("a", "stripe", FIRST_HELD, ON - timedelta(days=silent)))
    assert connector_lifetimes(weeks, first_held=FIRST_HELD, on=ON)["lapsed_since"].to_list() == [since]


def test_days_that_are_not_known_are_not_silent() -> None:
    weeks = spans(("a", "stripe", FIRST_HELD, ON - timedelta(days=29)))
    first_silent = ON - timedelta(days=28)

    def since(*not_known: date) -> date | None:
        found = connector_lifetimes(weeks, first_held=FIRST_HELD, on=ON, not_known=not_known)
        return found["lapsed_since"][0]

    assert since(ON) == first_silent
    assert since(first_silent) == first_silent + timedelta(days=1)
    assert since(ON, ON - timedelta(days=1)) is None


def test_lifetimes_leave_out_what_is_not_told_by_connector() -> None:
    weeks = spans(("a", "", FIRST_HELD, ON))
    assert_frame_equal(connector_lifetimes(weeks, first_held=FIRST_HELD, on=ON), frame([], LIFETIMES))


def test_who_stays_is_in_both_windows() -> None:
    before, now = ON - timedelta(days=28), ON - timedelta(days=27)
    weeks = spans(
        ("stayed", "stripe", before, before),
        ("stayed", "stripe", now, now),
        ("left", "stripe", before, before),
        ("came", "stripe", now, now),
        ("came too", "stripe", ON, ON),
        ("came", "hub88", ON, ON),
        ("left", "", before, before),
        ("earlier", "old", before - timedelta(days=28), before - timedelta(days=28)),
    )
    expected = [("hub88", 0, 0, 1, 0, None), ("stripe", 2, 1, 2, 1, 0.5)]
    assert_frame_equal(retention(weeks, on=ON), frame(expected, RETENTION))


def test_a_week_across_the_border_counts_in_both_windows() -> None:
    weeks = spans(("a", "stripe", ON - timedelta(days=28), ON - timedelta(days=27)))
    assert retention(weeks, on=ON).rows() == [("stripe", 1, 1, 0, 0, 1.0)]


def test_the_window_is_as_long_as_asked_for() -> None:
    weeks = spans(("a", "stripe", ON - timedelta(days=7), ON - timedelta(days=7)))
    assert retention(weeks, on=ON, window_days=7).rows() == [("stripe", 1, 0, 0, 1, 0.0)]
    assert retention(weeks, on=ON).rows() == [("stripe", 0, 0, 1, 0, None)]


@given(
    some.lists(
        some.tuples(some.sampled_from("abcd"), some.sampled_from(["x", "y", ""]), some.integers(0, 55)), max_size=20
    ),
    some.randoms(),
)
def test_before_is_who_stayed_and_who_left_whatever_the_order_of_rows(rows: list[tuple], random: object) -> None:
    weeks = spans(*((who, key, ON - timedelta(days=ago), ON - timedelta(days=ago)) for who, key, ago in rows))
    shuffled = weeks.sample(fraction=1, shuffle=True, seed=random.randrange(1000))  # type: ignore[attr-defined]
    found = retention(weeks, on=ON)
    assert_frame_equal(found, retention(shuffled, on=ON))
    before = {key: {w for w, k, ago in rows if k == key and ago >= 28} for key in "xy"}
    now = {key: {w for w, k, ago in rows if k == key and ago < 28} for key in "xy"}
    assert found.drop("kept").rows() == [
        (key, len(before[key]), len(before[key] & now[key]), len(now[key] - before[key]), len(before[key] - now[key]))
        for key in "xy"
        if before[key] | now[key]
    ]

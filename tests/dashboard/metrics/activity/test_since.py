from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.activity.since import CHANGES, connector_changes, operator_changes
from dashboard.metrics.activity.states import STATES
from data_access.tables import CONNECTORS

DAY = date(2026, 11, 7)
LONG_AGO = date(2025, 1, 1)
STANDING = {
    "operator_id": pl.String(),
    "name": pl.String(),
    "state": pl.String(),
    "first_seen": pl.Date(),
    "last_active": pl.Date(),
}


def standing(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, state, first_seen, last_active)."""
    return pl.DataFrame([(row[0], row[0].upper(), *row[1:]) for row in rows], schema=STANDING, orient="row")


def one(state: str, last_active: date | None = None, first_seen: date | None = LONG_AGO) -> pl.DataFrame:
    return standing(("a", state, first_seen, last_active))


def changes(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CHANGES, orient="row")


NOTHING = changes()


def test_whoever_was_not_silent_and_is_now_fell_silent_on_the_day_after_its_last_activity() -> None:
    found = operator_changes(one("healthy"), one("inactive", date(2026, 11, 6)), DAY)
    assert_frame_equal(found, changes(("newly_silent", "a", "A", date(2026, 11, 7))))


def test_whoever_was_inactive_and_is_dormant_did_not_fall_silent_again() -> None:
    found = operator_changes(one("inactive"), one("dormant", date(2026, 10, 20)), DAY)
    assert_frame_equal(found, NOTHING)


def test_whoever_was_silent_came_back_and_is_silent_again_fell_silent() -> None:
    found = operator_changes(one("dormant"), one("inactive", date(2026, 11, 9)), DAY)
    assert_frame_equal(found, changes(("newly_silent", "a", "A", date(2026, 11, 10))))


@pytest.mark.parametrize("state", ["recovered", "watch", "at risk", "healthy"])
def test_whoever_was_silent_and_was_active_since_came_back_whatever_its_state(state) -> None:
    found = operator_changes(one("inactive"), one(state, date(2026, 11, 20)), DAY)
    assert_frame_equal(found, changes(("came_back", "a", "A", None)))


def test_whoever_recovered_since_came_back_also_where_it_was_only_watched() -> None:
    found = operator_changes(one("watch"), one("recovered", date(2026, 11, 20)), DAY)
    assert_frame_equal(found, changes(("came_back", "a", "A", None)))


def test_whoever_had_recovered_before_did_not_come_back_again() -> None:
    assert_frame_equal(operator_changes(one("recovered"), one("recovered", date(2026, 11, 20)), DAY), NOTHING)


def test_whoever_came_to_be_at_risk_is_told() -> None:
    found = operator_changes(one("watch"), one("at risk", date(2026, 11, 20)), DAY)
    assert_frame_equal(found, changes(("newly_at_risk", "a", "A", None)))


@pytest.mark.parametrize("state", STATES)
def test_whoever_was_first_seen_after_the_day_is_new_and_nothing_else(state) -> None:
    then, now = standing(), one(state, date(2026, 11, 8), date(2026, 11, 8))
    assert_frame_equal(operator_changes(then, now, DAY), changes(("new_operator", "a", "A", date(2026, 11, 8))))


def test_whoever_was_first_seen_on_the_day_itself_is_not_new() -> None:
    assert_frame_equal(operator_changes(one("new"), one("new", DAY, DAY), DAY), NOTHING)


@pytest.mark.parametrize("state", STATES)
def test_whoever_stands_as_it_stood_did_not_change(state) -> None:
    assert_frame_equal(operator_changes(one(state), one(state, LONG_AGO), DAY), NOTHING)


def test_whoever_is_suspended_since_did_not_come_back() -> None:
    assert_frame_equal(operator_changes(one("healthy"), one("suspended", DAY), DAY), NOTHING)


def test_operators_are_sorted_by_kind_then_the_latest_first() -> None:
    then = standing(("a", "healthy", LONG_AGO, None), ("b", "healthy", LONG_AGO, None), ("c", "watch", None, None))
    now = standing(
        ("a", "inactive", LONG_AGO, date(2026, 11, 5)),
        ("b", "inactive", LONG_AGO, date(2026, 11, 6)),
        ("c", "at risk", None, date(2026, 11, 20)),
        ("d", "new", date(2026, 11, 9), date(2026, 11, 20)),
    )
    assert operator_changes(then, now, DAY).rows() == [
        ("new_operator", "d", "D", date(2026, 11, 9)),
        ("newly_at_risk", "c", "C", None),
        ("newly_silent", "b", "B", date(2026, 11, 7)),
        ("newly_silent", "a", "A", date(2026, 11, 6)),
    ]


LIFETIMES = {"connector_id": pl.String(), "first_seen": pl.Date(), "lapsed_since": pl.Date()}
NAMES = pl.DataFrame([("stripe", "Stripe", None, 1, 1, 1, 1)], schema=CONNECTORS, orient="row")


def lived(*rows: tuple[str, date | None, date | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=LIFETIMES, orient="row")


def test_a_connector_first_called_after_the_day_is_new() -> None:
    found = connector_changes(lived(("stripe", date(2026, 11, 8), None), ("hub88", DAY, None)), NAMES, DAY)
    assert_frame_equal(found, changes(("new_connector", "stripe", "Stripe", date(2026, 11, 8))))


def test_a_connector_that_lapsed_after_the_day_is_told_by_its_id_where_it_has_no_name() -> None:
    found = connector_changes(lived(("hub88", LONG_AGO, date(2026, 11, 8)), ("stripe", None, DAY)), NAMES, DAY)
    assert_frame_equal(found, changes(("lapsed_connector", "hub88", "hub88", date(2026, 11, 8))))


def test_a_connector_of_whom_no_first_day_is_known_is_not_new() -> None:
    assert_frame_equal(connector_changes(lived(("stripe", None, None)), NAMES, DAY), NOTHING)

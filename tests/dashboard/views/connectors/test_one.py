import polars as pl

from dashboard.metrics.connectors.adoption import connector_operators
from dashboard.views.connectors.one import callers, facts, radius
from tests.dashboard.metrics.connectors.test_adoption import whole
from tests.dashboard.views.connectors.frames import BEFORE, NOW, adopted, roster, weeks


def test_the_head_says_its_connections_calls_and_adoption() -> None:
    shown = facts(adopted(), "stripe", 8)
    assert (shown.name, shown.category) == ("Stripe", "Payments")
    assert shown.words == (
        "4 active and 3 inactive connections · 75 gateway requests in the period · connected by 2 of 8 operators (25%)"
    )


def test_a_category_that_is_not_known_is_said() -> None:
    assert facts(adopted(), "hub88", 8).category == "Category not known"


def test_its_callers_are_counted_and_stand_in_the_order_of_their_ids() -> None:
    people = roster("A", "B").with_columns(status=pl.lit("active"))
    shown = callers(connector_operators("stripe", whole(NOW), whole(BEFORE), people))
    assert shown.title == "2 operators called it in the period or the one before"
    assert shown.ids == ("a", "b")
    first = shown.grid.arrow.to_pylist()[0]
    assert (first["share"], first["change"], first["status"]) == (80.0, 20.0, "Active")


def test_who_would_lose_most_stands_first_and_those_over_half_are_named() -> None:
    used = weeks((0, "ana", "stripe", 90), (0, "ana", "hub88", 10), (0, "ben", "stripe", 10), (0, "ben", "hub88", 90))
    shown = radius(used, "stripe", roster("Ana", "Ben"))
    assert (shown.ids, shown.half, shown.more) == (("ana", "ben"), ("Ana",), False)
    assert shown.words == "2 operators, 50% of gateway requests; 1 of them loses more than half of its own"
    assert shown.grid.arrow["of_operator"].to_pylist() == [90.0, 10.0]
    assert shown.rows["of_operator"].to_list() == [0.9, 0.1]


def test_five_are_named_and_the_others_only_said_to_be_there() -> None:
    used = weeks(*((0, f"op{n}", "stripe", 10) for n in range(6)))
    shown = radius(used, "stripe", roster())
    assert (len(shown.half), shown.more) == (5, True)
    assert not radius(used.head(5), "stripe", roster()).more


def test_nobody_loses_by_a_connector_that_is_not_called() -> None:
    shown = radius(weeks((0, "ana", "hub88", 1)), "stripe", roster("Ana"))
    assert (shown.ids, shown.half, shown.words) == ((), (), "No operator: nothing was called through it")

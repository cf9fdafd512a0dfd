from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.together import used_together
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS

WEEK = date(2026, 11, 15)
PAIRS = {
    "connector_a": pl.String(),
    "connector_b": pl.String(),
    "both": pl.Int64(),
    "either": pl.Int64(),
    "jaccard": pl.Float64(),
    "name_a": pl.String(),
    "name_b": pl.String(),
}


def frame(rows: list[tuple], schema: object) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def used(**operators: str) -> pl.DataFrame:
    """Each operator's connectors, set off by spaces; `-` is what is not told by connector."""
    pairs = [(who, key.replace("-", "")) for who, keys in operators.items() for key in keys.split()]
    return frame([(WEEK, who, key, 1, WEEK, WEEK) for who, key in pairs], CONNECTOR_WEEKS)


def test_pairs_are_counted_by_the_operators_of_both_and_of_either() -> None:
    weeks = used(a="x y z", b="x y", c="x z", d="x", e="y")
    names = frame([("x", "Xero", None, 1, 1, 1, 1)], CONNECTORS)
    expected = [
        ("x", "z", 2, 4, 0.5, "Xero", "z"),
        ("x", "y", 2, 5, 0.4, "Xero", "y"),
        ("y", "z", 1, 4, 0.25, "y", "z"),
    ]
    assert_frame_equal(used_together(weeks, names, least=1), frame(expected, PAIRS))


def test_pairs_of_fewer_than_the_least_operators_are_left_out() -> None:
    weeks = used(a="x y", b="x y", c="x y z", d="y z")
    assert used_together(weeks)["connector_b"].to_list() == ["y"]
    assert used_together(weeks, least=2)["connector_b"].to_list() == ["y", "z"]


def test_an_operator_counts_once_however_many_weeks_it_called() -> None:
    weeks = used(a="x y")
    assert used_together(pl.concat([weeks, weeks]), least=1).row(0)[2:5] == (1, 1, 1.0)


def test_calls_not_told_by_connector_pair_with_nothing() -> None:
    assert_frame_equal(used_together(used(a="- x", b="-"), least=1), frame([], PAIRS))


@given(some.dictionaries(some.text("abcdefgh", min_size=1, max_size=3), some.sets(some.sampled_from("xyz-"))))
def test_every_pair_agrees_with_counting_by_hand(operators: dict[str, set[str]]) -> None:
    found = used_together(used(**{who: " ".join(sorted(keys)) for who, keys in operators.items()}), least=1)
    sets = {key: {who for who, keys in operators.items() if key in keys} for key in "xyz"}
    counted = {
        (a, b, len(sets[a] & sets[b]), len(sets[a] | sets[b]))
        for a, b in (("x", "y"), ("x", "z"), ("y", "z"))
        if sets[a] & sets[b]
    }
    assert {row[:4] for row in found.iter_rows()} == counted

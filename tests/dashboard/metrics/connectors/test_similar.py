from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.similar import SimilarOperators, connectors_of_similar, similar_operators
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS, OPERATORS

WEEK = date(2026, 11, 15)
SUGGESTED = {
    "connector_id": pl.String(),
    "name": pl.String(),
    "users": pl.Int64(),
    "similar": pl.Int64(),
    "share": pl.Float64(),
}
NAMES = pl.DataFrame([("y", "Yapily", None, 1, 1, 1, 1)], schema=CONNECTORS, orient="row")


def used(**operators: str) -> pl.DataFrame:
    """Each operator's connectors, set off by spaces; `-` is what is not told by connector."""
    pairs = [(who, key.replace("-", "")) for who, keys in operators.items() for key in keys.split()]
    rows = [(WEEK, who, key, 1, WEEK, WEEK) for who, key in pairs]
    return pl.DataFrame(rows, schema=CONNECTOR_WEEKS, orient="row")


def roster(**industries: str | None) -> pl.DataFrame:
    rows = [(who, who.upper(), None, None, industry, *[None] * 6) for who, industry in industries.items()]
    return pl.DataFrame(rows, schema=OPERATORS, orient="row")


WEEKS = used(me="x", a="x y", b="x y z", c="x y z q", d="y z", e="x z -", f="x z")
CASINOS = roster(me="Casino", a="Casino", b="Casino", c="Casino", d="Casino", e="Sports", f=None)


def test_similar_are_those_of_the_same_industry_with_a_connector_in_common() -> None:
    assert similar_operators(WEEKS, CASINOS, "me") == SimilarOperators(("a", "b", "c"), "Casino")


def test_an_unknown_industry_gives_way_to_any() -> None:
    everyone = SimilarOperators(("a", "b", "c", "e", "f"), None)
    assert similar_operators(WEEKS, CASINOS.with_columns(industry=pl.lit(None, pl.String)), "me") == everyone
    assert similar_operators(WEEKS, CASINOS.clear(), "me") == everyone


def test_too_few_of_one_industry_give_way_to_any() -> None:
    assert similar_operators(WEEKS, CASINOS, "me", least_operators=4).industry is None


def test_how_it_was_decided_is_said() -> None:
    assert "(\u2068קזנ\u2069)" in SimilarOperators((), "קזנ").words()
    assert SimilarOperators((), "Casino").words() == (
        "Similar: operators of the same industry (Casino) with at least one connector in common"
    )
    assert (
        SimilarOperators((), None).words() == "Similar: operators of any industry with at least one connector in common"
    )


def test_what_similar_operators_use_and_this_one_does_not_is_counted() -> None:
    found = connectors_of_similar(WEEKS, CASINOS, NAMES, "me")
    expected = [("y", "Yapily", 3, 3, 1.0)]
    assert_frame_equal(found, pl.DataFrame(expected, schema=SUGGESTED, orient="row"))


def test_the_largest_share_stands_first() -> None:
    found = connectors_of_similar(WEEKS, CASINOS, NAMES, "me", least_operators=1)
    expected = [("y", "Yapily", 3, 3, 1.0), ("z", "z", 2, 3, 2 / 3), ("q", "q", 1, 3, 1 / 3)]
    assert_frame_equal(found, pl.DataFrame(expected, schema=SUGGESTED, orient="row"))


def test_nobody_is_similar_to_an_operator_without_connectors() -> None:
    for weeks in (WEEKS.clear(), used(me="-", a="- y", b="- y", c="- y")):
        found = connectors_of_similar(weeks, CASINOS, NAMES, "me", least_operators=1)
        assert_frame_equal(found, pl.DataFrame([], schema=SUGGESTED, orient="row"))

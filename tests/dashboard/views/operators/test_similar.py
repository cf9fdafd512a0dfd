from datetime import date

import polars as pl

from dashboard.views.operators.similar import similar
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS, OPERATORS

DAY = date(2026, 11, 16)


def test_what_three_similar_operators_use_is_named_with_how_many_of_them() -> None:
    pairs = [("a", "nuvei"), *((who, key) for who in "bcd" for key in ("nuvei", "sumsub")), ("e", "nuvei")]
    weeks = pl.DataFrame([(DAY, who, key, 1, DAY, DAY) for who, key in pairs], schema=CONNECTOR_WEEKS, orient="row")
    roster = pl.DataFrame([{"operator_id": who, "industry": "igaming"} for who in "abcde"], schema=OPERATORS)
    names = pl.DataFrame([{"connector_id": "sumsub", "name": "Sumsub"}], schema=CONNECTORS)
    shown = similar(weeks, roster, names, "a")
    assert shown.words == "Similar: operators of the same industry (igaming) with at least one connector in common"
    drawn = shown.grid.arrow.select(["name", "users", "similar", "share"]).to_pylist()
    assert drawn == [{"name": "Sumsub", "users": 3, "similar": 4, "share": 75.0}]
    assert shown.rows["share"].to_list() == [0.75]

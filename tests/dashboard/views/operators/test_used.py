from datetime import date

import polars as pl

from dashboard.metrics.connectors.of_operators import CONNECTORS_OF
from dashboard.metrics.usage import Reported
from dashboard.views.operators.used import connectors, kinds
from dashboard.words import NOT_BROKEN_DOWN
from data_access.tables import API_CALLS, GATEWAY_REQUESTS

LINES = ("operator_id", "operator_name", "metric", "key", "quantity")


def reported(metric: str, **quantities: int) -> Reported:
    """The report of operator `a` alone; a key "rest" is what is not broken down."""
    rows = [("a", "Ana", metric, "" if key == "rest" else key, quantity) for key, quantity in quantities.items()]
    bill = pl.DataFrame({"operator_id": ["a"], "operator_name": ["Ana"], metric: [sum(quantities.values())]})
    return Reported(pl.DataFrame(rows, schema=LINES, orient="row"), bill)


def test_kinds_have_a_title_and_whole_percent_on_the_screen_and_stay_exact_in_the_rows() -> None:
    shown = kinds(API_CALLS, reported(API_CALLS, wallet=2, player=1), reported(API_CALLS, wallet=3))
    assert shown.title == "API calls by endpoint category"
    assert shown.grid.arrow["key"].to_pylist() == ["wallet", "player"]
    assert shown.grid.arrow["share"].to_pylist() == [67.0, 33.0]
    assert shown.grid.arrow["change"].to_pylist() == [-33.0, None]
    assert shown.rows["share"].to_list() == [2 / 3, 1 / 3]


def test_what_is_not_broken_down_is_called_so_on_the_screen() -> None:
    shown = kinds(API_CALLS, reported(API_CALLS, rest=5), None)
    assert (shown.grid.arrow["key"].to_pylist(), shown.rows["key"].to_list()) == ([NOT_BROKEN_DOWN], [""])


def standing(*rows: tuple[str, date, str]) -> pl.DataFrame:
    none = [None] * 4
    full = [(one, one, *none[:4], last, state) for one, last, state in rows]
    return pl.DataFrame(
        [(a, b, c, d, e, f, last, state) for a, b, c, d, e, f, last, state in full], schema=CONNECTORS_OF, orient="row"
    )


def test_connectors_are_named_and_tell_their_last_call_and_standing() -> None:
    now = reported(GATEWAY_REQUESTS, nuvei=30, sumsub=10, rest=60)
    last = date(2026, 11, 1)
    shown = connectors(now, None, standing(("nuvei", last, "stopped")), {"nuvei": "Nuvei"}).arrow
    assert shown["key"].to_pylist() == [NOT_BROKEN_DOWN, "Nuvei", "sumsub"]
    assert shown["value"].to_pylist() == [60, 30, 10]
    assert shown["share"].to_pylist() == [60.0, 30.0, 10.0]
    assert shown["last_call"].to_pylist() == [None, last, None]
    assert shown["standing"].to_pylist() == [None, "Stopped", None]

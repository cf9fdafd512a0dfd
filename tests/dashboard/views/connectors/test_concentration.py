import polars as pl

from dashboard.views.connectors.concentration import carrying, idle
from tests.dashboard.views.connectors.frames import CATALOGUE, NOW, adopted, silent


def test_the_fewest_that_make_most_calls_are_named_in_the_title() -> None:
    shown = carrying(adopted())
    assert shown.title == "2 of 2 connectors make 100% of calls"
    assert shown.figures.arrow["cumulative"].to_pylist() == [75.0, 100.0]
    assert list(shown.figure.data[0].x) == [1, 2]


def test_no_call_is_told_apart_from_calls_that_are_not_reported() -> None:
    assert carrying(adopted(used=NOW.clear())).title == "No calls in the period"
    assert carrying(silent()).title == "Calls by connector are not reported"


def test_idle_connections_stand_by_their_number() -> None:
    shown = idle(adopted())
    assert shown is not None
    assert shown.figures.arrow["name"].to_pylist() == ["Hub88", "Stripe"]
    assert shown.figures.arrow["inactive_connections"].to_pylist() == [5, 3]


def test_six_have_a_bar_and_all_a_row() -> None:
    many = pl.concat(
        CATALOGUE.head(1).with_columns(connector_id=pl.lit(f"c{n}"), name=pl.lit(f"C{n}")) for n in range(9)
    )
    shown = idle(adopted(many))
    assert shown is not None
    assert (len(shown.figure.data[0].x), shown.figures.rows) == (6, 9)


def test_without_an_inactive_connection_there_are_no_bars() -> None:
    assert idle(adopted(CATALOGUE.with_columns(inactive_connections=0))) is None

import polars as pl

from dashboard.views.bars import bars

RANKING = pl.DataFrame({"name": ["Ana", "Ben", "Cleo", "Dora"], "calls": [40, 30, 2, 1]})


def test_the_largest_are_named_and_all_others_are_one_bar() -> None:
    shown = bars(RANKING, "calls", "calls", 2)
    (drawn,) = shown.figure.data
    assert list(drawn.x) == [40, 30, 3]
    assert shown.figures.arrow.to_pydict() == {"name": ["Ana", "Ben"], "value": [40, 30]}


def test_where_all_are_named_there_is_no_other_bar() -> None:
    (drawn,) = bars(RANKING, "calls", "calls", 4).figure.data
    assert list(drawn.x) == [40, 30, 2, 1]

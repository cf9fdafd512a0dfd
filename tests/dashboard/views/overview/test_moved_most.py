import polars as pl

from dashboard.views.overview.moved_most import moved_most
from dashboard.views.rows import ListRow

BOARD = pl.DataFrame(
    {
        "operator_id": ["a", "b", "c"],
        "operator_name": ["Ana", None, "Cleo"],
        "before": [100, 0, 200],
        "value": [150, 1_000, 50],
        "change": [0.5, None, -0.75],
    }
)


def test_who_gained_most_comes_first_and_from_nothing_there_is_no_percent():
    assert moved_most(BOARD, up=True) == (
        ListRow("b", "b", "0 → **1,000**", ":green[was 0]"),
        ListRow("a", "Ana", "100 → **150**", ":green[+50%]"),
    )


def test_who_lost_most_is_told_in_red():
    assert moved_most(BOARD, up=False) == (ListRow("c", "Cleo", "200 → **50**", ":red[−75%]"),)

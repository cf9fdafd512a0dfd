from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.charts.end_labels import End, end_labels, spread


@pytest.mark.parametrize(
    ("levels", "spread_out"),
    [
        ([], []),
        ([0.5], [0.5]),
        ([0.0, 0.5, 1.0], [0.0, 0.5, 1.0]),
        ([0.25, 0.25], [0.25, 0.5]),
        ([0.75, 1.0, 1.0], [0.5, 0.75, 1.0]),
    ],
)
def test_labels_are_pushed_apart_and_stay_below_the_top(levels: list[float], spread_out: list[float]) -> None:
    assert spread(levels, 0.25) == spread_out


@given(some.lists(some.floats(0, 1), max_size=10).map(sorted))
def test_labels_that_have_room_never_overlap_nor_leave_the_plot(levels: list[float]) -> None:
    placed = spread(levels, 0.1)
    assert all(high - low >= 0.1 - 1e-9 for low, high in pairwise(placed))
    assert all(-1e-9 <= level <= 1 for level in placed)


def test_a_label_is_in_ink_beside_a_mark_of_its_colour() -> None:
    low, high = end_labels([End("B", 0.5, "#000002"), End("A", 0.5, "#000001")], height=140)
    assert (low["text"], high["text"]) == (
        '<span style="color:#000002">■</span> B',
        '<span style="color:#000001">■</span> A',
    )
    assert (low["y"], high["y"], low["yref"], low["font"]["color"]) == (0.5, 0.6, "paper", "#000006")

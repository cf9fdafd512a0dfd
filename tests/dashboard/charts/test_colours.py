from dashboard.charts.colours import CYAN, GAP, LIME, NEGATIVE, PINK, SEQUENTIAL, VIOLET


def test_each_colour_is_the_slot_that_the_browser_swaps() -> None:
    assert (CYAN, VIOLET, LIME, PINK) == ("#000002", "#000003", "#000004", "#000005")
    assert (GAP, NEGATIVE) == ("#000008", "#000010")


def test_the_scale_runs_from_the_third_to_the_last_sequential_slot() -> None:
    assert SEQUENTIAL[0] == [0, "#000013"]
    assert SEQUENTIAL[-1] == [1, "#000020"]
    assert [slot for _, slot in SEQUENTIAL] == [f"#{slot:06d}" for slot in range(13, 21)]

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.change import Kpi, change_ratio, share_of

COUNTS = some.lists(some.none() | some.integers(0, 10**12), max_size=30)


@pytest.mark.parametrize(
    ("compared", "before", "kind", "ratio"),
    [
        (150, 100, "up", 0.5),
        (73, 100, "down", -0.27),
        (0, 100, "down", -1.0),
        (100, 100, "none", None),
        (0, 0, "none", None),
        (5, 0, "was_zero", None),
        (None, 100, "not_reported_before", None),
        (100, None, "not_reported_before", None),
        (None, None, "not_reported_before", None),
    ],
)
def test_a_figure_goes_up_or_down_or_says_why_it_has_no_percentage(compared, before, kind, ratio) -> None:
    kpi = Kpi("api_calls", 999, before, compared)
    assert (kpi.kind, kpi.ratio) == (kind, ratio)


def test_a_figure_that_nobody_reports_has_no_change() -> None:
    kpi = Kpi("api_calls", None, 100, 150)
    assert (kpi.kind, kpi.ratio) == ("not_reported", None)


@pytest.mark.parametrize(("value", "before"), [(5, 3), (0, 0), (5, None), (None, None)])
def test_what_is_not_comparable_has_no_change_whatever_the_figures(value, before) -> None:
    kpi = Kpi("api_calls", value, before, value, comparable=False)
    assert (kpi.kind, kpi.ratio) == ("not_comparable", None)


def test_the_change_of_a_column_is_null_where_there_is_none_to_give() -> None:
    rows = [
        (150, 100, 0.5),
        (75, 100, -0.25),
        (0, 100, -1.0),
        (7, 7, 0.0),
        (0, 0, 0.0),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
        (None, 0, None),
        (0, None, None),
        (None, None, None),
    ]
    frame = pl.DataFrame(rows, schema={"now": pl.Int64, "before": pl.Int64, "expected": pl.Float64}, orient="row")
    found = frame.select(change=change_ratio("now", "before"))
    assert_frame_equal(found, frame.select(change="expected"))


def test_a_share_is_of_the_whole_column_and_not_reported_stays_so() -> None:
    frame = pl.DataFrame({"value": [6, None, 3, 0, 1]}, schema={"value": pl.Int64})
    found = frame.select(share=share_of("value"))
    assert_frame_equal(found, pl.DataFrame({"share": [0.6, None, 0.3, 0.0, 0.1]}))


@pytest.mark.parametrize("values", [[], [None, None], [0, 0], [0, None]])
def test_there_are_no_shares_of_nothing(values: list[int | None]) -> None:
    frame = pl.DataFrame({"value": values}, schema={"value": pl.Int64})
    assert frame.select(share=share_of("value"))["share"].to_list() == [None] * len(values)


@given(COUNTS)
def test_shares_add_up_to_1_and_lie_between_0_and_1(values: list[int | None]) -> None:
    shares = pl.DataFrame({"value": values}, schema={"value": pl.Int64}).select(share_of("value"))["value"]
    if any(values):
        assert sum(shares.drop_nulls()) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in shares.drop_nulls())
        assert [share is None for share in shares] == [value is None for value in values]
    else:
        assert shares.null_count() == len(values)


@given(some.integers(0, 10**15), some.integers(0, 10**15))
def test_a_tile_and_a_table_tell_the_same_change(value: int, before: int) -> None:
    frame = pl.DataFrame({"now": [value], "before": [before]}).select(change_ratio("now", "before"))
    kpi = Kpi("api_calls", value, before, value)
    in_table = frame.item()
    assert in_table == kpi.ratio or (kpi.kind == "none" and in_table == 0)


def test_periods_that_are_not_equally_long_are_compared_by_the_day():
    october = Kpi("api_calls", 310, before=270, compared=310, days=(31, 30))
    assert october.ratio == pytest.approx(40 / 270)
    assert october.ratio_a_day == pytest.approx(10 / 9 - 1)
    assert Kpi("api_calls", 310, before=270, compared=310).ratio_a_day is None
    assert Kpi("api_calls", 310, before=0, compared=310, days=(31, 30)).ratio_a_day is None

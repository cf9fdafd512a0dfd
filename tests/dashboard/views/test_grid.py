import polars as pl
import pyarrow as pa

from dashboard.views.grid import grid


def test_a_grid_is_ready_to_send() -> None:
    drawn = grid(pl.DataFrame({"name": ["Ana", "Ben"], "calls": [3, None]}))
    assert isinstance(drawn.arrow, pa.Table)
    assert drawn.arrow.to_pydict() == {"name": ["Ana", "Ben"], "calls": [3, None]}
    assert drawn.rows == 2


def test_the_smallest_and_the_largest_figure_of_a_column_are_known_and_of_an_unreported_one_none() -> None:
    drawn = grid(pl.DataFrame({"calls": [3, None, -5], "share": [None] * 3}, schema_overrides={"share": pl.Float64}))
    assert dict(drawn.ends) == {"calls": (-5, 3)}


def test_a_figure_that_a_browser_cannot_hold_makes_its_column_text() -> None:
    drawn = grid(pl.DataFrame({"calls": [2**53, None, 7], "other": [2**53 - 1, 0, 0]}))
    assert drawn.arrow["calls"].to_pylist() == ["9,007,199,254,740,992", None, "7"]
    assert drawn.arrow["other"].to_pylist() == [2**53 - 1, 0, 0]
    assert dict(drawn.written) == {"calls": 21}
    assert list(drawn.ends) == ["other"]


def test_no_text_turns_the_figures_beside_it() -> None:
    assert grid(pl.DataFrame({"id": ["a\u202eb"]})).arrow["id"].to_pylist() == ["a\ufffdb"]


def test_bytes_have_a_readable_column_beside_them_and_its_widest_figure_is_known() -> None:
    drawn = grid(pl.DataFrame({"held": [44_212_345_678_000, 1_230_000_000]}), ("held",))
    assert drawn.arrow.to_pydict() == {"held": [44_212_345_678_000, 1_230_000_000], "held_readable": [44.2, 0.00123]}
    assert (dict(drawn.units), dict(drawn.rounded)) == ({"held": "TB"}, {"held_readable": len("0.00123")})

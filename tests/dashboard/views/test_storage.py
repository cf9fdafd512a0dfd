import polars as pl

from dashboard.views.storage import with_readable


def shown(held: list[int | None], was: list[int | None]) -> tuple[pl.DataFrame, dict[str, str]]:
    types = {"held": pl.Int64, "was": pl.Int64}
    found, units = with_readable(pl.DataFrame({"held": held, "was": was}, schema_overrides=types), "held", "was")
    return found, dict(units)


def test_all_columns_of_storage_are_read_in_one_unit_and_the_bytes_stay() -> None:
    frame, units = shown([12_345_678_901_234, 44_212_345_678, 0, None], [1, None, 999, 1_500])
    assert units == {"held": "TB", "was": "TB"}
    assert frame.select("held_readable", "was_readable", "held", "was").rows() == [
        (12.3, 1e-12, 12_345_678_901_234, 1),
        (0.0442, None, 44_212_345_678, None),
        (0.0, 9.99e-10, 0, 999),
        (None, 1.5e-9, None, 1_500),
    ]


def test_the_unit_is_that_of_the_widest_figure_whatever_its_sign_and_column() -> None:
    assert shown([5], [-2_000_000])[1] == {"held": "MB", "was": "MB"}


def test_below_a_thousand_bytes_there_is_nothing_to_shorten() -> None:
    frame, units = shown([999, None], [0, 3])
    assert (frame.columns, units) == (["held", "was"], {"held": "", "was": ""})


def test_storage_that_nobody_reported_has_no_unit_to_choose() -> None:
    assert shown([None], [None])[1] == {"held": "", "was": ""}

"""Storage in a table: one unit for all rows in its place, every byte at the end."""

import polars as pl

from dashboard.ui.parts import tables
from dashboard.ui.parts.storage_columns import with_readable_storage

COLUMNS = {"held": tables.count("Storage", 124), "was": tables.count("Before", 104), "id": tables.text("Id")}


def shown(held: list[int | None], was: list[int | None]) -> tuple[dict[str, str], pl.DataFrame]:
    types = {"held": pl.Int64, "was": pl.Int64}
    frame = pl.DataFrame({"held": held, "was": was, "id": [*"abcdefg"][: len(held)]}, schema_overrides=types)
    found, columns = with_readable_storage(frame, COLUMNS, "held", "was")
    return {name: column["label"] for name, column in columns.items()}, found.select(list(columns))


def test_one_unit_stands_in_the_place_of_storage_and_the_exact_bytes_come_last() -> None:
    titles, frame = shown([12_345_678_901_234, 44_212_345_678, 0, None], [1, None, 999, 1_500])
    assert list(titles.values()) == ["Storage, TB", "Before, TB", "Id", "Storage, bytes", "Before, bytes"]
    assert frame.rows() == [
        (12.3, 1e-12, "a", 12_345_678_901_234, 1),
        (0.0442, None, "b", 44_212_345_678, None),
        (0.0, 9.99e-10, "c", 0, 999),
        (None, 1.5e-9, "d", None, 1_500),
    ]


def test_the_unit_is_that_of_the_widest_figure_whatever_its_sign_and_column() -> None:
    assert list(shown([5], [-2_000_000])[0].values())[:2] == ["Storage, MB", "Before, MB"]


def test_below_a_thousand_bytes_there_is_the_exact_column_alone() -> None:
    titles, frame = shown([999, None], [0, 3])
    assert titles == {"held": "Storage, bytes", "was": "Before, bytes", "id": "Id"}
    assert frame.rows() == [(999, 0, "a"), (None, 3, "b")]


def test_storage_that_nobody_reported_has_no_unit_to_choose() -> None:
    titles, frame = shown([None], [None])
    assert (titles["held"], frame.row(0)) == ("Storage, bytes", (None, None, "a"))

"""Columns of bytes in a table: one unit for all rows in their place, every byte at the end."""

from dashboard.ui.parts import tables

COLUMNS = {"held": tables.count("Storage", 124), "was": tables.count("Before", 104), "id": tables.text("Id")}


def titles(units: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, column["label"]) for name, column in tables.in_units(COLUMNS, units).items()]


def test_a_readable_column_stands_in_the_place_of_storage_and_the_exact_bytes_come_last() -> None:
    assert titles({"held": "TB", "was": "TB"}) == [
        ("held_readable", "Storage, TB"),
        ("was_readable", "Before, TB"),
        ("id", "Id"),
        ("held", "Storage, bytes"),
        ("was", "Before, bytes"),
    ]


def test_without_a_unit_there_is_the_exact_column_alone() -> None:
    assert titles({"held": "", "was": ""}) == [("held", "Storage, bytes"), ("was", "Before, bytes"), ("id", "Id")]


def test_other_columns_stay_as_they_are() -> None:
    assert tables.in_units(COLUMNS, {}) == COLUMNS

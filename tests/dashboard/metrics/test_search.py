import polars as pl
import pytest

from dashboard.metrics.search import chosen, found, options

ROWS = pl.DataFrame(
    {"name": ["Große Wette", "O'Harrow (UK)", None, "STRASSE"], "plan": ["pro", None, "pro", "free"]},
    schema={"name": pl.String, "plan": pl.String},
)


@pytest.mark.parametrize(
    ("words", "rows"),
    [("große", [0]), (" GROSSE ", []), ("(uk)", [1]), ("strasse", [3]), ("", [0, 1, 2, 3]), ("  ", [0, 1, 2, 3])],
)
def test_words_are_found_letter_by_letter_whatever_their_case(words: str, rows: list[int]) -> None:
    assert found(ROWS.with_row_index("row"), words, ("name",))["row"].to_list() == rows


def test_no_value_chosen_means_all_and_the_unknown_can_be_chosen() -> None:
    rows = ROWS.with_row_index("row")
    assert chosen(rows, {"plan": []}).height == 4
    assert chosen(rows, {"plan": ["free", "not known"]})["row"].to_list() == [1, 3]


def test_the_options_are_the_values_that_are_there() -> None:
    assert options(ROWS, "plan") == ["free", "not known", "pro"]

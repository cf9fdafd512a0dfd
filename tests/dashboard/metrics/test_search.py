import polars as pl
import pytest

from dashboard.metrics.search import chosen, found, options

ROWS = pl.DataFrame(
    {"name": ["Große Wette", "O'Harrow (UK)", None, "STRASSE"], "plan": ["pro", None, "pro", "free"]},
    schema={"name": pl.String, "plan": pl.String},
)


@pytest.mark.parametrize(
    ("words", "rows"),
    [("große", [0]), (" GROSSE ", [0]), ("(uk)", [1]), ("straße", [3]), ("", [0, 1, 2, 3]), ("  ", [0, 1, 2, 3])],
)
def test_words_are_found_as_people_see_them_whatever_their_case(words: str, rows: list[int]) -> None:
    assert found(ROWS.with_row_index("row"), words, ("name",))["row"].to_list() == rows


@pytest.mark.parametrize("typed", ["\u00e5re", "a\u030are", "\u00c5RE"])
def test_accents_are_found_however_unicode_writes_them(typed: str) -> None:
    composed, combining, without = "\u00c5re Bets", "A\u030a" + "re Bets", "Are Bets"
    names = pl.DataFrame({"name": [composed, combining, without]})
    assert found(names, typed, ("name",))["name"].to_list() == [composed, combining]


def test_no_value_chosen_means_all_and_the_unknown_can_be_chosen() -> None:
    rows = ROWS.with_row_index("row")
    assert chosen(rows, {"plan": []}).height == 4
    assert chosen(rows, {"plan": ["free", "not known"]})["row"].to_list() == [1, 3]


def test_the_options_are_the_values_that_are_there() -> None:
    assert options(ROWS, "plan") == ["free", "not known", "pro"]

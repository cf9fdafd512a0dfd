from datetime import date

import polars as pl

from dashboard.views.operators.moves import moves, preview

SINCE = date(2026, 11, 14)


def standing(**states: str) -> pl.DataFrame:
    rows = [(one, one.upper(), state, 10, f"{state}.") for one, state in states.items()]
    return pl.DataFrame(rows, schema=["operator_id", "name", "state", "at_stake", "reason"], orient="row")


BEFORE = standing(a="healthy", b="inactive", c="watch", d="healthy")
AFTER = standing(a="dormant", b="recovered", c="watch", d="suspended")


def test_who_moved_is_counted_by_its_way_and_listed_the_worst_first() -> None:
    shown = moves(BEFORE, AFTER, SINCE)
    assert shown.caption == (
        "3 operators changed state since the end of 14 Nov 2026: 1 for the worse, 1 for the better."
    )
    assert shown.ids == ("a", "b", "d")


def test_states_are_titles_on_the_screen_and_words_of_the_data_in_the_rows() -> None:
    shown = moves(BEFORE, AFTER, SINCE)
    assert shown.rows["from_state"].to_list() == ["healthy", "inactive", "healthy"]
    assert shown.grid.arrow["from_state"].to_pylist() == ["Healthy", "Inactive", "Healthy"]
    assert shown.grid.arrow["to_state"].to_pylist() == ["Dormant", "Recovered", "Suspended"]


def test_where_nobody_moved_there_is_no_row() -> None:
    shown = moves(BEFORE, BEFORE, SINCE)
    assert (shown.ids, shown.grid.rows) == ((), 0)


def test_other_rules_tell_how_many_are_flagged_and_who_would_enter_and_leave() -> None:
    shown = preview(BEFORE, AFTER)
    assert shown.title == "With these rules: 2 flagged instead of 2"
    assert shown.caption == "3 operators would change state. 1 enter the flagged, 1 leave them."
    assert shown.grid.arrow["name"].to_pylist() == ["A", "B", "D"]


def test_rules_that_change_nobody_say_so() -> None:
    shown = preview(BEFORE, BEFORE)
    assert shown.caption == "No operator changes its state."
    assert shown.grid.rows == 0

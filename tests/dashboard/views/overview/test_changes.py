from datetime import date

import polars as pl

from dashboard.metrics.activity.since import LAPSED_CONNECTOR, NEW_CONNECTOR
from dashboard.views.overview.changes import ChangeRow, change_lists
from dashboard.words import CHANGE_TITLES


def changed(kind, *ids, day=None):
    return pl.DataFrame(
        {"kind": [kind] * len(ids), "id": ids, "name": [one.upper() for one in ids], "day": [day] * len(ids)},
        schema_overrides={"day": pl.Date()},
    )


def test_each_way_in_which_something_changed_has_a_list_and_a_day_where_it_is_known():
    both = pl.concat([changed(LAPSED_CONNECTOR, "b"), changed(NEW_CONNECTOR, "a", day=date(2026, 11, 3))])
    new, lapsed = change_lists(both)
    assert (new.title, new.is_connector) == (f"{CHANGE_TITLES[NEW_CONNECTOR]}: 1", True)
    assert new.rows == (ChangeRow("a", "A", ", 3 Nov"),)
    assert lapsed.rows == (ChangeRow("b", "B", ""),)


def test_of_many_six_are_named_and_the_others_are_counted():
    (only,) = change_lists(changed(NEW_CONNECTOR, *"abcdefgh"))
    assert [row.id for row in only.rows] == list("abcdef")
    assert only.more == "and 2 others: all of them are in the file"


def test_without_a_change_there_is_no_list():
    assert change_lists(changed(NEW_CONNECTOR)) == ()

from dataclasses import replace

import polars as pl
import pytest

from dashboard.metrics.activity.preview import moved
from tests.dashboard.metrics.activity.frames import RULES, operators, standing, used, usual

COLUMNS = ("operator_id", "name", "state", "at_stake", "reason")


def read(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    told = [(who, who.upper(), state, stake, f"{state}.") for who, state, stake in rows]
    kinds = {**dict.fromkeys(COLUMNS, pl.String()), "at_stake": pl.Int64()}
    return pl.DataFrame(told, schema=kinds, orient="row")


@pytest.mark.parametrize(
    ("was", "state", "direction"),
    [
        ("healthy", "watch", "worse"),
        ("recovered", "at risk", "worse"),
        ("inactive", "dormant", "worse"),
        ("dormant", "recovered", "better"),
        ("recovered", "healthy", "better"),
        ("new", "watch", "other"),
        ("healthy", "suspended", "other"),
    ],
)
def test_a_move_is_for_the_worse_or_the_better_by_severity(was, state, direction):
    assert moved(read(("a", was, 5)), read(("a", state, 7))).rows() == [
        ("a", "A", was, state, direction, 7, f"{state}.")
    ]


def test_who_stays_has_not_moved():
    both = read(("a", "watch", 5), ("b", "new", None))
    assert moved(both, both).is_empty()


def test_who_was_not_there_before_came_from_nowhere():
    assert moved(read(), read(("a", "new", None)))["from_state"].to_list() == [None]


def test_the_worst_comes_first_then_most_at_stake():
    before = read(*((who, "healthy", 0) for who in "abcde"))
    after = read(
        ("a", "watch", 9), ("b", "dormant", 1), ("c", "dormant", 8), ("d", "suspended", 90), ("e", "healthy", 0)
    )
    assert moved(before, after)["operator_id"].to_list() == ["c", "b", "a", "d"]


def test_another_threshold_shows_who_enters_and_who_leaves():
    roster = operators({"operator_id": "a"}, {"operator_id": "b"})
    days = used(a=usual(100, since=99, until=5), b=usual(100, since=99))
    applied, draft = (standing(days, roster, rules=rules) for rules in (RULES, replace(RULES, watch_days=5)))
    assert moved(applied, draft).select("operator_id", "from_state", "to_state").rows() == [("a", "healthy", "watch")]
    assert moved(draft, applied)["direction"].to_list() == ["better"]

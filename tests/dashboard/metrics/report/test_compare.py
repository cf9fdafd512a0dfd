"""Two reports side by side: what changed, what is new, what is gone, the largest first."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.report.canonical import OPERATORS
from dashboard.metrics.report.compare import COMPARED, compared, year_ago
from data_access.period import Period
from data_access.tables import METRICS


def operators(calls: dict[str, int | None], name: str = "") -> pl.DataFrame:
    rows = [{"operator_id": who, "operator_name": f"{who}{name}", "api_calls": count} for who, count in calls.items()]
    return pl.DataFrame(rows, schema=OPERATORS)


def calls(before: dict[str, int | None], now: dict[str, int | None]) -> pl.DataFrame:
    return compared(operators(before), operators(now), ["api_calls"])


KINDS = {
    "more": (10, 15, 5, 0.5, "changed"),
    "less": (10, 5, -5, -0.5, "changed"),
    "as much": (10, 10, 0, 0.0, "same"),
    "nothing both times": (0, 0, 0, 0.0, "same"),
    "0 before": (0, 5, 5, None, "new"),
    "0 now": (5, 0, -5, -1.0, "gone"),
    "not reported before": (None, 5, None, None, "not comparable"),
    "not reported now": (5, None, None, None, "not comparable"),
    "never reported": (None, None, None, None, "not comparable"),
}


@pytest.mark.parametrize(("before", "now", "change", "ratio", "kind"), KINDS.values(), ids=KINDS)
def test_a_figure_changed_is_new_gone_the_same_or_not_comparable(
    before: int | None, now: int | None, change: int | None, ratio: float | None, kind: str
) -> None:
    row = ("a", "a", "api_calls", before, now, change, ratio, kind)
    assert_frame_equal(calls({"a": before}, {"a": now}), pl.DataFrame([row], schema=COMPARED, orient="row"))


def test_an_operator_that_one_report_lacks_is_new_or_gone_with_all_of_its_figure() -> None:
    rows = [
        ("d", "d", "api_calls", 9, None, -9, None, "gone"),
        ("a", "a", "api_calls", None, 7, 7, None, "new"),
        ("b", "b", "api_calls", None, 0, 0, None, "new"),
        ("c", "c", "api_calls", None, None, None, None, "not comparable"),
    ]
    found = calls({"d": 9}, {"a": 7, "b": 0, "c": None})
    assert_frame_equal(found, pl.DataFrame(rows, schema=COMPARED, orient="row"))


def test_the_largest_change_comes_first_whichever_way_it_went() -> None:
    found = calls({"a": 5, "b": 100, "c": 3, "d": 3, "e": None}, {"a": 6, "b": 1, "c": 10, "d": 10, "e": 4})
    assert found["operator_id"].to_list() == ["b", "c", "d", "a", "e"]


def test_a_name_is_todays_where_there_is_one() -> None:
    found = compared(operators({"a": 1, "b": 1}, " then"), operators({"a": 1}, " now"), ["api_calls"])
    assert sorted(found["operator_name"]) == ["a now", "b then"]


def test_every_metric_of_every_operator_is_compared() -> None:
    assert compared(operators({"a": 1}), operators({"b": 1})).height == 2 * len(METRICS)
    assert compared(operators({}), operators({})).schema == COMPARED


COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2**62))


@given(COUNTS, COUNTS)
def test_the_changes_add_up_to_the_difference_of_the_totals(
    before: dict[str, int | None], now: dict[str, int | None]
) -> None:
    difference = sum(filter(None, now.values())) - sum(filter(None, before.values()))
    assert sum(calls(before, now)["change"].to_list()) == difference


DAYS_A_YEAR_AGO = {
    "a month": ("2026-10-01", "2026-10-31", "2025-10-01", "2025-10-31"),
    "some days": ("2026-10-05", "2026-10-11", "2025-10-05", "2025-10-11"),
    "a 29 February": ("2028-02-29", "2028-02-29", "2027-02-28", "2027-02-28"),
    "up to a 29 February": ("2028-02-10", "2028-02-29", "2027-02-10", "2027-02-28"),
    "from a 29 February": ("2028-02-29", "2028-03-05", "2027-02-28", "2027-03-05"),
    "a long February": ("2028-02-01", "2028-02-29", "2027-02-01", "2027-02-28"),
    "a February after a long one": ("2029-02-01", "2029-02-28", "2028-02-01", "2028-02-29"),
    "part of a February after a long one": ("2029-02-02", "2029-02-28", "2028-02-02", "2028-02-28"),
    "two months": ("2029-01-01", "2029-02-28", "2028-01-01", "2028-02-29"),
    "a quarter": ("2026-07-01", "2026-09-30", "2025-07-01", "2025-09-30"),
    "over new year": ("2026-12-20", "2027-01-10", "2025-12-20", "2026-01-10"),
}


@pytest.mark.parametrize(("start", "end", "then_start", "then_end"), DAYS_A_YEAR_AGO.values(), ids=DAYS_A_YEAR_AGO)
def test_a_year_ago_are_the_same_days_and_whole_months_stay_whole(
    start: str, end: str, then_start: str, then_end: str
) -> None:
    then = Period(date.fromisoformat(then_start), date.fromisoformat(then_end))
    assert year_ago(Period(date.fromisoformat(start), date.fromisoformat(end))) == then

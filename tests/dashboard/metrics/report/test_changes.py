"""What changed since a report was issued; and that issued plus all its corrections is today's report exactly."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.report.canonical import LINES, OPERATORS, Report, canonical_report, report_id
from dashboard.metrics.report.changes import (
    CHANGES,
    REPORTING,
    correction,
    correction_lines,
    invoiced,
    line_changes,
    reporting_changes,
    total_changes,
)
from data_access.period import Period
from data_access.tables import LINE_ORDER, METRICS

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def report(lines: list[tuple[object, ...]], operators: list[tuple[object, ...]] | None = None) -> Report:
    return canonical_report(
        pl.DataFrame(lines, schema=LINES, orient="row"),
        pl.DataFrame(operators or [], schema=OPERATORS, orient="row"),
        platform="Acme",
        platform_id="acme",
        period=OCTOBER,
    )


def line(quantity: int | None, operator: str = "op_a", key: str = "orders") -> tuple[object, ...]:
    return operator, operator.title(), "api_calls", key, quantity


def operator(*figures: int | None, operator_id: str = "op_a", plan: str | None = "Pro") -> tuple[object, ...]:
    return operator_id, operator_id.title(), "active", plan, *figures


def changes(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def corrected(balance: Report, now: Report) -> Report:
    return correction(balance, now, first=report_id(balance), latest=report_id(balance))


def test_the_same_figures_have_no_changes() -> None:
    one = report([line(5), line(0, key="x")])
    assert_frame_equal(line_changes(one, one), changes([]))


def test_changed_new_and_vanished_lines_are_told_with_both_values() -> None:
    before = report([line(5), line(7, "op_b"), line(3, "op_c")])
    now = report([line(9), line(3, "op_c"), line(2, "op_d")])
    expected = changes(
        [
            ("op_a", "Op_A", "api_calls", "orders", 5, 9, 4, "changed"),
            ("op_b", "Op_B", "api_calls", "orders", 7, None, -7, "vanished"),
            ("op_d", "Op_D", "api_calls", "orders", None, 2, 2, "new"),
        ]
    )
    assert_frame_equal(line_changes(before, now), expected)


def test_units_without_lines_that_were_restated_are_changes_of_a_total() -> None:
    before, now = report([], [operator(1, 2, 3, 4, 50)]), report([], [operator(1, 2, 3, 4, 55)])
    assert line_changes(before, now).is_empty()
    assert total_changes(before, now).rows() == [("op_a", "Op_A", "billable_units", 50, 55, 5)]


@pytest.mark.parametrize(("before", "now", "change"), [(None, 4, 4), (4, None, -4)])
def test_a_total_that_one_side_does_not_report_counts_0_there(before: int | None, now: int | None, change: int) -> None:
    sides = [report([], [operator(1, 2, 3, 4, units)]) for units in (before, now)]
    assert total_changes(*sides)["change"].to_list() == [change]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(None, 4, [(None, 4, 4, "new")]), (4, None, [(4, None, -4, "vanished")]), (None, 0, []), (0, None, [])],
)
def test_a_line_without_a_quantity_counts_as_one_that_is_not_there(
    before: int | None, now: int | None, expected: list[tuple[object, ...]]
) -> None:
    found = line_changes(report([line(before)]), report([line(now)]))
    assert found.select("before", "now", "change", "kind").rows() == expected


def test_a_line_of_nothing_that_comes_or_goes_is_no_change() -> None:
    assert line_changes(report([line(0)]), report([line(0, key="other")])).is_empty()


def test_a_new_name_is_no_change_and_a_changed_line_carries_it() -> None:
    renamed = [("op_a", "New name", "api_calls", "orders", 5), ("op_a", "New name", "api_calls", "x", 1)]
    found = line_changes(report([line(5)]), report(renamed))
    assert found.select("operator_name", "key").rows() == [("New name", "x")]


def test_lines_that_share_a_key_count_together() -> None:
    assert line_changes(report([line(2), line(3)]), report([line(5)])).is_empty()


@pytest.mark.parametrize("other", [{"platform_id": "other"}, {"period": Period(date(2026, 10, 1), date(2026, 10, 30))}])
def test_another_platform_or_period_is_refused(other: dict[str, object]) -> None:
    one = report([line(5)])
    for question in (line_changes, correction_lines, lambda a, b: invoiced(a, [b])):
        with pytest.raises(ValueError, match="nothing to be compared"):
            question(one, replace(one, **other))


def test_a_correction_has_signed_lines_and_the_operators_with_a_change() -> None:
    before = report([line(5), line(7, "op_b")], [operator(5, 1, 1, 9, 7), operator(7, 0, 0, 4, 7, operator_id="op_b")])
    now = report(
        [line(5), line(6, "op_b")], [operator(5, 1, 1, 9, 7), operator(6, 0, 0, 6, 6, operator_id="op_b", plan="Max")]
    )
    written = correction(before, now, first="r-1", latest="r-2")
    assert written.lines.rows() == [("op_b", "Op_B", "api_calls", "orders", -1)]
    assert written.operators.rows() == [("op_b", "Op_B", "active", "Max", -1, 0, 0, 2, -1)]
    assert (written.correction_of, written.after, written.period) == ("r-1", "r-2", OCTOBER)


def test_a_total_that_is_no_longer_reported_is_corrected_to_nothing_and_told_apart() -> None:
    before, now = report([], [operator(5, None, 1, None, 0)]), report([], [operator(None, 4, 1, None, 0)])
    assert corrected(before, now).operators.select(METRICS).rows() == [(-5, 4, 0, None, 0)]
    expected = pl.DataFrame(
        [("op_a", "Op_A", "api_calls", 5, None), ("op_a", "Op_A", "gateway_requests", None, 4)],
        schema=REPORTING,
        orient="row",
    )
    assert_frame_equal(reporting_changes(before, now), expected)


def test_an_operator_that_one_side_does_not_list_is_not_reported_there() -> None:
    found = reporting_changes(report([]), report([], [operator(0, None, 1, None, None)]))
    assert found.select("metric", "before", "now").rows() == [("api_calls", None, 0), ("events_ingested", None, 1)]


def test_the_same_lines_twice_in_a_row_of_corrections_are_two_corrections() -> None:
    before, now = report([line(5)]), report([line(10)])
    first = report_id(before)
    there = correction(before, now, first=first, latest=first)
    back = correction(now, before, first=first, latest=report_id(there))
    again = correction(before, now, first=first, latest=report_id(back))
    assert_frame_equal(there.lines, again.lines)
    assert len({first, *map(report_id, (there, back, again))}) == 4


quantities = st.none() | st.integers(0, 2**63 - 1)
lines = st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from(METRICS), st.sampled_from("xy")), quantities)
operators = st.dictionaries(st.sampled_from("abc"), st.tuples(*[quantities] * len(METRICS)))
reports = st.builds(
    lambda found, totals: report(
        [(one, one.upper(), metric, key, quantity) for (one, metric, key), quantity in found.items()],
        [operator(*figures, operator_id=one) for one, figures in totals.items()],
    ),
    lines,
    operators,
)


def known_lines(found: Report) -> list[tuple[object, ...]]:
    """What is not 0, in order."""
    return found.lines.filter(pl.col("quantity") != 0).select(*LINE_ORDER, "quantity").rows()


def known_totals(found: Report) -> list[tuple[object, ...]]:
    long = found.operators.unpivot(METRICS, index="operator_id", variable_name="metric")
    return long.filter(pl.col("value") != 0).sort("operator_id", "metric").rows()


@given(reports, st.lists(reports, min_size=1, max_size=4))
def test_issued_and_all_its_corrections_are_todays_figures_exactly(first: Report, later: list[Report]) -> None:
    written: list[Report] = []
    for now in later:
        balance = invoiced(first, written)
        written.append(corrected(balance, now))
        total = invoiced(first, written)
        assert known_lines(total) == known_lines(now)
        assert known_totals(total) == known_totals(now)
        assert line_changes(total, now).is_empty()


@given(reports, reports)
def test_a_correction_is_the_other_way_round_the_same_with_other_signs(one: Report, other: Report) -> None:
    there, back = correction_lines(one, other), correction_lines(other, one)
    flipped = back.select(*LINE_ORDER, -pl.col("quantity"))
    assert_frame_equal(there.select(*LINE_ORDER, "quantity"), flipped)
    assert there["quantity"].eq(0).sum() == 0


@given(reports)
def test_a_report_without_corrections_is_invoiced_as_it_is(one: Report) -> None:
    assert report_id(invoiced(one, [])) == report_id(one)

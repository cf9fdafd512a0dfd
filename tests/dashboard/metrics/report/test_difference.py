import polars as pl
from polars.testing import assert_frame_equal

from dashboard.metrics.report.bill import operator_bill
from dashboard.metrics.report.difference import DIFFERENCES, report_differences
from data_access.tables import OPERATORS, USAGE_TOTALS

NOBODY = pl.DataFrame(schema=OPERATORS)


def bill(*rows: tuple[str, str | None, int | None, int | None, int | None, int | None, int | None]) -> pl.DataFrame:
    totals = pl.DataFrame(list(rows), schema=USAGE_TOTALS, orient="row")
    return operator_bill(totals, NOBODY, absent_is_zero=False)


def differences(*rows: tuple[str, str | None, str, int | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=DIFFERENCES, orient="row")


A = ("a", "Ada", 10, 20, 30, 40, 50)
B = ("b", "Bob", 1, 2, 3, 4, 5)


def test_two_equal_reports_do_not_differ() -> None:
    assert_frame_equal(report_differences(bill(A, B), bill(A, B)), differences())


def test_each_figure_that_differs_is_a_row_with_both_values_sorted() -> None:
    asked = bill(("a", "Ada", 11, 20, 30, 40, 49), B)
    expected = differences(("a", "Ada", "api_calls", 10, 11), ("a", "Ada", "billable_units", 50, 49))
    assert_frame_equal(report_differences(bill(B, A), asked), expected)


def test_not_reported_and_0_differ() -> None:
    kept, asked = bill(("a", "Ada", None, 0, 0, 0, 0)), bill(("a", "Ada", 0, 0, 0, 0, 0))
    assert_frame_equal(report_differences(kept, asked), differences(("a", "Ada", "api_calls", None, 0)))


def test_two_figures_that_are_not_reported_do_not_differ() -> None:
    both = bill(("a", "Ada", None, None, None, None, None))
    assert_frame_equal(report_differences(both, both), differences())


def test_of_an_operator_that_only_one_report_lists_whatever_is_reported_differs() -> None:
    asked = bill(A, ("b", "Bob", 1, None, None, None, 5))
    expected = differences(("b", "Bob", "api_calls", None, 1), ("b", "Bob", "billable_units", None, 5))
    assert_frame_equal(report_differences(bill(A), asked), expected)


def test_an_operator_of_whom_only_one_report_says_that_nothing_is_known_does_not_differ() -> None:
    assert_frame_equal(report_differences(bill(A), bill(A, ("b", "Bob", *[None] * 5))), differences())


def test_the_name_is_the_one_that_either_report_knows() -> None:
    kept, asked = bill(("a", None, 1, 0, 0, 0, 0)), bill(("a", "Ada", 2, 0, 0, 0, 0))
    assert_frame_equal(report_differences(kept, asked), differences(("a", "Ada", "api_calls", 1, 2)))


def test_reports_without_a_row_do_not_differ() -> None:
    assert_frame_equal(report_differences(bill(), bill()), differences())

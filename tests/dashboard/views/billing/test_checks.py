from datetime import date

import polars as pl

from dashboard.views.billing.checks import MOST_ROWS, differences, evidence
from tests.dashboard.metrics.report.test_difference import A, B, bill


def test_evidence_keeps_its_columns_and_their_kinds() -> None:
    shown = evidence(pl.DataFrame({"day": [date(2026, 11, 1)], "calls": [5]}))
    assert shown.kinds == (("day", pl.Date()), ("calls", pl.Int64()))
    assert (shown.rows, shown.grid.arrow.to_pylist()) == (1, [{"day": date(2026, 11, 1), "calls": 5}])


def test_of_much_evidence_the_first_rows_are_shown_and_all_are_counted() -> None:
    shown = evidence(pl.DataFrame({"calls": range(MOST_ROWS + 1)}))
    assert (shown.grid.rows, shown.rows) == (MOST_ROWS, MOST_ROWS + 1)


def test_figures_that_differ_are_counted_and_named_as_people_know_them() -> None:
    shown = differences(bill(A, B), bill(A, ("b", "Bob", 1, 2, 3, 4, 6)))
    assert shown.words == "1 figure of OneHazel’s report differ from the history."
    assert shown.grid.arrow.to_pylist() == [
        {"operator_id": "b", "operator_name": "Bob", "metric": "Billable units", "kept": 5, "asked": 6}
    ]


def test_where_nothing_differs_there_are_no_words() -> None:
    shown = differences(bill(A), bill(A))
    assert (shown.words, shown.grid.rows) == ("", 0)

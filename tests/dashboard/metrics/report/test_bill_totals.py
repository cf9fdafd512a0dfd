import polars as pl
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.report.bill_totals import bill_totals, marked_bill
from data_access.tables import METRICS
from tests.dashboard.metrics.report.test_bill import BILL

TOTALS = pl.Schema({"metric": pl.String(), "total": pl.Int128(), "not_reported": pl.Int64()})


def bill(*rows: tuple) -> pl.DataFrame:
    """Rows of (operator_id, then a figure for each of METRICS)."""
    return pl.DataFrame([(key, key, None, None, *figures, True) for key, *figures in rows], schema=BILL, orient="row")


NOW = bill(
    ("a", 5, 0, 0, 100, 5),
    ("b", 0, 0, 0, 7, 0),
    ("c", 0, None, 0, None, None),
    ("d", 0, 0, 0, 0, 9),
    ("e", None, None, None, None, 9),
)
BEFORE = bill(("a", 1, 1, 1, 1, 10), ("b", 1, 1, 1, 1, 0), ("d", 0, 0, 0, 0, 0), ("gone", 1, 1, 1, 1, 1))


def test_a_bill_puts_most_units_first_and_marks_who_used_nothing() -> None:
    expected = pl.DataFrame(
        [
            ("d", True, 0, None),
            ("e", False, None, None),
            ("a", False, 10, -0.5),
            ("b", True, 0, 0.0),
            ("c", False, None, None),
        ],
        schema={"operator_id": pl.String, "idle": pl.Boolean, "before": pl.Int64, "change": pl.Float64},
        orient="row",
    )
    marked = marked_bill(NOW, BEFORE)
    assert_frame_equal(marked.select("operator_id", "idle", "before", "change"), expected)
    assert marked.columns == [*BILL.names(), "before", "idle", "change"]


def test_unknown_traffic_is_not_idle() -> None:
    marked = marked_bill(bill(("x", 0, 0, None, 0, 0), ("y", None, None, None, None, None)), None)
    assert marked["idle"].to_list() == [False, False]


def test_a_bill_without_a_period_before_has_no_change() -> None:
    marked = marked_bill(NOW, None)
    assert marked.height == NOW.height
    assert marked["before"].dtype == pl.Int64
    assert marked["before"].null_count() == marked["change"].null_count() == NOW.height


def test_totals_are_of_what_is_reported_and_count_what_is_not() -> None:
    expected = pl.DataFrame(
        [
            ("api_calls", 5, 1),
            ("gateway_requests", 0, 2),
            ("events_ingested", 0, 1),
            ("storage_bytes", 107, 2),
            ("billable_units", 23, 1),
        ],
        schema=TOTALS,
        orient="row",
    )
    assert_frame_equal(bill_totals(NOW), expected)


def test_a_total_of_nothing_reported_is_not_reported() -> None:
    totals = bill_totals(bill(("x", 1, None, 0, None, None), ("y", 2, None, 0, None, None)))
    assert totals["total"].to_list() == [3, None, 0, None, None]


def test_a_bill_of_nobody_adds_up_to_0() -> None:
    expected = [(metric, 0, 0) for metric in METRICS]
    assert_frame_equal(bill_totals(NOW.clear()), pl.DataFrame(expected, schema=TOTALS, orient="row"))


FIGURE = some.none() | some.integers(0, 10**12)


@given(some.lists(some.tuples(*[FIGURE] * len(METRICS)), max_size=20))
def test_the_totals_equal_the_sum_of_the_rows_that_the_table_shows(rows: list[tuple]) -> None:
    found = bill(*((f"op_{i}", *figures) for i, figures in enumerate(rows)))
    shown = marked_bill(found, None)
    for metric, total, missing in bill_totals(found).iter_rows():
        assert (total or 0) == shown[metric].sum()
        assert missing == shown[metric].null_count()

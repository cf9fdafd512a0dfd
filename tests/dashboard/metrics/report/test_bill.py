import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.report.bill import operator_bill, unlisted
from data_access.tables import METRICS, USAGE_TOTALS

BILL = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "status": pl.String(),
        "plan": pl.String(),
        **dict.fromkeys(METRICS, pl.Int64()),
        "in_report": pl.Boolean(),
    }
)
TOTALS = pl.DataFrame(
    [("op_c", "Charlie in the report", 7, 5, None, 2048, 16), ("op_x", None, 1, None, None, None, None)],
    schema=USAGE_TOTALS,
    orient="row",
)
ROSTER = pl.DataFrame(
    [("op_c", "Charlie", "active", "pro"), ("op_a", "Alpha", "suspended", None)],
    schema={"operator_id": pl.String, "name": pl.String, "status": pl.String, "plan": pl.String},
    orient="row",
)
CHARLIE = ("op_c", "Charlie in the report", "active", "pro", 7, 5, None, 2048, 16, True)
ONLY_REPORTED = ("op_x", None, None, None, 1, None, None, None, None, True)


def test_an_operator_that_a_datasets_report_does_not_list_used_nothing() -> None:
    absent = ("op_a", "Alpha", "suspended", None, 0, 0, 0, 0, 0, False)
    expected = pl.DataFrame([absent, CHARLIE, ONLY_REPORTED], schema=BILL, orient="row")
    assert_frame_equal(operator_bill(TOTALS, ROSTER, absent_is_zero=True), expected)


def test_an_operator_that_the_apis_report_does_not_list_is_not_reported() -> None:
    absent = ("op_a", "Alpha", "suspended", None, None, None, None, None, None, False)
    expected = pl.DataFrame([absent, CHARLIE, ONLY_REPORTED], schema=BILL, orient="row")
    assert_frame_equal(operator_bill(TOTALS, ROSTER, absent_is_zero=False), expected)


def test_unlisted_counts_the_operators_that_the_report_lacks() -> None:
    assert unlisted(operator_bill(TOTALS, ROSTER, absent_is_zero=True)) == 1
    assert unlisted(operator_bill(TOTALS, ROSTER.clear(), absent_is_zero=True)) == 0
    assert unlisted(operator_bill(TOTALS.clear(), ROSTER, absent_is_zero=False)) == 2


def test_nothing_known_is_an_empty_bill_with_the_same_columns() -> None:
    bill = operator_bill(TOTALS.clear(), ROSTER.clear(), absent_is_zero=True)
    assert_frame_equal(bill, pl.DataFrame(schema=BILL))
    assert unlisted(bill) == 0


@pytest.mark.parametrize(
    ("totals", "roster"), [(pl.concat([TOTALS, TOTALS]), ROSTER), (TOTALS, pl.concat([ROSTER, ROSTER]))]
)
def test_an_id_that_stands_twice_is_refused_and_never_billed_twice(totals: pl.DataFrame, roster: pl.DataFrame) -> None:
    with pytest.raises(pl.exceptions.ComputeError):
        operator_bill(totals, roster, absent_is_zero=True)


def test_two_operators_of_one_name_keep_a_row_each() -> None:
    roster = ROSTER.with_columns(name=pl.lit("Same"))
    assert operator_bill(TOTALS.clear(), roster, absent_is_zero=True)["operator_id"].to_list() == ["op_a", "op_c"]

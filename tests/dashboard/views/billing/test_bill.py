from decimal import Decimal

import polars as pl

from dashboard.metrics.money.amounts import priced
from dashboard.views.billing.bill import Total, bill, names, names_told_apart, totals
from tests.dashboard.metrics.money.test_amounts import CALLS, card, report
from tests.dashboard.metrics.report.test_bill_totals import BEFORE, NOW
from tests.dashboard.metrics.report.test_bill_totals import bill as typed


def test_totals_are_exact_and_count_who_did_not_report() -> None:
    shown = totals(NOW)
    assert shown.title == "Totals of 5 operators"
    assert shown.rows[0] == Total("API calls", "5", "calls", "1")
    assert shown.rows[1] == Total("Gateway requests", "0", "requests", "2")
    assert totals(typed(("a", None, 0, 0, 0, 0))).rows[0] == Total("API calls", "—", "calls", "1")


def test_operators_stand_by_their_units_with_marks_and_changes_in_whole_percent() -> None:
    shown = bill(NOW.with_columns(in_report=pl.col("operator_id") != "e"), BEFORE, None)
    rows = shown.grid.arrow.select(["operator_id", "mark", "before", "change"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("d", "Idle", 0, None),
        ("e", "Not in the report", None, None),
        ("a", "", 10, -50.0),
        ("b", "Idle", 0, 0.0),
        ("c", "", None, None),
    ]


def test_statuses_are_titles_and_storage_is_readable() -> None:
    figures = typed(("a", 0, 0, 0, 4_000_000, 0)).with_columns(status=pl.lit("pending_approval"))
    shown = bill(figures, None, None).grid
    assert shown.arrow["status"].to_pylist() == ["Pending approval"]
    assert (dict(shown.units), shown.arrow["storage_bytes_readable"].to_pylist()) == ({"storage_bytes": "MB"}, [4.0])


def test_without_amounts_there_is_no_column_of_money() -> None:
    shown = bill(NOW, BEFORE, None)
    assert (shown.currency, "amount" in shown.grid.arrow.column_names) == (None, False)


def test_amounts_are_exact_decimals_of_the_currency_and_empty_where_there_is_none() -> None:
    amounts = priced(report([("a", "api_calls", "x", 12_345)], {"a": None, "b": None}), CALLS)
    shown = bill(typed(("a", 12_345, 0, 0, 0, 1), ("b", None, 0, 0, 0, 0)), None, amounts)
    assert (shown.currency, shown.digits) == ("EUR", 2)
    assert shown.grid.arrow["amount"].to_pylist() == [Decimal("4.94"), None]


def test_a_currency_without_minor_units_has_no_digits() -> None:
    yen = priced(report([("a", "api_calls", "x", 12_345)]), card("[prices.api_calls]\nper_thousand = 100", "JPY"))
    shown = bill(typed(("a", 12_345, 0, 0, 0, 1)), None, yen)
    assert (shown.currency, shown.digits, shown.grid.arrow["amount"].to_pylist()) == ("JPY", 0, [Decimal(1235)])


def test_who_has_no_name_is_called_by_the_id() -> None:
    rows = typed(("a", 0, 0, 0, 0, 0), ("b", 0, 0, 0, 0, 0), ("c", 0, 0, 0, 0, 0))
    named = rows.with_columns(operator_name=pl.Series(["Ana", None, ""]))
    assert dict(names(named)) == {"a": "Ana", "b": "b", "c": "c"}


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    rows = pl.DataFrame({"operator_id": ["a", "b", "c", "d"], "operator_name": ["Ana", "Ana", "Ben", None]})
    assert dict(names_told_apart(rows)) == {"a": "Ana (a)", "b": "Ana (b)", "c": "Ben", "d": "d"}

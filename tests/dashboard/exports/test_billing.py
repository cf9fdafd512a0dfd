from datetime import date

import polars as pl
import pytest

from dashboard.exports.billing import usage_lines_file, usage_operators_file
from dashboard.metrics.report.bill import operator_bill
from data_access.period import Period
from data_access.tables import OPERATORS, USAGE_LINES, USAGE_TOTALS

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
LINES = pl.DataFrame(
    [
        ("op_b", "Bravo", "storage_bytes", "", 2048),
        ("op_b", "Bravo", "billable_units", "", 16),
        ("op_b", "Bravo", "api_calls", "gateway", 7),
        ("op_a", "=SUM(A1), Ltd", "gateway_requests", "stripe", 5),
        ("op_a", "=SUM(A1), Ltd", "events_ingested", "+bonus", 3),
        ("op_b", "Bravo", "api_calls", "api-keys", 0),
    ],
    schema=USAGE_LINES,
    orient="row",
)
TOTALS = pl.DataFrame([("op_b", "Bravo", 7, 5, None, 2048, 16)], schema=USAGE_TOTALS, orient="row")
ROSTER = pl.DataFrame(
    {"operator_id": ["op_b", "op_a"], "name": ["Bravo", "=Alpha"], "status": ["active", None], "plan": ["pro", "free"]}
).select(
    pl.col(c) if c in ("operator_id", "name", "status", "plan") else pl.lit(None, t).alias(c)
    for c, t in OPERATORS.items()
)
OPERATORS_HEADER = (
    "operator_id,operator_name,status,plan,"
    "api_calls,gateway_requests,events_ingested,storage_bytes,billable_units,period_start,period_end"
)


def test_lines_have_the_contracts_columns_units_and_order() -> None:
    file = usage_lines_file(LINES, MARCH, "sample", "exact")
    assert file.name == "usage-lines_sample_2026-03-01_2026-03-31.csv"
    assert (file.rows, file.guarded_cells) == (6, 0)
    assert file.data.decode().split("\r\n") == [
        "operator_id,operator_name,metric,key,quantity,unit,period_start,period_end",
        'op_a,"=SUM(A1), Ltd",events_ingested,+bonus,3,events,2026-03-01,2026-03-31',
        'op_a,"=SUM(A1), Ltd",gateway_requests,stripe,5,requests,2026-03-01,2026-03-31',
        "op_b,Bravo,api_calls,api-keys,0,calls,2026-03-01,2026-03-31",
        "op_b,Bravo,api_calls,gateway,7,calls,2026-03-01,2026-03-31",
        'op_b,Bravo,billable_units,"",16,units,2026-03-01,2026-03-31',
        'op_b,Bravo,storage_bytes,"",2048,bytes,2026-03-01,2026-03-31',
        "",
    ]


def test_lines_for_spreadsheets_guard_names_and_keys() -> None:
    file = usage_lines_file(LINES, MARCH, "sample", "excel")
    first = "op_a,\"'=SUM(A1), Ltd\",events_ingested,'+bonus,3,events,2026-03-01,2026-03-31"
    assert file.data.decode().split("\r\n")[1] == first
    assert file.guarded_cells == 3


def test_a_metric_without_a_unit_is_refused() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        usage_lines_file(LINES.with_columns(metric=pl.lit("seats")), MARCH, "sample", "exact")


def test_no_lines_give_the_header_alone() -> None:
    file = usage_lines_file(LINES.clear(), MARCH, "sample", "exact")
    assert file.data == b"operator_id,operator_name,metric,key,quantity,unit,period_start,period_end\r\n"


@pytest.mark.parametrize(("absent_is_zero", "unlisted_row"), [(True, "0,0,0,0,0"), (False, ",,,,")])
def test_operators_have_the_contracts_columns_and_every_operator_of_the_roster(
    absent_is_zero: bool,
    unlisted_row: str,
) -> None:
    bill = operator_bill(TOTALS, ROSTER, absent_is_zero=absent_is_zero).reverse()
    file = usage_operators_file(bill, MARCH, "sample", "exact")
    assert file.name == "usage-operators_sample_2026-03-01_2026-03-31.csv"
    assert file.data.decode().split("\r\n") == [
        OPERATORS_HEADER,
        f"op_a,=Alpha,,free,{unlisted_row},2026-03-01,2026-03-31",
        "op_b,Bravo,active,pro,7,5,,2048,16,2026-03-01,2026-03-31",
        "",
    ]
    assert usage_operators_file(bill, MARCH, "sample", "excel").guarded_cells == 1

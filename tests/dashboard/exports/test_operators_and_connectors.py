from datetime import UTC, date, datetime

import polars as pl

from dashboard.exports.connectors import connectors_file
from dashboard.exports.operators import operators_file
from data_access.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_operators_keep_the_screens_rows_and_columns_and_are_sorted_by_id() -> None:
    shown = pl.DataFrame(
        {
            "rank": [1, 2],
            "operator_id": ["op_b", "op_a"],
            "name": ["Bravo", "-Alpha"],
            "api_calls": [7, None],
            "last_active_at": [datetime(2026, 3, 31, 8, 30, tzinfo=UTC), None],
        }
    )
    file = operators_file(shown, MARCH, "nordlys", "excel")
    assert file.name == "operators_nordlys_2026-03-01_2026-03-31.csv"
    assert (file.rows, file.guarded_cells) == (2, 1)
    assert file.data.decode("utf-8-sig").split("\r\n") == [
        "rank,operator_id,name,api_calls,last_active_at,period_start,period_end",
        "2,op_a,'-Alpha,,,2026-03-01,2026-03-31",
        "1,op_b,Bravo,7,2026-03-31T08:30:00Z,2026-03-01,2026-03-31",
        "",
    ]


def test_connectors_keep_the_screens_rows_and_columns_and_are_sorted_by_id() -> None:
    shown = pl.DataFrame({"connector_id": ["stripe", "adyen"], "name": ["Stripe", "Adyen"], "operators": [4, None]})
    file = connectors_file(shown, MARCH, "nordlys", "exact")
    assert file.name == "connectors_nordlys_2026-03-01_2026-03-31.csv"
    assert file.data.decode().split("\r\n") == [
        "connector_id,name,operators,period_start,period_end",
        "adyen,Adyen,,2026-03-01,2026-03-31",
        "stripe,Stripe,4,2026-03-01,2026-03-31",
        "",
    ]

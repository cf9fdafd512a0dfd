"""A row of usage that may not be so is told by file, column, row and value, a CSV's and a Parquet file's alike."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.data_access.dataset.usage_mistakes import GOOD, HEADER, IN_MAY, may, told_of_csv, told_of_parquet

ROWS = {
    "an empty date": (",op_acme,api_calls,gateway,3", "column date, row 2: is empty"),
    "no date": (
        "2026-02-30,op_acme,api_calls,gateway,3",
        "column date, row 2: is not a date like 2026-03-01: “2026-02-30”",
    ),
    "a short date": (
        "2026-5-2,op_acme,api_calls,gateway,3",
        "column date, row 2: is not a date like 2026-03-01: “2026-5-2”",
    ),
    "a time": (
        "2026-05-02T00:00,op_acme,api_calls,gateway,3",
        "column date, row 2: is not a date like 2026-03-01: “2026-05-02T00:00”",
    ),
    "a day before the first": (
        "2026-04-28,op_acme,api_calls,gateway,3",
        "column date, row 2: is not a day from 2026-04-29 to 2026-05-31: “2026-04-28”",
    ),
    "a day after as_of": (
        "2026-06-01,op_acme,api_calls,gateway,3",
        "column date, row 2: is not a day from 2026-04-29 to 2026-05-31: “2026-06-01”",
    ),
    "an empty id": ("2026-05-02,,api_calls,gateway,3", "column operator_id, row 2: is empty"),
    "an unknown id": (
        "2026-05-02,op_nobody,api_calls,gateway,3",
        "column operator_id, row 2: is no operator of the operators table: “op_nobody”",
    ),
    "an id that is no number": (
        "2026-05-02,7,api_calls,gateway,3",
        "column operator_id, row 2: is no operator of the operators table: “7”",
    ),
    "an empty metric": ("2026-05-02,op_acme,,gateway,3", "column metric, row 2: is empty"),
    "an unknown metric": (
        "2026-05-02,op_acme,apiCalls,gateway,3",
        "column metric, row 2: is none of api_calls, gateway_requests, events_ingested, storage_bytes, billable_units: “apiCalls”",
    ),
    "a key of storage": (
        "2026-05-02,op_acme,storage_bytes,hot,3",
        "column key, row 2: is filled, though the metric has no key: “hot”",
    ),
    "an empty quantity": ("2026-05-02,op_acme,api_calls,gateway,", "column quantity, row 2: is empty"),
    "a negative quantity": ("2026-05-02,op_acme,api_calls,gateway,-3", "column quantity, row 2: is negative: “-3”"),
    "a fraction": ("2026-05-02,op_acme,api_calls,gateway,3.5", "column quantity, row 2: is not a whole number: “3.5”"),
    "a float": ("2026-05-02,op_acme,api_calls,gateway,3.0", "column quantity, row 2: is not a whole number: “3.0”"),
    "a word": ("2026-05-02,op_acme,api_calls,gateway,many", "column quantity, row 2: is not a whole number: “many”"),
    "beyond 64 bits": (
        "2026-05-02,op_acme,api_calls,gateway,9223372036854775808",
        "column quantity, row 2: is larger than 9,223,372,036,854,775,807: “9223372036854775808”",
    ),
    "a repeated row": (
        "2026-05-01,op_acme,api_calls,gateway,4",
        "column date, row 2: repeats an earlier row (date, operator_id, metric, key are the same): “2026-05-01”",
    ),
}


@pytest.mark.parametrize(("row", "told"), ROWS.values(), ids=ROWS)
def test_a_csv_row_that_may_not_be_so_is_named(tmp_path: Path, row: str, told: str) -> None:
    assert told_of_csv(tmp_path, f"{HEADER}{GOOD}{row}\n") == f"usage.csv, {told}"


PARQUET_ROWS = {
    "a null date": ({"date": None}, "column date, row 2: is empty"),
    "a day of another month": (
        {"date": date(2026, 4, 30)},
        "column date, row 2: is not a day from 2026-05-01 to 2026-05-31: “2026-04-30”",
    ),
    "a null id": ({"operator_id": None}, "column operator_id, row 2: is empty"),
    "an empty id": ({"operator_id": ""}, "column operator_id, row 2: is empty"),
    "an unknown id": (
        {"operator_id": "op_nobody"},
        "column operator_id, row 2: is no operator of the operators table: “op_nobody”",
    ),
    "a null metric": ({"metric": None}, "column metric, row 2: is empty"),
    "a null key": ({"key": None}, "column key, row 2: is null; an empty text stands for no key"),
    "a key of billable units": (
        {"metric": "billable_units"},
        "column key, row 2: is filled, though the metric has no key: “gateway”",
    ),
    "a null quantity": ({"quantity": None}, "column quantity, row 2: is empty"),
    "a negative quantity": ({"quantity": -1}, "column quantity, row 2: is negative: “-1”"),
    "a repeated row": (
        {"date": date(2026, 5, 1)},
        "column date, row 2: repeats an earlier row (date, operator_id, metric, key are the same): “2026-05-01”",
    ),
}


@pytest.mark.parametrize(("columns", "told"), PARQUET_ROWS.values(), ids=PARQUET_ROWS)
def test_a_parquet_row_that_may_not_be_so_is_named(tmp_path: Path, columns: dict[str, object], told: str) -> None:
    assert told_of_parquet(tmp_path, may(**columns)) == f"{IN_MAY}, {told}"


PARQUET_TYPES = {
    "beyond 64 bits": (
        may().with_columns(quantity=pl.Series([3, 2**63], dtype=pl.Int128)),
        "column quantity, row 2: is larger than 9,223,372,036,854,775,807: “9223372036854775808”",
    ),
    "the largest of 64 bits without a sign": (
        may().with_columns(quantity=pl.Series([3, 2**64 - 1], dtype=pl.UInt64)),
        "column quantity, row 2: is larger than 9,223,372,036,854,775,807: “18446744073709551615”",
    ),
    "a fraction": (
        may().with_columns(quantity=pl.Series([3.0, 3.5])),
        "column quantity, row 2: is not a whole number: “3.5”",
    ),
    "floats": (
        may().with_columns(quantity=pl.Series([3.0, 4.0])),
        "column quantity, row 1: is of type Float64, not a whole number: “3.0”",
    ),
    "a text as date": (
        may().with_columns(pl.col("date").cast(pl.String)),
        "column date, row 1: is of type String, not a date like 2026-03-01: “2026-05-01”",
    ),
    "a time as date": (
        may().with_columns(pl.col("date").cast(pl.Datetime("ms", "UTC"))),
        "column date, row 1: is of type Datetime(time_unit='ms', time_zone='UTC'), not a date like 2026-03-01: “2026-05-01 00:00:00+00:00”",
    ),
    "numbers as ids": (
        may().with_columns(operator_id=pl.lit(7)),
        "column operator_id, row 1: is of type Int32, not text: “7”",
    ),
}


@pytest.mark.parametrize(("rows", "told"), PARQUET_TYPES.values(), ids=PARQUET_TYPES)
def test_a_parquet_column_of_a_wrong_type_is_named(tmp_path: Path, rows: pl.DataFrame, told: str) -> None:
    assert told_of_parquet(tmp_path, rows) == f"{IN_MAY}, {told}"

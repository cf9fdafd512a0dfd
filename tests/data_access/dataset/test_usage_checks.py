"""A mistake in the usage is told by file, column, first offending row and value; nothing of it is shown."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetMissing, DatasetWrong
from data_access.period import Period
from tests.data_access.tiny import write_tiny

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
APRIL = Period(date(2026, 4, 29), date(2026, 4, 30))
HEADER = "date,operator_id,metric,key,quantity\n"
GOOD = "2026-05-01,op_acme,api_calls,gateway,3\n"
IN_MAY = Path("usage/month=2026-05/usage.parquet")


def told_of_csv(directory: Path, text: str) -> str:
    write_tiny(directory, "csv")
    (directory / "usage.csv").write_text(text, encoding="utf-8")
    source = DatasetSource(directory)
    with pytest.raises(DatasetWrong) as wrong:
        source.usage_report(MAY)
    return wrong.value.detail


def told_of_parquet(directory: Path, rows: pl.DataFrame) -> str:
    write_tiny(directory)
    rows.write_parquet(directory / IN_MAY)
    source = DatasetSource(directory)
    with pytest.raises(DatasetWrong) as wrong:
        source.usage_report(MAY)
    return wrong.value.detail


def may(**columns: object) -> pl.DataFrame:
    """Two rows of May, the second with `columns` in place of what is right."""
    first = {"date": date(2026, 5, 1), "operator_id": "op_acme", "metric": "api_calls", "key": "gateway", "quantity": 3}
    return pl.DataFrame([first, first | {"date": date(2026, 5, 2)} | columns])


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
        "column quantity, row 2: is not a whole number: “9223372036854775808”",
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


def test_the_first_offending_row_is_told_whatever_the_mistakes_are(tmp_path: Path) -> None:
    rows = f"{GOOD}2026-05-02,op_acme,api_calls,gateway,-3\n,op_acme,api_calls,gateway,3\n"
    assert told_of_csv(tmp_path, HEADER + rows) == "usage.csv, column quantity, row 2: is negative: “-3”"


def test_a_repeat_in_another_file_of_the_month_is_found_and_the_later_file_named(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    folder = tmp_path / IN_MAY.parent
    (folder / "usage.parquet").unlink()
    may().write_parquet(folder / "a.parquet")
    may(date=date(2026, 5, 3)).reverse().write_parquet(folder / "b.parquet")
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path).usage_report(MAY)
    assert wrong.value.detail.startswith("usage/month=2026-05/b.parquet, column date, row 2: repeats an earlier row")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    told = told_of_csv(tmp_path, "date,operator_id,metric,quantity\n")
    assert told == "usage.csv has no column key; it has: date, operator_id, metric, quantity"
    assert told_of_parquet(tmp_path / "parquet", may().drop("key")).startswith(f"{IN_MAY} has no column key;")


def test_a_row_with_too_many_fields_is_refused(tmp_path: Path) -> None:
    assert told_of_csv(tmp_path, f"{HEADER}2026-05-01,op_acme,api_calls,gateway,3,4\n").startswith(
        "usage.csv cannot be read: "
    )


def test_what_is_no_parquet_or_no_utf8_is_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path / "parquet")
    (tmp_path / "parquet" / IN_MAY).write_bytes(b"PAR1 nothing of the kind")
    write_tiny(tmp_path / "csv", "csv")
    (tmp_path / "csv/usage.csv").write_bytes(HEADER.encode() + b"2026-05-01,\xff,api_calls,,1\n")
    for form, name in (("parquet", IN_MAY.as_posix()), ("csv", "usage.csv")):
        with pytest.raises(DatasetWrong, match=f"^{name} cannot be read: "):
            DatasetSource(tmp_path / form).summary()


def test_an_api_key_in_a_value_is_never_quoted(tmp_path: Path) -> None:
    told = told_of_csv(tmp_path, f"{HEADER}2026-05-02,oh_platform_0123456789abcdef,api_calls,,3\n")
    assert "0123456789" not in told
    assert told.endswith("“oh_…”")


def test_every_question_about_a_wrong_month_fails_and_other_months_are_answered(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    may(quantity=-1).write_parquet(tmp_path / IN_MAY)
    source = DatasetSource(tmp_path)
    one_day = Period(date(2026, 5, 1), date(2026, 5, 1))
    questions = (source.summary, source.operators, source.connectors)
    dated = (source.usage_report, source.daily_usage)
    for ask in (*questions, *(lambda ask=ask: ask(one_day) for ask in dated)):
        with pytest.raises(DatasetWrong, match="row 2: is negative"):
            ask()
    assert source.usage_report(APRIL).totals["api_calls"].sum() == 30


def test_a_mended_month_is_answered_without_opening_the_dataset_again(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    may(quantity=-1).write_parquet(tmp_path / IN_MAY)
    source = DatasetSource(tmp_path)
    with pytest.raises(DatasetWrong):
        source.summary()
    may().write_parquet(tmp_path / IN_MAY)
    assert source.summary().api_calls == 36


@pytest.mark.parametrize("key", ["gateway", "another line"])
def test_a_total_beyond_64_bits_is_told_instead_of_wrapping(tmp_path: Path, key: str) -> None:
    write_tiny(tmp_path)
    may(key=key, quantity=2**63 - 1).write_parquet(tmp_path / IN_MAY)
    with pytest.raises(DatasetWrong, match="a total is larger than"):
        DatasetSource(tmp_path).usage_report(MAY)


@pytest.mark.parametrize("key", ["", '""'], ids=["unquoted", "quoted"])
def test_an_empty_field_of_a_csv_is_an_empty_key(tmp_path: Path, key: str) -> None:
    (write_tiny(tmp_path, "csv") / "usage.csv").write_text(f"{HEADER}2026-05-01,op_acme,storage_bytes,{key},31\n")
    lines = DatasetSource(tmp_path).usage_report(MAY).lines
    assert lines.filter(operator_id="op_acme", metric="storage_bytes").select("key", "quantity").rows() == [("", 1)]


def test_a_gateway_key_that_is_no_connector_is_kept_as_it_came(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    may(metric="gateway_requests", key="retired").write_parquet(tmp_path / IN_MAY)
    lines = DatasetSource(tmp_path).usage_report(MAY).lines
    assert lines.filter(metric="gateway_requests").select("key", "quantity").rows() == [("retired", 3)]


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt64, pl.Int64])
def test_any_whole_type_and_categories_are_read_and_further_columns_do_not_matter(tmp_path: Path, kind: type) -> None:
    write_tiny(tmp_path)
    rows = may().with_columns(pl.col("quantity").cast(kind), pl.col("key").cast(pl.Categorical), more=pl.lit(1.5))
    rows.write_parquet(tmp_path / IN_MAY)
    assert DatasetSource(tmp_path).usage_report(MAY).totals["api_calls"].to_list() == [0, 6, 0, 0]


def test_a_month_whose_file_is_gone_is_told(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    (tmp_path / IN_MAY).unlink()
    with pytest.raises(DatasetMissing, match=f"^{IN_MAY} is not there$"):
        source.usage_report(MAY)

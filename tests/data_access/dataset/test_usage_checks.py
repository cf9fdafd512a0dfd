"""A mistake in the usage is told by file, column, first offending row and value; nothing of it is shown."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetMissing, DatasetWrong
from data_access.period import Period
from tests.data_access.dataset.usage_mistakes import APRIL, GOOD, HEADER, IN_MAY, MAY, may, told_of_csv, told_of_parquet
from tests.data_access.tiny import write_tiny


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
    row = "2026-05-01,op_acme,api_calls,gateway,3,4"
    told = f"usage.csv, line 2: 6 values, where the header names 5: “{row}”"
    assert told_of_csv(tmp_path, f"{HEADER}{row}\n") == told


def test_what_is_no_parquet_or_no_utf8_is_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path / "parquet")
    (tmp_path / "parquet" / IN_MAY).write_bytes(b"PAR1 nothing of the kind")
    write_tiny(tmp_path / "csv", "csv")
    (tmp_path / "csv/usage.csv").write_bytes(HEADER.encode() + b"2026-05-01,\xff,api_calls,,1\n")
    for form, told in (
        ("parquet", f"{IN_MAY.as_posix()} cannot be read: "),
        ("csv", "usage.csv, line 2: is not UTF-8"),
    ):
        with pytest.raises(DatasetWrong, match=f"^{told}"):
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


@pytest.mark.parametrize("column", ["unit", "Units", "UOM"])
def test_a_column_of_units_is_refused_and_not_passed_over(tmp_path: Path, column: str) -> None:
    rows = may(metric="storage_bytes", key="").with_columns(pl.lit("MB").alias(column))
    told = f"{IN_MAY} has a column {column}, which nobody reads: storage is in bytes, all else is counted"
    assert told_of_parquet(tmp_path, rows) == told


def _keys(*figures: tuple[str, int]) -> str:
    return HEADER + "".join(f"2026-05-01,op_acme,api_calls,{key},{figure}\n" for key, figure in figures)


@pytest.mark.parametrize(
    "keys", [[("a", 3), ("b", 4), ("total", 7)], [("a", 3), ("b", 4), ("", 7)], [("a", 3), ("Total", 3)]]
)
def test_a_key_that_is_the_total_of_the_others_is_refused_and_not_counted_twice(
    tmp_path: Path, keys: list[tuple[str, int]]
) -> None:
    told = told_of_csv(tmp_path, _keys(*keys))
    assert (
        told
        == f"usage.csv: op_acme in 2026-05, api_calls: the key “{keys[-1][0]}” has as much as all its other keys together"
    )


@pytest.mark.parametrize(
    "keys", [[("a", 3), ("b", 4), ("total", 8)], [("", 7), ("a", 7)], [("a", 3), ("b", 4), ("c", 7)]]
)
def test_a_key_that_is_no_total_is_counted(tmp_path: Path, keys: list[tuple[str, int]]) -> None:
    write_tiny(tmp_path, "csv")
    (tmp_path / "usage.csv").write_text(_keys(*keys), encoding="utf-8")
    totals = DatasetSource(tmp_path).usage_report(MAY).totals
    assert totals.filter(operator_id="op_acme")["api_calls"].item() == sum(figure for _, figure in keys)


def test_a_key_that_is_the_sum_of_the_others_here_and_not_there_is_a_key(tmp_path: Path) -> None:
    write_tiny(tmp_path, "csv")
    other = "".join(f"2026-05-01,op_bell,api_calls,{key},{figure}\n" for key, figure in (("a", 1), ("b", 2), ("", 9)))
    (tmp_path / "usage.csv").write_text(_keys(("a", 1), ("b", 1), ("", 2)) + other, encoding="utf-8")
    assert DatasetSource(tmp_path).usage_report(MAY).totals["api_calls"].sum() == 16


@pytest.mark.parametrize("column", ["Unit", "scale", "quantity_unit", "multiplier", "unitOfMeasurement"])
def test_a_column_that_names_another_unit_is_refused(tmp_path: Path, column: str) -> None:
    told = told_of_csv(tmp_path, f"{HEADER.strip()},{column}\n{GOOD.strip()},1000\n")
    assert told.startswith(f"usage.csv has a column {column}, which nobody reads")


def test_two_columns_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    told = "usage.csv has a column quantity and a column Quantity: which one holds is not known"
    assert told_of_csv(tmp_path, f"{HEADER.strip()},Quantity\n{GOOD.strip()},4\n") == told
    in_parquet = told_of_parquet(tmp_path / "parquet", may().with_columns(DATE=pl.col("date")))
    assert in_parquet.endswith("has a column date and a column DATE: which one holds is not known")

"""The small tables are read strictly when a dataset is opened; a mistake is told by file, column, row and value."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetWrong
from data_access.period import Period
from tests.data_access.tiny import connections, connectors, operators, write_table, write_tiny


def wrong(directory: Path) -> str:
    with pytest.raises(DatasetWrong) as told:
        DatasetSource(directory)
    return told.value.detail


SMALL_TABLES = {
    "an operator twice": (
        ("operators", pl.concat([operators, operators[:1]])),
        "operators.csv, column operator_id, row 5: is there twice: “op_bell”",
    ),
    "an operator without an id": (
        ("operators", operators.with_columns(operator_id=pl.when(pl.col("name") != "Acme, Ltd").then("operator_id"))),
        "operators.csv, column operator_id, row 2: is empty",
    ),
    "an operator without a name": (
        ("operators", operators.with_columns(name=pl.col("name").replace("Acme, Ltd", None))),
        "operators.csv, column name, row 2: is empty",
    ),
    "a time that is none": (
        ("operators", operators.with_columns(created_at=pl.lit("yesterday"))),
        "operators.csv, column created_at, row 1: is not a time like 2026-03-01T12:00:00Z: “yesterday”",
    ),
    "a missing column": (
        ("operators", operators.drop("plan", "industry")),
        (
            "operators.csv has no column plan; it has: "
            "operator_id, name, status, contact_email, created_at, last_active_at"
        ),
    ),
    "a connector twice": (
        ("connectors", pl.concat([connectors, connectors[2:]])),
        "connectors.csv, column connector_id, row 4: is there twice: “stripe-2”",
    ),
    "a connection twice": (
        ("connections", pl.concat([connections, connections[:1]])),
        "connections.csv, column connection_id, row 7: is there twice: “conn_1”",
    ),
    "a connection of nobody": (
        ("connections", connections.with_columns(operator_id=pl.col("operator_id").replace("007", "7"))),
        "connections.csv, column operator_id, row 5: is no operator of the operators table: “7”",
    ),
    "a connection to nothing": (
        ("connections", connections.with_columns(connector_id=pl.col("connector_id").replace("hub88", "hub89"))),
        "connections.csv, column connector_id, row 4: is no connector of the connectors table: “hub89”",
    ),
    "a state that is none": (
        ("days", pl.DataFrame({"date": ["2026-05-01", "2026-05-02"], "state": ["closed", "open"]})),
        "days.csv, column state, row 2: is none of closed, settling, missing, empty: “open”",
    ),
    "a day twice": (
        ("days", pl.DataFrame({"date": ["2026-05-01", "2026-05-01"], "state": ["closed", "empty"]})),
        "days.csv, column date, row 2: is there twice: “2026-05-01”",
    ),
}


@pytest.mark.parametrize(("table", "told"), SMALL_TABLES.values(), ids=SMALL_TABLES)
def test_a_mistake_in_a_small_table_is_told_when_it_is_opened(
    tmp_path: Path, table: tuple[str, pl.DataFrame], told: str
) -> None:
    name, rows = table
    write_table(rows, write_tiny(tmp_path, "csv") / f"{name}.csv")
    assert wrong(tmp_path) == told


def test_a_time_column_of_a_wrong_type_is_named(tmp_path: Path) -> None:
    write_table(operators.with_columns(created_at=pl.lit("2026")), write_tiny(tmp_path) / "operators.parquet")
    told = (
        "operators.parquet, column created_at, row 1: is of type String, not a time like 2026-03-01T12:00:00Z: “2026”"
    )
    assert wrong(tmp_path) == told


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02 03:04:05.25", "2026-01-02T03:04:05.250000+00:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05+00:00"),
        ("2026-01-02T03:04:05.000000+0000", "2026-01-02T03:04:05+00:00"),
    ],
)
def test_times_in_csv_are_read_as_iso_8601_and_utc_without_an_offset(tmp_path: Path, text: str, read: str) -> None:
    write_table(operators.with_columns(created_at=pl.lit(text)), write_tiny(tmp_path, "csv") / "operators.csv")
    assert DatasetSource(tmp_path).operators()["created_at"][0].isoformat() == read


def test_times_in_parquet_may_have_any_unit_and_zone_and_are_utc_without_one(tmp_path: Path) -> None:
    zoned = operators.with_columns(
        pl.col("created_at").dt.convert_time_zone("Europe/Malta").dt.cast_time_unit("ms"),
        pl.col("last_active_at").dt.replace_time_zone(None).dt.cast_time_unit("ns"),
    )
    expected = DatasetSource(write_tiny(tmp_path / "plain")).operators()
    write_table(zoned, write_tiny(tmp_path / "zoned") / "operators.parquet")
    assert DatasetSource(tmp_path / "zoned").operators().equals(expected)


def test_columns_of_nothing_but_nulls_are_read(tmp_path: Path) -> None:
    nulls = operators.with_columns(plan=None, created_at=None, last_active_at=None)
    write_table(nulls, write_tiny(tmp_path) / "operators.parquet")
    assert DatasetSource(tmp_path).operators()["created_at"].to_list() == [None] * 4


def test_a_csv_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = write_tiny(tmp_path, "csv") / "operators.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert DatasetSource(tmp_path).operators()["operator_id"].to_list() == ["007", "op_acme", "op_bell", "op_chi"]


def test_a_platform_without_operators_is_a_platform(tmp_path: Path) -> None:
    write_tiny(tmp_path, "csv")
    for name, table in (("operators", operators), ("connectors", connectors), ("connections", connections)):
        write_table(table.clear(), tmp_path / f"{name}.csv")
    (tmp_path / "usage.csv").write_text("date,operator_id,metric,key,quantity\n")
    source = DatasetSource(tmp_path)
    assert source.summary().operators_total == source.summary().operators_active == 0
    assert source.operators().is_empty()
    assert source.usage_report(Period(date(2026, 5, 1), date(2026, 5, 31))).totals.is_empty()


def test_statuses_that_nobody_reports_are_not_counted_as_0(tmp_path: Path) -> None:
    write_table(operators.with_columns(status=None), write_tiny(tmp_path) / "operators.parquet")
    told = DatasetSource(tmp_path).summary()
    assert (told.operators_total, told.operators_active, told.operators_suspended) == (4, None, None)

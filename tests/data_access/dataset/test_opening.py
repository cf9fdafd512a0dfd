"""What is looked at when a dataset is opened: its structure, its manifest and all but the usage."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_access.dataset.manifest import dataset_identity
from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetMissing, DatasetWrong
from data_access.period import Period
from data_access.settings import SAMPLE
from tests.data_access.tiny import MANIFEST, connections, connectors, operators, write_json, write_table, write_tiny


def opened(directory: Path, **manifest: Any) -> DatasetSource:
    write_json(directory / "manifest.json", MANIFEST | manifest)
    return DatasetSource(directory)


def wrong(directory: Path) -> str:
    with pytest.raises(DatasetWrong) as told:
        DatasetSource(directory)
    return told.value.detail


def missing(directory: Path) -> str:
    with pytest.raises(DatasetMissing) as told:
        DatasetSource(directory)
    return told.value.detail


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert missing(tmp_path / "nowhere") == f"{tmp_path}/nowhere is no folder"
    assert missing(tmp_path) == f"{tmp_path} holds no manifest.json"


@pytest.mark.parametrize("name", ["operators", "connectors", "connections"])
def test_a_missing_table_is_named(tmp_path: Path, name: str) -> None:
    (write_tiny(tmp_path) / f"{name}.parquet").unlink()
    assert missing(tmp_path) == f"{name}.parquet (or {name}.csv) is not in {tmp_path}"


def test_a_table_in_both_forms_is_refused(tmp_path: Path) -> None:
    write_table(operators, write_tiny(tmp_path) / "operators.csv")
    assert wrong(tmp_path) == "operators.parquet and operators.csv are both there: which one holds is not known"


def test_usage_in_both_forms_is_refused(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "usage.csv").touch()
    assert wrong(tmp_path) == "usage/ and usage.csv are both there: which one holds is not known"


def test_a_dataset_without_usage_is_refused(tmp_path: Path) -> None:
    (write_tiny(tmp_path, "csv") / "usage.csv").unlink()
    assert missing(tmp_path) == f"neither usage/ nor usage.csv is in {tmp_path}"
    (tmp_path / "usage").mkdir()
    assert missing(tmp_path) == "usage/ holds no folder month=YYYY-MM"
    (tmp_path / "usage/month=2026-05").mkdir()
    assert missing(tmp_path) == "usage/month=2026-05 holds no .parquet file"


@pytest.mark.parametrize("name", ["month=2026-13", "month=26-05", "2026-05", "month=2026-05-01", "month=0000-01"])
def test_a_folder_that_is_no_month_is_named(tmp_path: Path, name: str) -> None:
    (write_tiny(tmp_path) / "usage" / name).mkdir()
    assert wrong(tmp_path) == f"usage/{name} is no folder month=YYYY-MM"


def test_hidden_files_and_marks_of_writers_are_no_months(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    for name in (".DS_Store", "_SUCCESS"):
        (tmp_path / "usage" / name).touch()
    assert DatasetSource(tmp_path).summary().api_calls == 43


def test_a_month_outside_the_days_of_the_manifest_is_refused(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "usage/month=2026-06").mkdir()
    told = "usage/month=2026-06 lies outside 2026-04-29 to 2026-05-31, the days of manifest.json"
    assert wrong(tmp_path) == told


def test_a_month_that_is_gone_between_others_is_told_its_zeros_would_be_invented(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    (tmp_path / "usage/month=2026-04").rename(tmp_path / "usage/month=2026-03")
    write_json(tmp_path / "manifest.json", MANIFEST | {"first_day": "2026-03-01"})
    assert missing(tmp_path) == "usage/month=2026-04 is not there, though months before and after it are"


MANIFESTS = {
    "another format": ({"format": 2}, "manifest.json: format is 2, Hazelboard reads 1"),
    "no platform": ({"platform": None}, "manifest.json: platform is None, not a text"),
    "a platform id that is a number": ({"platform_id": 7}, "manifest.json: platform_id is 7, not a text"),
    "no first day": ({"first_day": "May"}, "manifest.json: first_day is May, not a date like 2026-03-01"),
    "no instant": ({"as_of": "2026-05"}, "manifest.json: as_of is 2026-05, not a time like 2026-03-31T23:59:59Z"),
    "an instant without an offset": (
        {"as_of": "2026-05-31T23:59:59"},
        "manifest.json: as_of is 2026-05-31T23:59:59, not a time like 2026-03-31T23:59:59Z",
    ),
    "an end before the start": (
        {"as_of": "2026-04-28T23:59:59Z"},
        "manifest.json: as_of (2026-04-28) lies before first_day (2026-04-29)",
    ),
}


@pytest.mark.parametrize(("entries", "told"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_entry_that_cannot_be_used_is_named(tmp_path: Path, entries: dict[str, Any], told: str) -> None:
    write_json(write_tiny(tmp_path) / "manifest.json", MANIFEST | entries)
    assert wrong(tmp_path) == told


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": NaN}'])
def test_a_manifest_that_is_no_json_object_is_refused(tmp_path: Path, content: str) -> None:
    (write_tiny(tmp_path) / "manifest.json").write_text(content)
    assert wrong(tmp_path).startswith("manifest.json")


def test_as_of_is_an_instant_in_utc_whatever_its_offset(tmp_path: Path) -> None:
    source = opened(write_tiny(tmp_path), as_of="2026-06-01T01:30:00+02:00")
    assert source.as_of.isoformat() == "2026-05-31T23:30:00+00:00"


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


def test_identity_changes_with_the_manifest_and_the_folder_and_with_nothing_else(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path / "a"))
    assert source.identity == dataset_identity(tmp_path / "a") == DatasetSource(tmp_path / "a").identity
    assert source.identity != DatasetSource(write_tiny(tmp_path / "b")).identity
    assert str(tmp_path) not in source.identity
    (tmp_path / "a/manifest.json").write_text(json.dumps(MANIFEST) + "\n")
    assert source.identity != dataset_identity(tmp_path / "a")


def test_the_label_names_platform_and_folder_and_a_mark_tells_the_sample_apart(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    assert source.label == f"Dataset “Tiny Platform” in {tmp_path}"
    assert source.is_sample is False
    sample = DatasetSource(SAMPLE)
    assert sample.label == "the bundled sample"
    assert sample.is_sample is True

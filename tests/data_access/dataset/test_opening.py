"""What is looked at when a dataset is opened: its structure, its manifest and all but the usage."""

import json
from pathlib import Path
from typing import Any

import pytest

from data_access.dataset.manifest import dataset_identity
from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetMissing, DatasetWrong
from data_access.settings import SAMPLE
from tests.data_access.tiny import MANIFEST, operators, write_json, write_table, write_tiny


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
    "never, as the last instant": (
        {"as_of": "9999-12-31T23:59:59-05:00"},
        "manifest.json: as_of is 9999-12-31T23:59:59-05:00, not a time like 2026-03-31T23:59:59Z",
    ),
    "never, as the first day": (
        {"first_day": "0001-01-01"},
        "manifest.json: first_day is 0001-01-01, not a date like 2026-03-01",
    ),
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
    assert source.facts().is_sample is False
    sample = DatasetSource(SAMPLE)
    assert sample.label == "the bundled sample"
    assert sample.facts().is_sample is True

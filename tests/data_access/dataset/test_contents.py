"""A file that nobody reads is told by name, a table of a format of its own by what it is; paths are literal."""

import shutil
from pathlib import Path

import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetMissing, DatasetWrong
from data_access.period import Period
from tests.data_access.tiny import Form, usage, write_json, write_table, write_tiny, write_usage

MAY_FOLDER = "usage/month=2026-05"
ALL_DAYS = Period(usage["date"].min(), usage["date"].max())


def wrong(directory: Path) -> DatasetWrong:
    with pytest.raises(DatasetWrong) as told:
        DatasetSource(directory)
    return told.value


READ = (
    "what is read: operators, connectors, connections, days (parquet or csv), usage/, "
    "manifest.json, settings.json, billable.json, usage.csv"
)
IN_A_MONTH = "what is read: files that end in .parquet"
UNREAD = {
    "Billable.json": "did you mean billable.json?",
    "Days.csv": "did you mean days.csv?",
    "days.CSV": "did you mean days.csv?",
    "operators.parq": "did you mean operators.parquet?",
    "operators.csv.gz": "did you mean operators.csv?",
    "usage.parquet": READ,
    "late.csv": READ,
    "USAGE.zip": READ,
    "000000_0": READ,
    "usage.csv~": "did you mean usage.csv?",
    f"{MAY_FOLDER}/late.csv": IN_A_MONTH,
    f"{MAY_FOLDER}/late.parq": "did you mean late.parquet?",
    f"{MAY_FOLDER}/LATE.PARQUET": "did you mean LATE.parquet?",
    f"{MAY_FOLDER}/000000_0": IN_A_MONTH,
    f"{MAY_FOLDER}/deletion_vector_1.bin": IN_A_MONTH,
}


@pytest.mark.parametrize(("name", "hint"), UNREAD.items(), ids=UNREAD)
def test_a_file_that_nobody_reads_is_told_by_name_and_what_is_meant(tmp_path: Path, name: str, hint: str) -> None:
    (write_tiny(tmp_path) / name).write_text("date,operator_id,metric,key,quantity\n")
    told = wrong(tmp_path)
    assert told.detail == f"{name} is read by nobody; {hint}"
    assert told.advice.startswith("Rename it, move it out of the dataset, or let its name begin with _")


FOLDERS = {
    f"{MAY_FOLDER}/day=02": f"{MAY_FOLDER}/day=02/ is read by nobody; {IN_A_MONTH}",
    f"{MAY_FOLDER}/late.parquet": f"{MAY_FOLDER}/late.parquet/ is read by nobody; {IN_A_MONTH}",
    "Usage": f"Usage/ is read by nobody; {READ}",
    "days.csv": f"days.csv/ is read by nobody; {READ}",
    "snapshots": f"snapshots/ is read by nobody; {READ}",
}


@pytest.mark.parametrize(("name", "told"), FOLDERS.items(), ids=FOLDERS)
def test_a_folder_that_nobody_reads_is_told_by_name(tmp_path: Path, name: str, told: str) -> None:
    """Spark writes a folder called `days.csv`, with the rows in a file of it."""
    write_table(usage, write_tiny(tmp_path) / name / "part-0.parquet")
    assert wrong(tmp_path).detail == told


def test_of_many_files_that_nobody_reads_the_first_are_named(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    for number in range(7):
        (tmp_path / f"x{number}.csv").touch()
    assert wrong(tmp_path).detail == f"x0.csv, x1.csv, x2.csv, x3.csv, x4.csv and 2 more are read by nobody; {READ}"


def test_a_link_to_nothing_is_no_table(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "days.csv").symlink_to(tmp_path / "gone.csv")
    assert wrong(tmp_path).detail == f"days.csv is read by nobody; {READ}"


PASSED_OVER = ["._u.parquet", ".late.parquet", "_late.parquet", "_SUCCESS", ".u.parquet.crc", "Thumbs.db", "README.md"]


@pytest.mark.parametrize("place", ["", "usage", MAY_FOLDER])
@pytest.mark.parametrize("name", PASSED_OVER)
def test_hidden_names_and_words_for_people_are_passed_over_on_every_level(
    tmp_path: Path, place: str, name: str
) -> None:
    right = DatasetSource(write_tiny(tmp_path / "right")).usage_report(ALL_DAYS).totals
    write_tiny(tmp_path / "d")
    (tmp_path / "d" / place / name).write_bytes(b"\0\x05\x16\x07 no table at all")
    assert DatasetSource(tmp_path / "d").usage_report(ALL_DAYS).totals.equals(right)


def test_a_hidden_folder_is_passed_over_with_what_is_in_it(tmp_path: Path) -> None:
    right = DatasetSource(write_tiny(tmp_path / "right")).usage_report(ALL_DAYS).totals
    write_table(usage, write_tiny(tmp_path / "d") / MAY_FOLDER / "_temporary" / "u.parquet")
    assert DatasetSource(tmp_path / "d").usage_report(ALL_DAYS).totals.equals(right)


TABLE_FORMATS = {
    "_delta_log/00000000000000000000.json": "a Delta Lake table",
    ".hoodie/hoodie.properties": "an Apache Hudi table",
    ".hoodie_partition_metadata": "a part of an Apache Hudi table",
    "metadata/v1.metadata.json": "an Apache Iceberg table",
    "metadata/00001-ab.metadata.json.gz": "an Apache Iceberg table",
    "metadata/version-hint.text": "an Apache Iceberg table",
}


@pytest.mark.parametrize(("place", "name"), [("", "the folder"), ("usage", "usage"), (MAY_FOLDER, MAY_FOLDER)])
@pytest.mark.parametrize(("mark", "words"), TABLE_FORMATS.items(), ids=TABLE_FORMATS)
def test_a_table_format_of_its_own_is_refused_by_its_name(
    tmp_path: Path, place: str, name: str, mark: str, words: str
) -> None:
    write_json(write_tiny(tmp_path) / place / mark, {})
    told = wrong(tmp_path).detail
    assert told == f"{name} is {words}: its Parquet files also hold rows that were deleted or replaced since"


def test_a_small_table_that_is_kept_in_a_format_of_its_own_is_refused_by_its_name(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "operators.parquet").unlink()
    write_json(tmp_path / "operators.parquet/_delta_log/0.json", {})
    assert wrong(tmp_path).detail.startswith("operators.parquet is a Delta Lake table: ")


def test_a_manifest_of_another_case_is_named(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "manifest.json").rename(tmp_path / "Manifest.JSON")
    with pytest.raises(DatasetMissing) as told:
        DatasetSource(tmp_path)
    assert told.value.detail == f"{tmp_path} holds no manifest.json, but Manifest.JSON: rename it"


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("name", ["figures[1]", "a*b", "with?mark", "{x}", "two words", "Zahlen ü 図", "50%41", "#1"])
def test_a_folder_is_read_by_its_literal_name(tmp_path: Path, name: str, form: Form) -> None:
    """Others of which the name is a pattern lie beside it."""
    for other in ("figures1", "aXb", "withxmark", "x"):
        write_usage(write_tiny(tmp_path / other, form), usage.with_columns(quantity=usage["quantity"] + 1), form)
    right = DatasetSource(write_tiny(tmp_path / "right", form)).usage_report(ALL_DAYS)
    shutil.copytree(tmp_path / "right", tmp_path / name)
    source = DatasetSource(tmp_path / name)
    assert source.usage_report(ALL_DAYS).lines.equals(right.lines)
    assert source.daily_usage(ALL_DAYS).equals(DatasetSource(tmp_path / "right").daily_usage(ALL_DAYS))


@pytest.mark.parametrize("name", ["part[0].parquet", "part*.parquet", "part?.parquet"])
def test_a_file_is_read_by_its_literal_name(tmp_path: Path, name: str) -> None:
    folder = write_tiny(tmp_path) / MAY_FOLDER
    (folder / "usage.parquet").rename(folder / name)
    assert DatasetSource(tmp_path).summary().api_calls == 43

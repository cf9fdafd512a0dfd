"""Names that would turn a line round, from a dataset into every file: the names are tame, and no two ids become one."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest

from dashboard.exports.call_sheet import call_sheet_html, call_sheet_markdown
from dashboard.exports.pack.__main__ import main
from data_access import Period, Settings, open_source
from data_access.direction import TURNS
from tests.commands import run_here
from tests.dashboard.exports.test_call_sheet import SMALL
from tests.data_access.tiny import operators, usage, write_json, write_table, write_tiny, write_usage

TURNED = {
    "op_acme": ("Acme\u202e, Ltd", "Acme, Ltd"),
    "op_bell": ("\u2067שלם\u200f", "שלם"),
    "op_chi": ("\u202e", "\ufffd"),
}
SECOND = "op_acme\u200e"
"""Another operator than op_acme, though nobody sees the difference."""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = write_tiny(tmp_path / "tiny")
    names = {id_: told for id_, (told, _) in TURNED.items()}
    turned = operators.with_columns(name=pl.col("operator_id").replace(names).replace({"007": "Seven"}))
    twin = turned.filter(operator_id="op_acme").with_columns(operator_id=pl.lit(SECOND), plan=pl.lit("pro\u202e"))
    write_table(pl.concat([turned, twin]), folder / "operators.parquet")
    keyed = usage.filter(key="gateway").with_columns(key=pl.lit("gateway\u200f"))
    write_usage(folder, pl.concat([usage, keyed, keyed.with_columns(operator_id=pl.lit(SECOND))]))
    write_json(folder / "settings.json", {"name": "Tiny\u202e Platform"})
    return folder


def test_names_come_in_without_marks_and_ids_and_keys_as_they_are(dataset: Path) -> None:
    source = open_source(Settings(ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(dataset)))
    report = source.usage_report(Period(date(2026, 5, 1), date(2026, 5, 31)))
    known = dict(source.operators().select("operator_id", "name").iter_rows())
    assert known == {"007": "Seven", SECOND: "Acme, Ltd", **{id_: name for id_, (_, name) in TURNED.items()}}
    assert source.operators().filter(operator_id=SECOND)["plan"].item() == "pro"
    for frame in (report.lines, report.totals):
        assert frame["operator_name"].str.contains(TURNS).any() is False
    assert report.lines.filter(metric="api_calls", operator_id="op_acme")["key"].to_list() == [
        "gateway",
        "gateway\u200f",
        "operator-data-api",
    ]


def test_no_file_of_a_pack_and_no_line_of_its_command_is_turned_round_by_a_name(dataset: Path, tmp_path: Path) -> None:
    period = ["--start", "2026-05-01", "--end", "2026-05-27"]
    settings = {"ONEHAZEL_SOURCE": "dataset", "ONEHAZEL_DATASET": str(dataset)}
    run = run_here(main, [*period, "--form", "exact", "--out", "pack.zip"], tmp_path, settings)
    assert run.returncode == 0
    assert not pl.Series([run.stdout]).str.contains(TURNS).item()
    with ZipFile(tmp_path / "pack.zip") as held:
        files = {name: held.read(name) for name in held.namelist()}
    lines, rows = (pl.read_csv(files[name], infer_schema=False) for name in ("lines.csv", "operators.csv"))
    assert rows["operator_id"].to_list() == ["007", "op_acme", SECOND, "op_bell", "op_chi"]
    assert rows["operator_name"].to_list() == ["Seven", "Acme, Ltd", "Acme, Ltd", "שלם", "\ufffd"]
    assert lines.filter(metric="api_calls")["key"].to_list()[:2] == ["gateway", "gateway\u200f"]
    page = files["report.html"].decode()
    assert "<dd>Tiny Platform</dd>" in page
    assert "<h2>שלם</h2>" in page
    assert "<td>gateway</td>" in page
    assert "<td>gateway\ufffd</td>" in page
    assert not pl.Series([page]).str.contains(TURNS).item()
    sheet = fastexcel.read_excel(files["report.xlsx"]).load_sheet("Operators").to_polars()
    assert sheet["operator_name"].to_list() == rows["operator_name"].to_list()
    summary = fastexcel.read_excel(files["report.xlsx"]).load_sheet("Summary").to_polars()
    assert "Tiny Platform" in summary[summary.columns[1]].to_list()


def test_a_call_sheet_shows_marks_and_keeps_names_from_right_to_left_to_themselves() -> None:
    sheet = replace(SMALL, name="שלם 7", contact="a\u202e@b")
    assert "\n# \u2068שלם 7\u2069\n" in "\n" + call_sheet_markdown(sheet).decode()
    assert "<h1>שלם 7</h1>" in call_sheet_html(sheet).decode()
    assert "<dd>a\ufffd@b</dd>" in call_sheet_html(sheet).decode()

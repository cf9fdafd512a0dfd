"""A real spreadsheet opens the files as people's spreadsheets do, whatever their list separator is: nothing in them runs."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from dashboard.exports.csv_files import Form, csv_file

pytestmark = pytest.mark.processes

FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
SEPARATORS = {"comma": "44", "semicolon": "59", "tab": "9", "all three": "44/59/9"}
TOKENS = "34,76,1,,0,false,true,false,false,false,-1,true"
"""Quotes, UTF-8, from line 1, no columns, the usual language, quoted fields too may be figures, and formulas are run."""

SPLIT = [
    f"x{before}{between}=1+1" for before in (";", ",", "\t", "a,b;", "\n", "a\r\n", "a,b\r") for between in ("", '"')
]
NAMES = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\n=1+1", "\r=1+1", "\0=1+1", "\uff1d1+1", "=1+1;", "=1;=1\t=1,=1"),
    *SPLIT,
    *("x;+1+1", "x;-1+1", "x;\0=1+1", "x;;=1+1", "x;\t=1+1", "x\t;=1+1", '"x;=1+1', 'x;"";=1+1', 'x,y;"', "x;'=1+1"),
]


def written(folder: Path, form: Form) -> None:
    """Each name in a file of its own, at the beginning of a line or within it: a quote in one row may hide the next one."""
    folder.mkdir()
    for at, name in enumerate(NAMES):
        for column in ("operator_id", "name"):
            row = {"operator_id": "op_a", "name": "Acme", "quantity": -5, "unit": "calls"} | {column: name}
            (folder / f"{at:02}-{column}.csv").write_bytes(csv_file(pl.DataFrame(row), "a.csv", form).data)


def run_formulas(folder: Path, separator: str, profile: Path) -> dict[str, list[str]]:
    """The formulas that LibreOffice finds when it opens the files of `folder`, by file; one start for all of them."""
    files = sorted(folder.iterdir())
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "fods"]
    opening = [f"--infilter=CSV:{separator},{TOKENS}", "--outdir", str(folder / "opened"), *map(str, files)]
    subprocess.run(command + opening, check=True, capture_output=True, timeout=110)
    opened = {file.stem: ET.parse(folder / "opened" / f"{file.stem}.fods") for file in files}
    found = {
        name: [cell.attrib[FORMULA] for cell in tree.iter() if FORMULA in cell.attrib] for name, tree in opened.items()
    }
    return {name: formulas for name, formulas in found.items() if formulas}


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice keeps its settings there, and two that share a profile wait for each other."""
    return tmp_path_factory.mktemp("libreoffice")


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_cell_of_the_excel_form_is_a_formula_whatever_separates(
    tmp_path: Path, profile: Path, separator: str
) -> None:
    written(tmp_path / "excel", "excel")
    assert run_formulas(tmp_path / "excel", SEPARATORS[separator], profile) == {}


def test_the_same_texts_unguarded_would_run(tmp_path: Path, profile: Path) -> None:
    """So the test above can fail."""
    written(tmp_path / "exact", "exact")
    run = run_formulas(tmp_path / "exact", SEPARATORS["semicolon"], profile)
    assert "of:=1+1;-5;calls" in run[f"{NAMES.index('x;=1+1'):02}-name"]
    assert len(run) > len(NAMES) // 2

"""`python -m dashboard.exports.pack`: exit codes, words, the sample, the API, money, mistakes."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from dashboard.exports.pack.__main__ import main
from data_access.settings import SAMPLE
from tests.commands import plain_environment, run_here
from tests.conftest import KEY
from tests.dashboard.exports.pack.test_data_files import read
from tests.data_access.tiny import usage, write_tiny, write_usage

ROOT = Path(__file__).parents[4]
OCTOBER = ["--start", "2026-10-01", "--end", "2026-10-31"]
MAY = ["--start", "2026-05-01", "--end", "2026-05-27"]


def ran(folder, *arguments, **settings):
    """The command, here; what only a process shows is asked by `ran_by_itself`, and so is what keeps connections."""
    run = run_here(main, arguments, folder, {name: str(value) for name, value in settings.items()})
    assert KEY not in run.stdout + run.stderr
    return run


def ran_by_itself(folder, *arguments, **environment):
    run = subprocess.run(
        [sys.executable, "-m", "dashboard.exports.pack", *arguments],
        cwd=folder,
        env=plain_environment() | {"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert KEY not in run.stdout + run.stderr
    return run


def files(path):
    with ZipFile(path) as held:
        return {name: held.read(name) for name in held.namelist()}


def told(path):
    return json.loads(files(path)["manifest.json"])


@pytest.mark.processes
def test_last_month_of_the_sample_is_final_and_says_so(tmp_path):
    run = ran_by_itself(tmp_path, *OCTOBER, "--out", "pack.zip")
    manifest = told(tmp_path / "pack.zip")
    report_id = manifest["report_id"]
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[:2] == [
        f"pack.zip (usage_sample_2026-10-01_2026-10-31_final_{report_id[2:10]}.zip)",
        f"Report {report_id}: final",
    ]
    assert run.stdout.count("\n  ok      ") == 10
    assert (manifest["state"], manifest["form"], manifest["source"]["sample"]) == ("final", "excel", True)
    assert [check["state"] for check in manifest["checks"]] == ["ok"] * 10


@pytest.mark.processes
def test_two_processes_zones_and_locales_make_the_same_data_files_of_the_sample(tmp_path):
    ran_by_itself(tmp_path, *OCTOBER, "--out", "a.zip", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1")
    ran_by_itself(tmp_path, *OCTOBER, "--out", "b.zip", TZ="America/Anchorage", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    one, other = files(tmp_path / "a.zip"), files(tmp_path / "b.zip")
    assert {name for name in one if one[name] != other[name]} <= {"manifest.json"}
    for entry in told(tmp_path / "a.zip")["files"]:
        assert hashlib.sha256(other[entry["name"]]).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(
    ("end", "state"), [("2026-11-21", "provisional"), ("2026-11-20", "settling"), ("2026-11-17", "final")]
)
def test_a_pack_that_is_not_final_is_written_all_the_same(tmp_path, end, state):
    run = ran(tmp_path, "--start", "2026-11-01", "--end", end, "--out", "pack.zip")
    assert run.returncode == (0 if state == "final" else 3)
    assert f": {state}\n" in run.stdout
    assert told(tmp_path / "pack.zip")["state"] == state


@pytest.mark.processes
def test_a_day_without_data_keeps_a_dataset_from_being_final(tmp_path):
    run = ran_by_itself(tmp_path, "--start", "2025-10-01", "--end", "2025-10-31", "--out", "pack.zip")
    assert run.returncode == 3
    assert "FAILED  No day is missing: 17 days of 31 are missing, the first of them 1 Oct 2025." in run.stdout


@pytest.mark.parametrize("form", ["exact", "focus"])
def test_the_form_can_be_chosen(tmp_path, form):
    assert ran(tmp_path, *OCTOBER, "--out", "pack.zip", "--form", form).returncode == 0
    assert told(tmp_path / "pack.zip")["form"] == form
    assert ("SubAccountId" in read(files(tmp_path / "pack.zip")["lines.csv"])[0]) == (form == "focus")


@pytest.mark.processes
def test_a_pack_from_the_api_is_onehazels_own_report_asked_for_twice(tmp_path, sample_platform):
    """The report of a month long past is incomplete at OneHazel: told, and written all the same."""
    before = len(sample_platform.state.requests)
    run = ran_by_itself(
        tmp_path,
        *OCTOBER,
        "--out",
        "pack.zip",
        "--form",
        "exact",
        ONEHAZEL_API_KEY=KEY,
        ONEHAZEL_BASE_URL=sample_platform.base_url,
    )
    asked = [str(request) for request in list(sample_platform.state.requests)[before:]]
    assert sum("/usage/report" in request for request in asked) >= 2
    manifest = told(tmp_path / "pack.zip")
    states = {check["name"]: check["state"] for check in manifest["checks"]}
    assert states["adds_up"] == states["same_again"] == states["nobody_unknown"] == "ok"
    assert run.returncode == (0 if manifest["state"] == "final" else 3)
    ran(tmp_path, *OCTOBER, "--out", "sample.zip", "--form", "exact")
    _header, rows = read(files(tmp_path / "pack.zip")["operators.csv"])
    _, own = read(files(tmp_path / "sample.zip")["operators.csv"])
    assert [(row[0], *row[4:9]) for row in rows] == [(row[0], *row[4:9]) for row in own]


@pytest.mark.processes
def test_the_platform_that_does_not_answer_is_told_with_title_detail_and_advice(tmp_path):
    nobody = "http://127.0.0.1:9"
    run = ran_by_itself(tmp_path, *OCTOBER, "--out", "pack.zip", ONEHAZEL_API_KEY=KEY, ONEHAZEL_BASE_URL=nobody)
    assert (run.returncode, run.stdout) == (1, "")
    assert len(run.stderr.splitlines()) == 3
    assert not (tmp_path / "pack.zip").exists()


def test_a_rate_card_brings_amounts_and_without_one_there_is_no_money(tmp_path):
    card = tmp_path / "rates.toml"
    card.write_text('currency = "EUR"\n[prices.billable_units]\nper_thousand = 1.00\n', encoding="utf-8")
    assert ran(tmp_path, *OCTOBER, "--out", "pack.zip").returncode == 0
    header, _rows = read(files(tmp_path / "pack.zip")["operators.csv"])
    assert header[-2:] == ["amount", "currency"]
    totals = read(files(tmp_path / "pack.zip")["totals.csv"])[1]
    assert totals[-1][-2:] == ["9809.75", "EUR"]
    card.unlink()
    assert ran(tmp_path, *OCTOBER, "--out", "pack.zip").returncode == 0
    assert "amount" not in read(files(tmp_path / "pack.zip")["operators.csv"])[0]


def test_a_dataset_that_was_restated_gives_another_report(tmp_path):
    dataset = write_tiny(tmp_path / "tiny")
    assert ran(tmp_path, *MAY, "--out", "a.zip", ONEHAZEL_DATASET=dataset).returncode == 0
    write_usage(dataset, usage.with_columns(quantity=usage["quantity"] + 1))
    assert ran(tmp_path, *MAY, "--out", "b.zip", ONEHAZEL_DATASET=dataset).returncode == 0
    one, other = told(tmp_path / "a.zip"), told(tmp_path / "b.zip")
    assert one["report_id"] != other["report_id"]
    assert one["platform"] == {"id": "plat_tiny", "name": "Tiny Platform"}


def test_statements_can_be_chosen(tmp_path):
    run = ran(tmp_path, *OCTOBER, "--out", "pack.zip", "--operator", "op_abacus", "--operator", "op_umbra")
    assert run.returncode == 0
    assert files(tmp_path / "pack.zip")["report.html"].count(b'class="statement"') == 2
    run = ran(tmp_path, *OCTOBER, "--out", "pack.zip", "--operator", "op_nobody")
    assert (run.returncode, run.stderr.splitlines()[1]) == (1, "no such operator in the report: op_nobody")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    run = ran(tmp_path, *OCTOBER, "--out", "none/pack.zip")
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "The pack could not be written",
        "none/pack.zip: No such file or directory",
        "Make room, or name a file in a folder that is there and can be written.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["--start", "2026-10-31", "--end", "2026-10-01"],
        ["--start", "2026-02-30", "--end", "2026-10-01"],
        ["--start", "today", "--end", "2026-10-01"],
        ["--start", "2026-10-01"],
        [*OCTOBER, "--form", "pdf"],
        [*OCTOBER, *(word for at in range(201) for word in ("--operator", f"op_{at}"))],
    ],
)
def test_a_misused_command_is_told_before_anything_else(tmp_path, capsys, words):
    with pytest.raises(SystemExit) as left:
        main([*words, "--out", str(tmp_path / "pack.zip")])
    assert left.value.code == 2
    assert "usage: python -m dashboard.exports.pack" in capsys.readouterr().err


def test_a_folder_is_no_file(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main([*OCTOBER, "--out", str(tmp_path)])
    assert left.value.code == 2
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.processes
def test_wrong_settings_are_told_without_the_key(tmp_path):
    run = ran_by_itself(tmp_path, *OCTOBER, "--out", "pack.zip", ONEHAZEL_API_KEY=KEY, ONEHAZEL_DATASET=str(SAMPLE))
    assert run.returncode == 1
    assert run.stderr.startswith("Hazelboard's settings need mending\n")


@pytest.mark.processes
def test_a_terminal_without_our_letters_gets_what_it_can_show(tmp_path):
    run = ran_by_itself(tmp_path, *OCTOBER, "--out", "pack.zip", PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert "1 ? 31 Oct 2026 is over" in run.stdout

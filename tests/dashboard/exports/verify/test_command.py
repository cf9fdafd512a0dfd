"""`python -m dashboard.exports.verify` as a shell sees it: a real ledger, every exit code, each verdict by a process."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from dashboard.exports.verify.__main__ import main
from dashboard.exports.verify.from_ledger import issued_packs
from data_access.records.ledger import Issued, issue
from data_access.records.opening import open_records
from data_access.records.people import Person
from data_access.settings import Settings
from tests.commands import plain_environment, run_here
from tests.dashboard.exports.verify.packs import LATER, Made, files, made, report, with_file, zipped

ROOT = Path(__file__).parents[4]


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/records.db"


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory, issued: Made) -> Path:
    """The folder of a database in which the pack was issued."""
    folder = tmp_path_factory.mktemp("ledger")
    records = open_records(Settings(database_url=SecretStr(url(folder))))
    rows, known = report(), issued.issued
    what = Issued(
        known.report_id,
        "Acme",
        rows.period,
        "final",
        "excel",
        rows.lines,
        rows.operators,
        known.manifest,
        issued.name,
        issued.data,
    )
    issue(records, "acme", what, now=datetime(2026, 12, 4, tzinfo=UTC), person=Person("Ana", self_declared=True))
    records.close()
    return folder


def run(*arguments: object, database: str) -> subprocess.CompletedProcess[str]:
    return run_here(main, [*map(str, arguments)], ROOT, {"HAZELBOARD_DATABASE_URL": database})


def run_by_itself(*arguments: object, database: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard.exports.verify", *map(str, arguments)]
    environment = plain_environment() | {"HAZELBOARD_DATABASE_URL": database}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("kind", "code"), [("issued", 0), ("altered", 1), ("incomplete", 2), ("unknown", 3), ("whole", 4), ("same", 5)]
)
def test_each_verdict_has_its_exit_code_and_says_itself(
    ledger: Path, tmp_path: Path, issued: Made, other: Made, kind: str, code: int
) -> None:
    inside = files(issued.data)
    data = {
        "issued": issued.data,
        "altered": with_file(
            issued.data, "totals.csv", inside["totals.csv"].replace(b"api_calls,calls,6", b"api_calls,calls,7")
        ),
        "incomplete": zipped({name: held for name, held in inside.items() if name != "totals.csv"}),
        "unknown": b"Dear all, " * 20,
        "whole": other.data,
        "same": made(provenance=LATER).data,
    }[kind]
    file = tmp_path / "brought.zip"
    file.write_bytes(data)
    done = run_by_itself(file, database=url(ledger))
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(f"{kind}: ")
    told = json.loads(run(file, "--json", database=url(ledger)).stdout)
    assert (told["verdict"], told["report"]) == (kind, None if kind in ("unknown", "whole") else 1)


def test_the_place_is_printed_with_both_values(ledger: Path, tmp_path: Path, issued: Made) -> None:
    file = tmp_path / "operators.csv"
    file.write_bytes(files(issued.data)["operators.csv"].replace(b"5004", b"6004"))
    done = run(file, database=url(ledger))
    assert done.returncode == 1
    told = next(line.split() for line in done.stdout.splitlines() if "billable_units" in line)
    assert [word for word in told if word not in ("│", "┆")] == ["operators.csv", "7", "billable_units", "5004", "6004"]


def test_what_a_file_holds_moves_no_cursor_and_turns_no_line_of_the_terminal(
    ledger: Path, tmp_path: Path, issued: Made
) -> None:
    file = tmp_path / "operators.csv"
    file.write_bytes(files(issued.data)["operators.csv"].replace(b"5004", "\x1b[2J\u202e7".encode()))
    done, told = run(file, database=url(ledger)), run(file, "--json", database=url(ledger))
    assert not set("\x1b\u202e") & set(done.stdout + told.stdout)
    assert "\ufffd[2J\ufffd7" in done.stdout
    assert json.loads(told.stdout)["differences"][0]["found"] == "\x1b[2J\u202e7"


@pytest.mark.processes
def test_a_wrong_use_is_none_of_the_verdicts(ledger: Path) -> None:
    assert run_by_itself(database=url(ledger)).returncode == 64
    assert run("a", "b", database=url(ledger)).returncode == 64
    assert run("--nonsense", "a", database=url(ledger)).returncode == 64


def test_help_tells_the_exit_codes(ledger: Path) -> None:
    done = run("--help", database=url(ledger))
    assert done.returncode == 0
    assert "0 issued, 1 altered, 2 incomplete, 3 unknown, 4 whole, 5 same" in " ".join(done.stdout.split())


def test_a_file_that_cannot_be_read_is_told(ledger: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "gone.zip", database=url(ledger))
    assert (done.returncode, "No such file" in done.stderr) == (66, True)
    assert run(tmp_path, database=url(ledger)).returncode == 66


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\r\n")
    done = run(file, database="sqlite:///:memory:")
    assert (done.returncode, "has to last" in done.stderr) == (69, True)


def test_a_huge_file_is_not_read(ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as empty:
        empty.truncate((1 << 30) + 1)
    done = run(file, database=url(ledger))
    assert (done.returncode, "was not looked at" in done.stdout) == (3, True)


def test_the_packs_of_the_ledger_are_read_when_they_are_needed(ledger: Path, issued: Made) -> None:
    records = open_records(Settings(database_url=SecretStr(url(ledger))))
    found = issued_packs(records, "acme")
    assert [(pack.number, pack.pack_sha256) for pack in found] == [(1, issued.issued.pack_sha256)]
    assert found[0].read() == issued.data
    assert issued_packs(records, "other") == []
    for data in (issued.data, files(issued.data)["lines.csv"]):
        assert len(issued_packs(records, file_sha256=hashlib.sha256(data).hexdigest())) == 1
    assert issued_packs(records, file_sha256="0" * 64) == []
    records.close()

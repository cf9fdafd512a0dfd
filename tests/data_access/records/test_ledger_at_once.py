"""Two people at once, and a sudden end: one report, no gap, nothing half."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from data_access.records.database import Records
from data_access.records.ledger import issued, issued_reports
from data_access.records.opening import open_records
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import enter, report

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]
ISSUER = """
import sys
from datetime import date, timedelta
from pathlib import Path
from data_access.records.errors import IssueRefused
from data_access.period import Period
from data_access.records.opening import open_records
from data_access.records.people import Person
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import enter, report

file, who, kind, size = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
records = open_records(settings_of(file))
for day in range(int(sys.argv[5])):
    place = {"correction": {"corrects": 1, "after": 1}}.get(kind, {})
    mine = who if kind in ("different", "correction") else "same"
    start = date(2026, 10, 1) + timedelta(31 * day)
    period = Period(start, start + timedelta(30))
    if kind == "correction":
        period = Period(date(2026, 10, 1), date(2026, 10, 31))
    try:
        receipt = enter(records, report(f"r-{mine}-{day}", period, pack=who.encode() * size, **place),
                        person=Person(who, self_declared=True))
        print(receipt.number, receipt.already, receipt.by, flush=True)
    except IssueRefused:
        print("refused", flush=True)
"""


def issuer(file: Path, who: str, kind: str, *, size: int = 1_000, count: int = 1) -> subprocess.Popen[str]:
    """A process that waits for a line, then opens the records and issues a period a day."""
    command = [sys.executable, "-c", ISSUER, str(file), who, kind, str(size), str(count)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def at_once(processes: list[subprocess.Popen[str]]) -> list[list[str]]:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate()[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return answers


@pytest.fixture
def later(file: Path) -> Iterator[list[Records]]:
    """Records that are opened after the processes, closed at the end."""
    opened: list[Records] = []
    yield opened
    for records in opened:
        records.close()


def opened(file: Path, later: list[Records]) -> Records:
    later.append(open_records(settings_of(file)))
    return later[-1]


def test_the_same_report_at_once_is_one_and_the_others_are_told(file: Path, later: list[Records]) -> None:
    answers = at_once([issuer(file, who, "same", count=12) for who in ("Ana", "Ben", "Cem")])
    records = opened(file, later)
    kept = issued_reports(records, "acme")
    assert kept["number"].to_list() == list(range(1, 13))
    for number, told in enumerate(zip(*answers, strict=True), start=1):
        by = kept["by"][number - 1]
        assert sorted(told) == sorted([f"{number} False {by}", f"{number} True {by}", f"{number} True {by}"])
        assert issued(records, "acme", number).issued.pack == by.encode() * 1_000


def test_different_reports_of_a_period_at_once_leave_one_and_refuse_the_rest(file: Path, later: list[Records]) -> None:
    answers = at_once([issuer(file, who, "different", count=12) for who in ("Ana", "Ben", "Cem")])
    assert issued_reports(opened(file, later), "acme")["number"].to_list() == list(range(1, 13))
    assert [sorted(told)[1:] for told in zip(*answers, strict=True)] == [["refused", "refused"]] * 12


def test_two_corrections_at_once_do_not_correct_the_same_difference_twice(file: Path, later: list[Records]) -> None:
    records = opened(file, later)
    enter(records, report("r-first"))
    answers = at_once([issuer(file, who, "correction") for who in ("Ana", "Ben")])
    assert issued_reports(records, "acme")["corrects"].to_list() == [None, 1]
    assert sorted(told.split()[0] for answer in answers for told in answer) == ["2", "refused"]


def test_a_kill_leaves_a_report_whole_or_not_at_all(file: Path, later: list[Records]) -> None:
    random.seed(4)
    answered = 0
    for _ in range(8):
        with issuer(file, "Ana", "same", size=3_000_000, count=10_000) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("go\n")
            process.stdin.flush()
            told = process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(random.uniform(0, 0.15))
            process.kill()
            lines = [told, *process.stdout]
        answered = max(answered, *(int(line.split()[0]) for line in lines if line.endswith("\n")))
        records = opened(file, later)
        kept = issued_reports(records, "acme")
        assert kept["number"].to_list() == list(range(1, kept.height + 1))
        assert kept.height >= answered
        last = issued(records, "acme", kept.height).issued
        assert last.pack == b"Ana" * 3_000_000
        assert (last.lines.height, last.operators.height) == (2, 2)
        with records.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM issued_files")).scalar() == 3 * kept.height
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"

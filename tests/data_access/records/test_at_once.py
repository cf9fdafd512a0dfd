"""Threads, processes and a sudden end: every snooze that was answered is there, once and whole."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from data_access.records.database import Records
from data_access.records.opening import VERSION, open_records
from data_access.records.people import Person
from data_access.records.snoozes import active, history, snooze
from tests.data_access.records.conftest import settings_of

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]
ANA = Person("Ana", self_declared=True)
WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from data_access.records.opening import open_records
from data_access.records.people import Person
from data_access.records.snoozes import snooze
from tests.data_access.records.conftest import settings_of

file, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
records = open_records(settings_of(file))
for note in range(count):
    kept = snooze(records, "acme", "op_a", date(2027, 3, 1), str(note), Person(who, self_declared=True),
                  today=date(2026, 11, 21), now=datetime.now(UTC))
    print(kept, flush=True)
"""


def writer(file: Path, who: str, count: int) -> subprocess.Popen[str]:
    """A process that waits for a line, then opens the records and writes, telling each id that it was answered."""
    command = [sys.executable, "-c", WRITER, str(file), who, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def is_whole(records: Records) -> bool:
    with records.reading() as connection:
        return connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_processes_that_start_at_once_make_one_database_and_lose_nothing(file: Path) -> None:
    writers = [writer(file, who, 25) for who in ("Ana", "Ben", "Cem")]
    for process in writers:
        start(process)
    answers = [process.communicate()[0].split() for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0]
    records = open_records(settings_of(file))
    kept = history(records, "acme", "op_a")
    assert sorted(kept["snooze_id"].to_list()) == sorted(int(one) for answer in answers for one in answer)
    assert kept.group_by("by").len().sort("by").rows() == [("Ana", 25), ("Ben", 25), ("Cem", 25)]
    assert active(records, "acme", date(2026, 11, 21)).height == 1
    records.close()


def test_threads_share_one_database_and_lose_nothing(records: Records) -> None:
    def write(note: int) -> int:
        return snooze(
            records,
            "acme",
            f"op_{note % 4}",
            date(2027, 3, 1),
            "",
            ANA,
            today=date(2026, 11, 21),
            now=datetime.now(UTC),
        )

    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(write, range(80)))
    assert len(kept) == 80
    found = pl.concat(history(records, "acme", f"op_{one}") for one in range(4))
    assert set(found["snooze_id"]) == kept


def test_what_was_answered_before_a_kill_is_kept(file: Path) -> None:
    answered: list[int] = []
    for answers in (1, 3, 8, 20):
        with writer(file, "Ana", 100_000) as process:
            start(process)
            assert process.stdout is not None
            read = [int(process.stdout.readline()) for _ in range(answers)]
            process.kill()
            read += [int(line) for line in process.stdout if line.endswith("\n")]
        answered += read
        records = open_records(settings_of(file))
        kept = history(records, "acme", "op_a")
        assert set(answered) <= set(kept["snooze_id"])
        assert kept.null_count().select("until", "note", "by", "at").row(0) == (0, 0, 0, 0)
        assert is_whole(records)
        records.close()


def test_a_reader_does_not_wait_for_a_writer(records: Records) -> None:
    with records.writing() as connection:
        connection.execute(text("DELETE FROM schema_version"))
        with records.reading() as other:
            assert other.execute(text("SELECT count(*) FROM schema_version")).scalar() == 1


def test_a_writer_that_reads_first_sees_what_the_one_before_it_wrote(records: Records) -> None:
    def count_up(_: int) -> None:
        with records.writing() as connection:
            seen = connection.execute(text("SELECT version FROM schema_version")).scalar_one()
            connection.execute(text("UPDATE schema_version SET version = :next"), {"next": seen + 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(60)))
    with records.reading() as connection:
        assert connection.execute(text("SELECT version FROM schema_version")).scalar() == VERSION + 60

"""A disk that is full, a size that is not allowed, many who write at once: told in words, and nothing half is kept."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from data_access.period import Period
from data_access.records.database import Records
from data_access.records.errors import RecordsUnusable
from data_access.records.ledger import issued_pack, issued_reports
from data_access.records.opening import open_records
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import NOVEMBER, OCTOBER, enter, report

ROOT = Path(__file__).parents[3]


@contextmanager
def room_for(records: Records, pages: int) -> Iterator[None]:
    """SQLite answers as it does for a full disk once the file has so many pages more."""

    def limit(to: str) -> None:
        with records.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {to}")

    with records.reading() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(str(used + pages))
    yield
    limit("4294967294")


def parts(records: Records) -> tuple[int, int]:
    with records.reading() as connection:
        counts = [connection.scalar(text(f"SELECT count(*) FROM {one}")) for one in ("issued_reports", "issued_files")]
    return counts[0] or 0, counts[1] or 0


@pytest.mark.parametrize("pages", [0, 1, 3, 20, 200])
def test_a_disk_that_is_full_while_issuing_is_told_and_nothing_half_is_kept(records: Records, pages: int) -> None:
    enter(records)
    with room_for(records, pages), pytest.raises(RecordsUnusable, match="disk is full") as refused:
        enter(records, report("r-2", NOVEMBER, pack=bytes(2_000_000)))
    assert refused.value.advice == "Make room on the disk, then try again: nothing of this was recorded."
    assert parts(records) == (1, 3)
    assert enter(records, report("r-2", NOVEMBER)).number == 2
    assert parts(records) == (2, 6)


NO_LARGER = """
import resource, signal, sys
from pathlib import Path
from data_access.records.errors import RecordsUnusable
from data_access.records.opening import open_records
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import NOVEMBER, enter, report

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
records = open_records(settings_of(Path(sys.argv[1])))
enter(records)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    enter(records, report("r-2", NOVEMBER, pack=bytes(2_000_000)))
except RecordsUnusable as refused:
    print(refused.advice)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(enter(records, report("r-3", NOVEMBER)).number)
"""


@pytest.mark.processes
def test_a_log_that_the_system_does_not_let_grow_is_told_and_nothing_half_is_kept(file: Path) -> None:
    command = [sys.executable, "-c", NO_LARGER, str(file), "600000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    advice, number = done.stdout.splitlines()
    assert (advice.split(",")[0], number) == ("Look at the disk and its limits", "2")
    records = open_records(settings_of(file))
    assert issued_reports(records, "acme")["report_id"].to_list() == ["r-1", "r-3"]
    assert parts(records) == (2, 6)
    records.close()


def test_twenty_who_issue_at_once_all_wait_for_their_turn(records: Records) -> None:
    pack = bytes(range(256)) * 4_000

    def one(number: int) -> int:
        start = OCTOBER.start + timedelta(40 * number)
        return enter(records, report(f"r-{number}", Period(start, start + timedelta(30)), pack=pack)).number

    with ThreadPoolExecutor(20) as threads:
        assert sorted(threads.map(one, range(20))) == list(range(1, 21))
    assert issued_pack(records, "acme", 20) == pack


def test_readers_are_answered_while_more_wait_to_write_than_there_are_connections(records: Records) -> None:
    enter(records)
    with ThreadPoolExecutor(30) as threads:
        with records.writing():
            waiting = [threads.submit(enter, records) for _ in range(30)]
            assert issued_reports(records, "acme").height == 1
            assert not any(one.done() for one in waiting)
        assert [one.result().already for one in waiting] == [True] * 30


def test_a_writer_of_another_process_that_does_not_end_is_told_as_somebody_who_writes(
    records: Records, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.records.sqlite.BUSY_SECONDS", 0.05)
    other = open_records(settings_of(file))
    with records.writing() as connection:
        connection.execute(text("UPDATE schema_version SET version = version"))
        with pytest.raises(RecordsUnusable, match="database is locked") as refused:
            enter(other, report("r-2", NOVEMBER))
    other.close()
    assert refused.value.advice == "Try again in a moment: nothing of this was recorded."


def test_a_thread_whose_turn_does_not_come_is_told(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_access.records.database.TURN_SECONDS", 0.05)
    begun, told = Event(), Event()

    def hold() -> None:
        with records.writing():
            begun.set()
            told.wait()

    with ThreadPoolExecutor(1) as threads:
        held = threads.submit(hold)
        begun.wait()
        with pytest.raises(RecordsUnusable, match="still recording"):
            enter(records)
        told.set()
        held.result()
    assert enter(records).number == 1

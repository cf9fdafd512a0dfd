"""A file that was deleted, replaced or overwritten while it is in use: nothing is answered from it, nothing is lost in it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data_access.period import Period
from data_access.records.database import Records
from data_access.records.errors import RecordsUnusable
from data_access.records.ledger import issued_pack, issued_reports
from data_access.records.opening import VERSION, open_records
from data_access.records.snoozes import active, history, snooze, undo
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import ANA, NOVEMBER, NOW, enter, report

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
TODAY, MARCH = date(2026, 11, 21), date(2027, 3, 1)


def beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + end) for end in ("-wal", "-shm")]


def numbers(file: Path) -> list[int]:
    """What another program finds in the file at this address."""
    with closing(sqlite3.connect(file)) as other:
        return [number for (number,) in other.execute("SELECT number FROM issued_reports ORDER BY number")]


def in_a_new_process(file: Path, statement: str) -> None:
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]).fetchall(); c.commit(); c.close()"
    subprocess.run([sys.executable, "-c", script, str(file), statement], check=True)


def backup(file: Path, to: Path) -> Path:
    """As the documentation says: SQLite writes the copy, whatever the log holds."""
    in_a_new_process(file, f"VACUUM INTO '{to}'")
    return to


def backed_up_online(file: Path, to: Path) -> Path:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
    return to


def copied(file: Path, to: Path) -> Path:
    """The file alone, as a copy of the folder would hold it once its log is moved into it."""
    in_a_new_process(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(file, to))


def deleted(file: Path, _: Path) -> None:
    file.unlink()


def deleted_with_its_log(file: Path, _: Path) -> None:
    for one in (file, *beside(file)):
        one.unlink()


def folder_deleted(file: Path, _: Path) -> None:
    shutil.rmtree(file.parent)


def folder_moved(file: Path, _: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))


def a_folder_in_its_place(file: Path, _: Path) -> None:
    file.unlink()
    file.mkdir()


def another_in_its_place(file: Path, kept: Path) -> None:
    shutil.copy(kept, kept.with_name("next"))
    kept.with_name("next").replace(file)


def written_over(file: Path, kept: Path) -> None:
    file.write_bytes(kept.read_bytes())


def written_over_without_its_log(file: Path, kept: Path) -> None:
    for one in beside(file):
        one.unlink()
    written_over(file, kept)


def emptied(file: Path, _: Path) -> None:
    os.truncate(file, 0)


def log_deleted(file: Path, _: Path) -> None:
    beside(file)[0].unlink()


def log_replaced(file: Path, _: Path) -> None:
    beside(file)[0].unlink()
    beside(file)[0].write_bytes(b"")


def index_deleted(file: Path, _: Path) -> None:
    beside(file)[1].unlink()


CHANGES = [
    deleted,
    deleted_with_its_log,
    folder_deleted,
    folder_moved,
    a_folder_in_its_place,
    another_in_its_place,
    written_over,
    written_over_without_its_log,
    emptied,
    log_deleted,
    log_replaced,
    index_deleted,
]


@pytest.fixture
def kept(records: Records, file: Path, tmp_path: Path) -> Path:
    """A backup that holds one report; the file in use holds two."""
    enter(records)
    made = backup(file, tmp_path / "backup.db")
    enter(records, report("r-2", NOVEMBER))
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_issued_into_a_file_that_is_not_the_one_in_use(
    records: Records, file: Path, kept: Path, change: Callable[[Path, Path], None]
) -> None:
    change(file, kept)
    with pytest.raises(RecordsUnusable) as refused:
        enter(records, report("r-3", DECEMBER))
    assert str(file) in refused.value.detail
    assert "Stop Hazelboard first, then restore" in refused.value.advice


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_read_from_a_file_that_is_not_the_one_in_use(
    records: Records, file: Path, kept: Path, change: Callable[[Path, Path], None]
) -> None:
    change(file, kept)
    with pytest.raises(RecordsUnusable):
        issued_reports(records, "acme")


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_is_snoozed_in_a_file_that_is_not_the_one_in_use(
    records: Records, file: Path, kept: Path, change: Callable[[Path, Path], None]
) -> None:
    snoozed = snooze(records, "acme", "op_a", MARCH, "", ANA, today=TODAY, now=NOW)
    change(file, kept)
    with pytest.raises(RecordsUnusable):
        undo(records, "acme", snoozed, ANA, now=NOW)


@pytest.mark.parametrize("change", [deleted, another_in_its_place, written_over, log_deleted])
def test_what_happens_to_the_file_while_a_report_is_written_is_not_answered_as_issued(
    records: Records, file: Path, kept: Path, change: Callable[[Path, Path], None]
) -> None:
    def write() -> None:
        with records.writing() as connection:
            connection.exec_driver_sql("UPDATE schema_version SET version = 9")
            change(file, kept)

    with pytest.raises(RecordsUnusable):
        write()


@pytest.mark.parametrize("make", [backup, backed_up_online, copied])
def test_a_backup_that_is_written_over_the_file_in_use_is_seen(
    records: Records, file: Path, tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    enter(records)
    made = make(file, tmp_path / "backup.db")
    enter(records, report("r-2", NOVEMBER, pack=bytes(6_000_000)))  # large: the log is moved into the file
    inode = file.stat().st_ino
    written_over(file, made)
    assert file.stat().st_ino == inode
    with pytest.raises(RecordsUnusable, match="was overwritten while it was in use"):
        enter(records, report("r-3", DECEMBER))


@pytest.mark.parametrize("make", [backup, backed_up_online, copied])
def test_a_file_that_was_overwritten_stays_as_it_was_written_and_refused_until_it_is_restored(
    records: Records, file: Path, tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    enter(records)
    made = make(file, tmp_path / "backup.db")
    enter(records, report("r-2", NOVEMBER, pack=bytes(6_000_000)))
    enter(records, report("r-3", DECEMBER))  # this one is in the log alone
    written_over(file, made)
    with pytest.raises(RecordsUnusable, match="was overwritten"):
        issued_reports(records)
    records.close()
    with pytest.raises(RecordsUnusable, match="was overwritten"):
        open_records(settings_of(file))
    assert file.read_bytes() == made.read_bytes()
    deleted_with_its_log(file, made)
    shutil.copy(made, file)
    assert issued_reports(records, "acme")["report_id"].to_list() == ["r-1"]
    assert enter(records, report("r-3", DECEMBER)).number == 2


def test_a_backup_of_this_very_state_that_is_written_over_the_file_is_seen(
    records: Records, file: Path, tmp_path: Path
) -> None:
    enter(records)
    written_over(file, backup(file, tmp_path / "backup.db"))
    with pytest.raises(RecordsUnusable, match="was overwritten"):
        enter(records, report("r-2", NOVEMBER))


def test_a_file_that_came_back_is_used_again(records: Records, file: Path, tmp_path: Path) -> None:
    enter(records)
    file.rename(tmp_path / "aside")
    with pytest.raises(RecordsUnusable, match="no longer there"):
        issued_reports(records)
    (tmp_path / "aside").rename(file)
    assert enter(records, report("r-2", NOVEMBER)).number == 2
    assert numbers(file) == [1, 2]


def test_a_restored_file_is_told_once_and_then_used(records: Records, file: Path, kept: Path) -> None:
    deleted_with_its_log(file, kept)
    shutil.copy(kept, file)
    with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
        enter(records, report("r-3", DECEMBER))
    assert issued_reports(records, "acme")["report_id"].to_list() == ["r-1"]
    assert enter(records, report("r-3", DECEMBER)).number == 2
    assert numbers(file) == [1, 2]
    assert issued_pack(records, "acme", 2) == report().pack


def test_a_restored_file_is_seen_by_every_later_question_while_one_still_reads_the_old(
    records: Records, file: Path, kept: Path
) -> None:
    with records.reading() as old:
        deleted_with_its_log(file, kept)
        shutil.copy(kept, file)
        for _ in range(3):
            with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
                enter(records, report("r-3", DECEMBER))
        assert old.exec_driver_sql("SELECT max(number) FROM issued_reports").scalar() == 2
    assert issued_reports(records, "acme")["report_id"].to_list() == ["r-1"]


def test_letting_the_old_file_go_leaves_the_log_of_the_new_one_in_place(
    records: Records, file: Path, kept: Path
) -> None:
    deleted_with_its_log(file, kept)
    shutil.copy(kept, file)
    other = open_records(settings_of(file))
    enter(other, report("r-3", DECEMBER))
    with pytest.raises(RecordsUnusable):
        issued_reports(records)
    assert issued_reports(records, "acme")["report_id"].to_list() == ["r-1", "r-3"]
    records.close()
    assert enter(other, report("r-4", NOVEMBER)).number == 3
    other.close()
    assert numbers(file) == [1, 2, 3]


def test_a_file_that_is_still_being_copied_is_left_alone(records: Records, file: Path, kept: Path) -> None:
    whole = kept.read_bytes()
    deleted_with_its_log(file, kept)
    for part in (0, 100, 4096, len(whole) - 1):
        file.write_bytes(whole[:part])
        for _ in range(2):
            with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
                issued_reports(records)
        assert file.read_bytes() == whole[:part]
        assert not any(one.exists() for one in beside(file))
    file.write_bytes(whole)
    assert issued_reports(records, "acme").height == 1


def test_a_restored_file_with_the_old_log_beside_it_is_left_alone(records: Records, file: Path, kept: Path) -> None:
    another_in_its_place(file, kept)
    for _ in range(3):
        with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
            issued_reports(records)
    assert file.read_bytes() == kept.read_bytes()


def test_a_file_that_was_deleted_is_not_made_anew_while_running(records: Records, file: Path, kept: Path) -> None:
    deleted_with_its_log(file, kept)
    for _ in range(3):
        with pytest.raises(RecordsUnusable, match="no longer there"):
            enter(records, report("r-3", DECEMBER))
    assert not file.exists()


@pytest.mark.parametrize("change", [log_deleted, index_deleted])
def test_what_a_deleted_log_held_is_saved_into_the_file(
    records: Records, file: Path, kept: Path, change: Callable[[Path, Path], None]
) -> None:
    change(file, kept)
    with pytest.raises(RecordsUnusable, match="the log of"):
        issued_reports(records)
    assert issued_reports(records, "acme")["number"].to_list() == [1, 2]
    assert enter(records, report("r-3", DECEMBER)).number == 3
    assert numbers(file) == [1, 2, 3]


def test_a_restored_file_of_a_later_hazelboard_stays_refused(records: Records, file: Path, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as raw, raw:
        raw.execute("UPDATE schema_version SET version = ?", (VERSION + 1,))
    deleted_with_its_log(file, kept)
    shutil.copy(kept, file)
    with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
        issued_reports(records)
    for _ in range(2):
        with pytest.raises(RecordsUnusable, match="of a later Hazelboard"):
            issued_reports(records)


def test_a_link_to_the_file_is_followed_and_a_link_that_was_moved_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    link = tmp_path / "records.db"
    link.symlink_to(tmp_path / "a" / "real.db")
    open_records(settings_of(tmp_path / "a" / "real.db")).close()
    open_records(settings_of(tmp_path / "b" / "real.db")).close()
    records = open_records(settings_of(link))
    assert enter(records).number == 1
    link.unlink()
    link.symlink_to(tmp_path / "b" / "real.db")
    with pytest.raises(RecordsUnusable, match="replaced meanwhile"):
        enter(records, report("r-2", NOVEMBER))
    assert enter(records, report("r-3", DECEMBER)).number == 1
    assert (numbers(tmp_path / "a" / "real.db"), numbers(tmp_path / "b" / "real.db")) == ([1], [1])
    records.close()


def test_two_that_use_one_file_see_what_the_other_moved_from_the_log(records: Records, file: Path) -> None:
    other = open_records(settings_of(file))
    for number, month in enumerate((NOVEMBER, DECEMBER), start=1):
        assert enter(other, report(f"r-{number}", month, pack=bytes(6_000_000))).number == number
        assert issued_reports(records, "acme").height == number
    assert enter(records, report("r-9")).number == 3
    assert issued_reports(other, "acme").height == 3
    other.close()


def test_a_look_at_the_file_does_not_let_go_of_its_locks(records: Records, file: Path) -> None:
    """Any close of a file past SQLite lets go of the whole process's locks on it, and others then take away the log."""
    enter(records)
    in_a_new_process(file, "SELECT * FROM snoozes")
    assert all(one.exists() for one in beside(file))
    assert enter(records, report("r-2", NOVEMBER)).number == 2


def test_records_that_were_closed_can_be_asked_again_after_the_file_was_restored(
    records: Records, file: Path, kept: Path
) -> None:
    records.close()
    shutil.copy(kept, file)
    assert issued_reports(records, "acme").height == 1


def test_a_path_with_marks_of_an_address_is_a_path(tmp_path: Path) -> None:
    file = tmp_path / "50% off #1 ä" / "records.db"
    records = open_records(settings_of(file))
    assert enter(records).number == 1
    assert active(records, "acme", TODAY).is_empty()
    assert history(records, "acme", "op_a").is_empty()
    records.close()
    assert numbers(file) == [1]


KILLED = """
import os, random, sys
from datetime import date, timedelta
from pathlib import Path
from data_access.period import Period
from data_access.records.opening import open_records
from tests.data_access.records.conftest import settings_of
from tests.data_access.records.ledger_rows import enter, report

file, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
records = open_records(settings_of(file))
for number in range(first, last):
    start = date(2020, 1, 1) + timedelta(31 * number)
    enter(records, report(f"r-{number}", Period(start, start + timedelta(30)), pack=random.randbytes(200_000)))
os._exit(0)
"""


def killed_after_issuing(file: Path, first: int, last: int) -> None:
    """Leaves its log behind."""
    arguments = [sys.executable, "-c", KILLED, str(file), str(first), str(last)]
    subprocess.run(arguments, cwd=ROOT, check=True)


@pytest.mark.parametrize("make", [backup, backed_up_online, copied])
def test_a_file_that_was_restored_over_the_log_of_a_killed_process_is_not_opened(
    file: Path, tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    killed_after_issuing(file, 0, 20)
    made = make(file, tmp_path / "backup.db")
    killed_after_issuing(file, 20, 50)
    written_over(file, made)
    for _ in range(2):
        with pytest.raises(RecordsUnusable) as refused:
            open_records(settings_of(file))
        assert "remove its -wal and -shm" in refused.value.advice
    assert file.read_bytes() == made.read_bytes()
    for one in beside(file):
        one.unlink()
    records = open_records(settings_of(file))
    assert issued_reports(records, "acme").height == 20
    records.close()


def test_a_file_that_its_log_was_half_moved_into_is_taken_up(file: Path) -> None:
    """The first page is moved first, and counts pages that are not there yet."""
    killed_after_issuing(file, 0, 1)
    before = copied(file, file.with_name("before")).read_bytes()
    killed_after_issuing(file, 1, 3)
    log = {one: one.read_bytes() for one in beside(file)}
    in_a_new_process(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(file.read_bytes()[:4096] + before[4096:])
    for one, content in log.items():
        one.write_bytes(content)
    records = open_records(settings_of(file))
    assert issued_reports(records, "acme").height == 3
    assert enter(records, report("r-9")).number == 4
    records.close()
    assert numbers(file) == [1, 2, 3, 4]


def test_the_log_of_a_killed_process_is_taken_up(file: Path) -> None:
    killed_after_issuing(file, 0, 3)
    records = open_records(settings_of(file))
    assert issued_reports(records, "acme").height == 3
    records.close()


FORKED = """
import os, sys
from pathlib import Path
from data_access.records.errors import RecordsUnusable
from data_access.records.ledger import issued_reports
from data_access.records.opening import open_records
from tests.data_access.records.conftest import settings_of

records = open_records(settings_of(Path(sys.argv[1])))
child = os.fork()
if child == 0:
    try:
        issued_reports(records)
    except RecordsUnusable as refused:
        os._exit(0 if "copied" in refused.detail else 2)
    os._exit(1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert issued_reports(records).is_empty()
sys.exit(code)
"""


def test_a_forked_process_is_refused_the_connections_of_its_parent(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FORKED, str(file)], cwd=ROOT, check=False)
    assert done.returncode == 0

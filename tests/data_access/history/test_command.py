"""`python -m data_access.history` as a process: exit codes and words, kills, two at once, a full disk."""

import os
import resource
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from data_access.history.__main__ import main
from data_access.history.lock import only_sync
from data_access.history.store import Store
from data_access.period import Period
from tests.conftest import KEY
from tests.data_access.history.platform import counted, fault, usage

pytestmark = pytest.mark.processes

_ROOT = Path(__file__).parents[3]
_DAY = timedelta(days=1)
_DAYS = 30


@pytest.fixture
def kept(kept):
    """The platform as of yesterday: a process tells the time by itself."""
    kept.serve(usage(_yesterday()))
    return kept


def _yesterday():
    return datetime.now(UTC).date() - _DAY


def _started(kept, *arguments, **options):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ONEHAZEL_", "HAZELBOARD_"))
    }
    environment |= {
        "ONEHAZEL_API_KEY": kept.key,
        "ONEHAZEL_BASE_URL": f"{kept.url}/platform-api",
        "ONEHAZEL_HISTORY": str(kept.root),
        **options.pop("environment", {}),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "data_access.history", *arguments],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def _ran(kept, *arguments, **options):
    process = _started(kept, *arguments, **options)
    out, err = process.communicate(timeout=60)
    assert kept.key not in out + err
    assert "Traceback" not in err
    return process.returncode, out, err


def _sync(kept, **options):
    return _ran(kept, "sync", "--days", str(_DAYS), **options)


def _read(kept):
    """What a reader sees, and the days that are held; the rows of each are those of the platform."""
    source = DatasetSource(kept.directory, absent_is_zero=False)
    known = source.facts().coverage
    span = Period(known.first_day, known.today)
    rows, held = source.daily_usage(span), [day for day in span.dates() if day not in known.missing]
    assert_frame_equal(counted(rows, held), counted(usage(_yesterday()), held))
    assert rows.select("date", "operator_id", "metric", "key").is_unique().all()
    assert not rows.filter(~pl.col("date").is_in(held)).height
    return held


def test_a_sync_says_what_it_will_do_how_far_it_is_and_what_it_came_to(kept):
    code, out, err = _sync(kept)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("Many Days at OneHazel Platform API at 127.0.0.1:")
    assert f"about {_DAYS + 7} requests; kept in {kept.directory}" in lines[0]
    assert any(line.startswith("reading days: 15 of 30 days, ") and line.endswith(" left") for line in lines)
    assert "30 of 30 days are held; 30 came now." in lines
    assert len(_read(kept)) == _DAYS
    code, out, _ = _ran(kept, "status", environment={"ONEHAZEL_API_KEY": ""})
    assert code == 0
    assert out.splitlines()[0] == "Many Days (plat_days)"
    assert f"30 days held ({_yesterday() - 29 * _DAY} to {_yesterday()}), 3 of them settling; 0 missing" in out


def test_status_without_a_history_says_how_to_begin_one(kept):
    code, out, _ = _ran(kept, "status")
    assert (code, out) == (0, f"No history in {kept.root} yet: `make sync` begins one.\n")


@pytest.mark.parametrize(
    "words", [["--days", "0"], ["--days", "3661"], ["--days", "²"], ["--verify", "-1"], ["--nonsense"]]
)
def test_a_misused_command_is_told_before_anything_else(capsys, words):
    with pytest.raises(SystemExit) as left:
        main(["sync", *words])
    assert left.value.code == 2
    assert "usage: python -m data_access.history" in capsys.readouterr().err


def test_without_a_key_there_is_nothing_to_sync(kept):
    code, _, err = _sync(kept, environment={"ONEHAZEL_API_KEY": ""})
    assert code == 1
    assert "Set ONEHAZEL_API_KEY (oh_platform_…)" in err


def test_a_platform_that_fails_is_told_with_title_detail_and_advice(kept):
    kept.state.faults.append(fault(f"401,message=not {KEY}"))
    code, _, err = _sync(kept)
    assert code == 1
    assert err.splitlines()[0] == "OneHazel refused the key"


def test_a_day_that_cannot_be_read_is_named_and_the_code_says_that_not_all_is_held(kept):
    kept.state.faults.append(fault("malformed,endpoint=/metrics/summary"))
    code, out, _ = _sync(kept)
    assert code == 1
    assert "Not read: summary: GET /metrics/summary: not JSON" in out
    assert len(_read(kept)) == _DAYS


def test_days_that_do_not_add_up_have_a_code_of_their_own(kept):
    kept.serve(usage(_yesterday()), end="exclusive")
    code, _, err = _sync(kept)
    assert code == 4
    assert err.splitlines()[0] == "The API reads its end date differently"
    assert not kept.store.is_there


def test_while_another_process_syncs_a_second_one_says_so_and_leaves(kept):
    kept.directory.mkdir(parents=True)
    with only_sync(kept.directory, datetime.now(UTC)):
        code, _, err = _sync(kept)
    assert code == 3
    assert err.splitlines()[0] == "Another sync is running"
    assert f"process {os.getpid()} on " in err
    assert not kept.store.is_there


class _Killer:
    """The served app, which kills the process that asks a moment after its `nth` report was answered."""

    def __init__(self, app, nth, seconds):
        self._app, self._left, self._seconds = app, nth, seconds
        self.state, self.process = app.state, None

    async def __call__(self, scope, receive, send):
        await self._app(scope, receive, send)
        if scope["path"].endswith("/usage/report"):
            self._left -= 1
            if self._left == 0:
                threading.Timer(self._seconds, self.process.kill).start()


def test_killed_again_and_again_a_history_loses_nothing_and_is_complete_in_the_end(kept):
    app, held = kept.stage.app, 0
    for nth, milliseconds in ((5, 0), (20, 3), (7, 1), (6, 7), (6, 13), (5, 29)):
        killer = _Killer(app, nth, milliseconds / 1000)
        kept.stage.app = killer
        with _started(kept, "sync", "--days", str(_DAYS)) as process:
            killer.process = process
            process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        now = len(_read(kept)) if kept.store.is_there else 0
        assert now >= held
        held = now
    assert 0 < held < _DAYS
    kept.stage.app = app
    assert _sync(kept)[0] == 0
    assert len(_read(kept)) == _DAYS


def test_an_interrupt_from_the_keyboard_keeps_what_is_held(kept):
    process = _started(kept, "sync", "--days", str(_DAYS))
    interrupted = _Killer(kept.stage.app, 20, 0)
    interrupted.process = _Interrupting(process)
    kept.stage.app = interrupted
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert err == "Interrupted: what is held stays, and the next sync goes on from there.\n"
    assert 0 < len(_read(kept)) < _DAYS


class _Interrupting:
    def __init__(self, process):
        self._process = process

    def kill(self):
        self._process.send_signal(signal.SIGINT)


@pytest.fixture
def small_disk(tmp_path):
    """A folder that takes 150 kB, and how a process must be started for that; where we may not mount, a file 1.5 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=150k", "none", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    yield folder, {} if mounted else {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))}
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_what_is_held_stays_readable(kept, small_disk):
    kept.root, limit = small_disk[0] / "history", small_disk[1]
    code, _, err = _sync(kept, **limit)
    assert code == 1
    assert "The history could not be written: " in err
    assert "No space left on device" in err or limit
    assert "days are held" in err
    held = _read(kept) if kept.store.is_there else []
    elsewhere = Store(kept.directory)
    assert limit or 0 < len(held) < _DAYS
    assert elsewhere.is_there == bool(held)

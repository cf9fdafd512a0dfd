"""A pack in the making: told apart by one value, gone with whoever holds it, told where its folder vanishes."""

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from dashboard.issuing import pack_folder
from dashboard.issuing.invoice import Wishes
from dashboard.issuing.jobs import PackOf, packing
from tests.dashboard.exports.pack.reports import pack_of, small_report

OF = PackOf("take away", "r-1", "final", Wishes("excel"))


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    pack_folder.remove()


@pytest.mark.parametrize(
    "other",
    [
        PackOf("issue", "r-1", "final", Wishes("excel")),
        PackOf("correct", "r-1", "final", corrects=1),
        PackOf("take away", "r-2", "final", Wishes("excel")),
        PackOf("take away", "r-1", "provisional", Wishes("excel")),
        PackOf("take away", "r-1", "final", Wishes("exact")),
        PackOf("take away", "r-1", "final", Wishes("excel", ("op_a",))),
    ],
)
def test_a_pack_of_anything_else_is_another_pack(other):
    assert other != OF
    assert PackOf("take away", "r-1", "final", Wishes("excel")) == OF


def test_a_pack_is_removed_with_whoever_holds_it():
    job = packing(OF, pack_of(small_report()))
    assert job.wait(60)
    assert ZipFile(job.path).testzip() is None
    folder = job.folder
    del job
    gc.collect()
    assert not folder.exists()


def test_a_folder_that_vanishes_before_the_pack_is_written_is_told():
    wanted = pack_folder.new_folder()
    shutil.rmtree(wanted.parent)
    job = packing(OF, pack_of(small_report()))
    assert job.wait(60)
    assert job.error is None
    assert job.path.exists()

    def vanishing(packed, path):
        shutil.rmtree(path.parent)
        path.read_bytes()

    gone = packing(OF, pack_of(small_report()), vanishing)
    assert gone.wait(60)
    assert "pack.zip" in gone.error.detail


def test_all_of_this_process_is_removed_at_once(temporary):
    job = packing(OF, pack_of(small_report()))
    assert job.wait(60)
    pack_folder.remove()
    assert list(temporary.glob("hazelboard-*")) == []


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_holds_is_not(temporary):
    left, held, bare, foreign = (temporary / name for name in ("hazelboard-a", "hazelboard-b", "hazelboard-c", "other"))
    for folder in (left, held, bare, foreign):
        folder.mkdir()
    for folder in (left, held):
        (folder / ".lock").touch()
    mine = pack_folder.new_folder()
    with (held / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert pack_folder.swept() == 2
    assert [folder.exists() for folder in (left, held, bare, foreign, mine)] == [False, True, False, True, True]


_KILLED = """
import sys, time
from dashboard.issuing import pack_folder
print(pack_folder.new_folder(), flush=True)
time.sleep(60)
"""


@pytest.mark.processes
def test_a_process_that_was_killed_leaves_its_packs_to_the_next_one(temporary):
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen([sys.executable, "-c", _KILLED], stdout=subprocess.PIPE, text=True, env=environment) as one:
        folder = Path(one.stdout.readline().strip())
        assert pack_folder.swept() == 0
        assert folder.is_dir()
        one.send_signal(signal.SIGKILL)
        one.wait()
    assert pack_folder.swept() == 1
    assert not folder.exists()

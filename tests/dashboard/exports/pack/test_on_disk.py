"""A pack is a file as a whole or not at all; it can be watched and stopped, and takes little memory."""

import resource
import subprocess
import sys
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest

from dashboard.exports.pack.contents import PackCancelled
from dashboard.exports.pack.on_disk import PackUnwritable, save_pack
from tests.dashboard.exports.pack.reports import lines, pack_of, packed, small_report

ROOT = Path(__file__).parents[4]


def names(folder):
    return [file.name for file in folder.iterdir()]


def test_the_file_holds_what_is_handed_out(tmp_path):
    pack = pack_of(small_report())
    made = save_pack(pack, tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as held:
        assert {name: held.read(name) for name in held.namelist()} == packed(pack)
        assert held.read("manifest.json").decode() == made.manifest
    assert names(tmp_path) == ["a.zip"]
    assert made.name.startswith("usage_hazelwood_2026-10-01_2026-10-31_final_")


def test_progress_only_grows_and_ends_with_1(tmp_path):
    told = []
    save_pack(pack_of(small_report()), tmp_path / "a.zip", progress=lambda step, done: told.append((step, done)))
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {step for step, _ in told} >= {"rows", "lines.csv", "report.xlsx", "report.html"}


@pytest.mark.parametrize("step", ["rows", "lines.csv", "report.xlsx", "report.html"])
def test_a_cancelled_pack_leaves_what_was_there_before(tmp_path, step):
    file, reached = tmp_path / "a.zip", threading.Event()
    file.write_bytes(b"the old one")

    def watch(name, _done):
        if name == step:
            reached.set()

    report = small_report(lines=lines(*((f"op_{at}", "api_calls", "", at) for at in range(25_000))))
    with pytest.raises(PackCancelled):
        save_pack(pack_of(report), file, progress=watch, cancelled=reached.is_set)
    assert names(tmp_path) == ["a.zip"]
    assert file.read_bytes() == b"the old one"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PackUnwritable, match="No such file or directory"):
        save_pack(pack_of(small_report()), tmp_path / "none" / "a.zip")


def test_a_failure_leaves_nothing_half_written(tmp_path):
    with pytest.raises(ValueError, match="no such operator"):
        save_pack(pack_of(small_report(), statements=["op_x"]), tmp_path / "a.zip")
    assert names(tmp_path) == []


SCRIPT = """
import sys
from pathlib import Path
from dashboard.exports.pack.on_disk import PackUnwritable, save_pack
from tests.dashboard.exports.pack.reports import pack_of, small_report
try:
    save_pack(pack_of(small_report()), Path(sys.argv[1]))
except PackUnwritable as told:
    print(told.title, told.detail, sep="|")
"""


@pytest.mark.processes
def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(b"the old one")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)),
    )
    assert run.stdout.startswith("The pack could not be written|")
    assert "File too large" in run.stdout
    assert names(tmp_path) == ["a.zip"]
    assert file.read_bytes() == b"the old one"

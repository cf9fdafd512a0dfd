"""The same report is the same bytes: in two processes, time zones, locales and hash seeds. Times live in the manifest."""

import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from dashboard.exports.pack.packing import write_pack
from tests.dashboard.exports.pack.reports import CHECKS, hostile_report, pack_of, packed, small_report

ROOT = Path(__file__).parents[4]
SCRIPT = """
import io, locale, sys, hashlib
locale.setlocale(locale.LC_ALL, "")
from dashboard.exports.pack.packing import write_pack
from tests.dashboard.exports.pack.reports import hostile_report, pack_of
from tests.dashboard.exports.pack.test_data_files import amounts
for form in ("excel", "exact", "focus"):
    target = io.BytesIO()
    report = hostile_report()
    write_pack(pack_of(report, form, amounts=amounts(report)), target)
    print(hashlib.sha256(target.getvalue()).hexdigest())
"""


def made_in(surroundings):
    environment = os.environ | surroundings
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


@pytest.mark.processes
def test_two_processes_zones_locales_and_hash_seeds_make_the_same_zip():
    east = made_in({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"})
    west = made_in({"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "TMPDIR": "/var/tmp"})
    assert len(set(east)) == 3
    assert east == west


def test_only_the_manifest_knows_when_and_from_where():
    pack = pack_of(hostile_report(), "excel")
    later = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    elsewhere = replace(pack.provenance, source="another folder", slug="x", read_at=later, made_at=later)
    one, other = packed(pack), packed(replace(pack, provenance=elsewhere))
    assert {name for name in one if one[name] != other[name]} == {"manifest.json"}
    told = [json.loads(files["manifest.json"]) for files in (one, other)]
    assert {name for name in told[0] if told[0][name] != told[1][name]} == {"source", "read_at", "made_at"}


def test_the_order_in_which_rows_came_changes_nothing():
    report = hostile_report()
    shuffled = replace(report, lines=report.lines.clone())
    assert packed(pack_of(report)) == packed(pack_of(shuffled))


def test_the_manifest_lists_every_other_file_with_its_size_rows_and_digest():
    files = packed(pack_of(small_report()))
    told = json.loads(files["manifest.json"])["files"]
    assert list(files) == ["lines.csv", "operators.csv", "totals.csv", "report.xlsx", "report.html", "manifest.json"]
    assert [entry["name"] for entry in told] == list(files)[:-1]
    assert [entry["rows"] for entry in told] == [10, 2, 5, None, None]
    for entry in told:
        content = files[entry["name"]]
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_zip_knows_neither_clock_nor_machine():
    target = io.BytesIO()
    write_pack(pack_of(small_report()), target)
    with ZipFile(target) as held:
        assert held.testzip() is None
        for entry in held.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert (entry.external_attr, entry.create_system, entry.extra) == (0o100644 << 16, 3, b"")
            assert entry.compress_type == (ZIP_STORED if entry.filename == "report.xlsx" else ZIP_DEFLATED)


@pytest.mark.parametrize("form", ["excel", "exact"])
def test_a_check_with_other_evidence_changes_no_data_file(form):
    """Evidence is for the screen: lines.csv is the same whatever the state was."""
    one = packed(pack_of(small_report(), form))
    other = packed(pack_of(small_report(), form, checks=CHECKS[:1], state="provisional"))
    for name in ("lines.csv", "operators.csv", "totals.csv"):
        assert one[name] == other[name]
    assert one["report.html"] != other["report.html"]

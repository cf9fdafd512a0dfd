"""The ledger: what is issued comes back to the byte under its number; one report a period, then corrections in a row."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.records.database import Records
from data_access.records.errors import IssueRefused
from data_access.records.ledger import (
    ISSUED_REPORTS,
    issue,
    issued,
    issued_manifests,
    issued_pack,
    issued_reports,
    issued_rows,
)
from data_access.records.ledger_rules import LONGEST_REASON
from data_access.records.people import Person
from tests.data_access.records.ledger_rows import ANA, BEN, LINES, NOVEMBER, NOW, OCTOBER, OPERATORS, enter, report


def test_nothing_is_issued_at_first(records: Records) -> None:
    assert_frame_equal(issued_reports(records, "acme"), pl.DataFrame(schema=ISSUED_REPORTS))


def test_a_report_comes_back_as_it_was_issued(records: Records) -> None:
    what = report(pack=bytes(range(256)) * 9)
    issue(records, "acme", what, now=NOW, person=BEN, reason="the customer\nwaits")
    entry = issued(records, "acme", 1)
    assert_frame_equal(entry.issued.lines, LINES)
    assert_frame_equal(entry.issued.operators, OPERATORS)
    assert (entry.issued.manifest, entry.issued.pack, entry.issued.period) == (what.manifest, what.pack, OCTOBER)
    assert (entry.number, entry.person, entry.reason, entry.issued_at) == (1, BEN, "the customer\nwaits", NOW)
    assert issued_pack(records, "acme", 1) == what.pack
    assert issued_manifests(records, "acme") == {("acme", 1): what.manifest}


def test_reports_are_found_by_the_digest_of_their_pack_or_of_a_file_that_the_manifest_names(records: Records) -> None:
    digests = {month: month.lower().rjust(64, "a") for month in ("October", "November")}
    for period, (month, digest) in zip((OCTOBER, NOVEMBER), digests.items(), strict=True):
        what = report(month, period, pack=month.encode())
        enter(records, replace(what, manifest=f'{{"files": [{{"sha256": "{digest}"}}]}}'))
    pack = hashlib.sha256(b"November").hexdigest()
    for found, number in {digests["October"]: 1, digests["November"]: 2, pack: 2}.items():
        assert list(issued_manifests(records, file_sha256=found)) == [("acme", number)]
        assert issued_manifests(records, "other", file_sha256=found) == {}
    assert issued_manifests(records, file_sha256="b" * 64) == {}


def test_a_large_pack_comes_back_to_the_byte(records: Records) -> None:
    pack = bytes(range(251)) * 200_000
    enter(records, report(pack=pack))
    assert issued_pack(records, "acme", 1) == pack


def test_the_list_tells_a_report_without_its_files(records: Records) -> None:
    enter(records)
    row = issued_reports(records, "acme").row(0, named=True)
    assert row == {
        "number": 1,
        "report_id": "r-1",
        "platform_id": "acme",
        "platform": "Acme",
        "start": OCTOBER.start,
        "end": OCTOBER.end,
        "state": "final",
        "form": "excel",
        "charge_class": None,
        "corrects": None,
        "after": None,
        "by": "ana@example.com",
        "self_declared": False,
        "reason": "",
        "issued_at": NOW,
        "lines": 2,
        "operators": 2,
        "pack_name": "usage_acme_r-1.zip",
        "pack_bytes": 10,
        "pack_sha256": "a5d360af4ba134c0efa301c896a34324718a18689d115dcea167e589557d4e38",
        "overlaps": None,
        "overlap_reason": None,
    }


def test_each_platform_counts_from_one(records: Records) -> None:
    numbers = [
        enter(records, report("r-1")).number,
        enter(records, report("r-2", NOVEMBER)).number,
        enter(records, report("r-1"), "other").number,
    ]
    assert numbers == [1, 2, 1]
    assert issued_reports(records).select("platform_id", "number").rows() == [("acme", 1), ("acme", 2), ("other", 1)]


def test_the_same_report_again_is_the_first_one(records: Records) -> None:
    enter(records)
    again = issue(records, "acme", report(pack=b"made later"), now=NOW + timedelta(days=1), person=BEN)
    assert (again.number, again.by, again.issued_at, again.already) == (1, ANA.name, NOW, True)
    assert issued_pack(records, "acme", 1) == report().pack


def test_another_report_of_an_issued_period_is_refused_with_the_advice_to_correct(records: Records) -> None:
    enter(records)
    with pytest.raises(IssueRefused, match="issued before, as report 1") as refused:
        enter(records, report("r-2"))
    assert "correction of report 1" in refused.value.advice
    assert issued_reports(records, "acme").height == 1


def test_corrections_follow_each_other(records: Records) -> None:
    enter(records)
    enter(records, report("r-9", NOVEMBER))
    enter(records, report("r-2", corrects=1, after=1))
    enter(records, report("r-3", corrects=1, after=3))
    found = issued_reports(records, "acme").select("number", "charge_class", "corrects", "after").rows()
    assert found == [(1, None, None, None), (2, None, None, None), (3, "Correction", 1, 1), (4, "Correction", 1, 3)]


def test_the_same_correction_again_is_the_first_one(records: Records) -> None:
    enter(records)
    enter(records, report("r-2", corrects=1, after=1))
    again = enter(records, report("r-2", corrects=1, after=1))
    assert (again.number, again.already) == (2, True)


def test_a_correction_of_what_others_corrected_meanwhile_is_refused(records: Records) -> None:
    enter(records)
    enter(records, report("r-2", corrects=1, after=1))
    with pytest.raises(IssueRefused, match="report 2 corrected the same period meanwhile"):
        enter(records, report("r-3", corrects=1, after=1))


@pytest.mark.parametrize(
    "wrong",
    [
        report("r-9", NOVEMBER, corrects=1, after=1),
        report("r-9", corrects=2, after=2),
        report("r-9", corrects=7, after=7),
    ],
)
def test_a_correction_refers_to_the_first_report_of_its_period(records: Records, wrong: object) -> None:
    enter(records)
    enter(records, report("r-2", corrects=1, after=1))
    with pytest.raises(IssueRefused, match="nothing to correct"):
        enter(records, wrong)  # type: ignore[arg-type]


def test_a_correction_without_its_place_is_refused(records: Records) -> None:
    enter(records)
    with pytest.raises(IssueRefused, match="entry it comes after"):
        enter(records, report("r-2", corrects=1))


@pytest.mark.parametrize("name", ["", "  ", "half \ud83d"])
def test_somebody_has_to_be_named(records: Records, name: str) -> None:
    with pytest.raises(IssueRefused):
        enter(records, person=Person(name, self_declared=True))


def test_a_reason_has_a_longest(records: Records) -> None:
    with pytest.raises(IssueRefused, match="2001 characters"):
        issue(records, "acme", report(), now=NOW, person=ANA, reason="x" * (LONGEST_REASON + 1))


def test_a_number_that_is_not_there_is_told(records: Records) -> None:
    with pytest.raises(IssueRefused, match="no issued report 1"):
        issued(records, "acme", 1)


def test_the_rows_of_an_issued_report_are_read_without_its_pack(records: Records) -> None:
    enter(records, report(pack=b"large"))
    rows, whole = issued_rows(records, "acme", 1), issued(records, "acme", 1).issued
    assert (rows.number, rows.report_id, rows.platform, rows.period) == (1, whole.report_id, "Acme", OCTOBER)
    assert_frame_equal(rows.lines, LINES)
    assert_frame_equal(rows.operators, OPERATORS)

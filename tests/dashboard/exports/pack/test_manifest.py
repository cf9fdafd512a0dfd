"""manifest.json: what the pack is and when it was made."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dashboard.exports.pack.manifest import VERSION
from dashboard.exports.pack.packing import pack_name
from dashboard.metrics.report.canonical import report_id
from tests.dashboard.exports.pack.reports import lines, manifest_of, operators, pack_of, small_report
from tests.dashboard.exports.pack.test_data_files import amounts


def test_it_tells_the_period_in_both_readings_and_the_zone():
    assert manifest_of(pack_of(small_report()))["period"] == {
        "words": "1 – 31 Oct 2026, both days included",
        "first_day": "2026-10-01",
        "last_day": "2026-10-31",
        "days": 31,
        "start_inclusive": "2026-10-01T00:00:00Z",
        "end_exclusive": "2026-11-01T00:00:00Z",
        "zone": "UTC",
    }


def test_it_tells_what_the_report_is_and_what_was_checked():
    report = small_report()
    told = manifest_of(pack_of(report, "excel", override_reason="The customer waits"))
    assert told["report_id"] == report_id(report)
    assert told["platform"] == {"id": "plat_hazel", "name": "Hazelwood"}
    assert (told["format"], told["schema_version"], told["form"], told["state"]) == (1, 1, "excel", "final")
    assert (told["charge_class"], told["corrects"], told["after"]) == (None, None, None)
    assert told["override_reason"] == "The customer waits"
    assert told["checks"][0] == {
        "name": "adds_up",
        "title": "Parts add up to totals",
        "state": "ok",
        "words": "=They do.",
        "evidence_rows": 2,
    }
    assert told["source"] == {"label": "the bundled sample", "sample": False, "from_days": False}


def test_instants_are_utc_to_the_second_wherever_they_were_told():
    pack = pack_of(small_report())
    there = datetime(2026, 11, 9, 23, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-9)))
    told = manifest_of(replace(pack, provenance=replace(pack.provenance, made_at=there)))
    assert (told["read_at"], told["made_at"]) == ("2026-11-09T10:11:12Z", "2026-11-10T08:00:00Z")


def test_control_totals_are_exact_whatever_their_size():
    most = 2**63 - 1
    rows = [(f"op_{at}", "storage_bytes", "", most) for at in range(3)]
    bill = [(f"op_{at}", None, None, None, None, 0, 0, most, 0) for at in range(3)]
    told = manifest_of(pack_of(small_report(lines=lines(*rows), operators=operators(*bill))))
    assert told["rows"] == {"lines": 3, "operators": 3, "totals": 5}
    assert told["control_totals"]["storage_bytes"] == {"lines": 3 * most, "operators": 3 * most, "not_reported": 0}
    assert told["control_totals"]["api_calls"] == {"lines": 0, "operators": None, "not_reported": 3}
    assert "amount" not in told["control_totals"]


def test_money_is_told_as_the_estimate_that_it_is():
    report = small_report()
    assert manifest_of(pack_of(report, amounts=amounts(report)))["control_totals"]["amount"] == {
        "total": "5555.25",
        "currency": "EUR",
        "basis": "Estimate from your rate card",
        "rounding": "the total is rounded half-up to the minor unit; lines share it by the largest remainders",
        "without": None,
    }


def test_a_correction_refers_to_what_it_corrects():
    told = manifest_of(pack_of(small_report(correction_of="r-first", after="r-second")))
    assert (told["charge_class"], told["corrects"], told["after"]) == ("Correction", "r-first", "r-second")


def test_sample_figures_and_kept_days_are_noted():
    pack = pack_of(small_report())
    told = manifest_of(replace(pack, provenance=replace(pack.provenance, is_sample=True, from_days=True)))
    assert told["source"] == {"label": "the bundled sample", "sample": True, "from_days": True}
    assert [note.partition(":")[0] for note in told["notes"][1:]] == ["Made of days that are kept", "Sample data"]


def test_the_software_is_the_one_that_pyproject_names():
    project = tomllib.loads((Path(__file__).parents[4] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    assert manifest_of(pack_of(small_report()))["software"] == {"name": "Hazelboard", "version": VERSION}


def test_the_packs_name_tells_platform_period_state_and_eight_letters_of_the_id():
    pack = pack_of(small_report(), state="settling")
    short = report_id(pack.report)[2:10]
    assert pack_name(pack) == f"usage_hazelwood_2026-10-01_2026-10-31_settling_{short}.zip"

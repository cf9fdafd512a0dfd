"""Issued, incomplete, unknown and whole; and that no altered byte, wherever it stands, is taken for what was issued."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.exports.pack.contents import PackForm
from dashboard.exports.verify.verdict import DIFFERENCES, IssuedPack
from dashboard.exports.verify.verifying import verified
from tests.dashboard.exports.verify.packs import LATER, NOVEMBER, Made, files, made, report, with_file, zipped
from tests.examples import examples

NAMES = ("lines.csv", "operators.csv", "totals.csv", "report.xlsx", "report.html", "manifest.json")
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))


@pytest.mark.parametrize("form", ["excel", "exact", "focus"])
def test_an_issued_pack_and_each_of_its_files_is_issued_whatever_it_is_called(form: PackForm, other: Made) -> None:
    mine = made(form=form)
    for name, data in {"pack.zip": mine.data, **files(mine.data)}.items():
        for called in (name, "download (1)"):
            found = verified(called, data, [other.issued, mine.issued])
            assert (found.kind, found.number, found.exit_code) == ("issued", 1, 0)
            assert found.differences.is_empty()


def test_an_issued_file_is_known_without_reading_any_pack(issued: Made) -> None:
    def unread() -> bytes:
        raise AssertionError("read")

    held = replace(issued.issued, read=unread)
    assert verified("a", issued.data, [held]).kind == "issued"
    assert verified("a", files(issued.data)["lines.csv"], [held]).kind == "issued"


def test_the_words_name_the_report(issued: Made) -> None:
    words = verified("lines.csv", files(issued.data)["lines.csv"], [issued.issued]).words
    assert words == "Identical to the byte: this is lines.csv of report 1 of Acme (1 – 31 Oct 2026), as it was issued."


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_without_one_of_its_files_is_incomplete(issued: Made, name: str) -> None:
    left = {file: data for file, data in files(issued.data).items() if file != name}
    found = verified("pack.zip", zipped(left), [issued.issued])
    assert (found.kind, found.number, found.exit_code) == ("incomplete", 1, 2)
    assert found.differences.rows() == [(name, None, None, "the file", None)]


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_without_one_of_its_files_is_incomplete_where_it_was_not_issued_too(issued: Made, name: str) -> None:
    left = {file: data for file, data in files(issued.data).items() if file != name}
    found = verified("pack.zip", zipped(left), [])
    assert (found.kind, found.number) == ("incomplete", None)


@shared
@given(st.integers(0, 2**20))
def test_a_pack_that_is_cut_off_is_incomplete(issued: Made, other: Made, place: int) -> None:
    least = 1_500  # the first file's packed bytes: the beginnings of all packs are alike
    found = verified(
        "pack.zip", issued.data[: least + place % (len(issued.data) - least)], [other.issued, issued.issued]
    )
    assert (found.kind, found.number) == ("incomplete", 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_off_is_incomplete(issued: Made, other: Made, name: str) -> None:
    data = files(issued.data)[name]
    found = verified(name, data[: len(data) * 3 // 4], [other.issued, issued.issued])
    assert (found.kind, found.number) == ("incomplete", 1)
    assert found.words == f"This is {name} of report 1 of Acme (1 – 31 Oct 2026), cut off."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty", b""),
        ("lines.csv", b"\xef\xbb\xbf"),
        ("notes.txt", b"Dear all,\nplease find attached the figures of October. " * 9),
        ("other.csv", b"name,amount\r\n" + b"x,1\r\n" * 99),
        (
            "some.json",
            json.dumps({"report_id": 4, "files": [{}], "platform": [], "period": None} | {"x": "y" * 99}).encode(),
        ),
        ("nested.json", b"[" * 100_000),
        ("nested.json", b'{"a":' * 900 + b"1" + b"}" * 900),
        ("page.html", b"<!doctype html><title>Weather</title>" + b"<p>Rain</p>" * 99),
        ("photos.zip", zipped({"a.jpg": b"x", "b/../../../etc/passwd": b"y"})),
        ("empty.zip", zipped({})),
    ],
)
def test_what_has_nothing_to_do_with_a_report_is_unknown(issued: Made, name: str, data: bytes) -> None:
    found = verified(name, data, [issued.issued])
    assert (found.kind, found.number, found.exit_code) == ("unknown", None, 3)


def test_without_a_ledger_a_single_file_is_unknown(issued: Made) -> None:
    for name, data in files(issued.data).items():
        assert verified(name, data, []).kind == "unknown"


@pytest.mark.parametrize("form", ["excel", "exact", "focus"])
def test_a_pack_that_was_not_issued_but_agrees_with_its_manifest_is_whole(form: PackForm, other: Made) -> None:
    found = verified("pack.zip", made(form=form).data, [other.issued])
    assert (found.kind, found.number, found.exit_code) == ("whole", None, 4)


def test_a_whole_pack_of_an_issued_period_names_the_report(issued: Made) -> None:
    found = verified("pack.zip", made(report(more=1)).data, [issued.issued])
    assert (found.kind, found.number) == ("whole", 1)
    assert "with other figures" in found.words


def test_the_issued_report_read_and_packed_at_another_time_is_the_same_report(issued: Made) -> None:
    again = replace(LATER, read_at=LATER.made_at)
    found = verified("pack.zip", made(provenance=again).data, [issued.issued])
    assert (found.kind, found.number, found.exit_code) == ("same", 1, 5)
    assert found.words == (
        "This is report 1 of Acme (1 – 31 Oct 2026), read or made at another time: every figure and file of it is the same."
    )
    assert found.differences.select("file", "column").rows() == [
        ("manifest.json", "read_at"),
        ("manifest.json", "made_at"),
    ]


def test_a_pack_of_another_time_in_which_a_file_differs_too_is_not_the_same_report(issued: Made) -> None:
    later = made(provenance=LATER).data
    page = files(later)["report.html"].replace(b"Operator 5", b"Operator 6")
    assert verified("pack.zip", with_manifest(later, "report.html", page), [issued.issued]).kind == "altered"


def test_a_time_of_making_that_is_no_instant_is_altered(issued: Made) -> None:
    told = files(issued.data)["manifest.json"].replace(b'"made_at": "2026-12-04T', b'"made_at": "2026-12-44T')
    found = verified("pack.zip", with_file(issued.data, "manifest.json", told), [issued.issued])
    assert (found.kind, found.differences["column"].to_list()) == ("altered", ["made_at"])


def test_the_issued_report_in_another_form_is_whole(issued: Made) -> None:
    found = verified("pack.zip", made(form="exact").data, [issued.issued])
    assert (found.kind, found.number) == ("whole", 1)
    assert "in the form exact, which was issued as excel" in found.words


def test_a_correction_is_whole_by_its_place_too() -> None:
    correction = replace(report(more=-2_000), correction_of="r-first", after="r-latest")
    assert verified("pack.zip", made(correction).data, []).kind == "whole"


def test_of_very_many_differences_the_first_are_listed() -> None:
    pack = made(report(operators=300))
    data = files(pack.data)["lines.csv"]
    found = verified("lines.csv", data.replace(b"2026-10-31", b"2026-10-30"), [pack.issued])
    assert (found.differences.height, found.more, found.differences.schema) == (1_000, True, DIFFERENCES)
    assert found.words.endswith("There are more than 1,000 differences; the first ones are listed.")
    assert found.differences["row"].to_list() == list(range(2, 1_002))


def test_a_byte_that_garbles_a_packed_file_is_told_by_the_file(issued: Made) -> None:
    at = issued.data.index(b"lines.csv") + 400
    found = verified("pack.zip", altered(issued.data, at, 255), [issued.issued])
    assert (found.kind, found.number) == ("altered", 1)
    words = "it cannot be unpacked: its packed bytes are damaged"
    assert found.differences.rows() == [("lines.csv", None, None, "the file", words)]


places, bits = st.integers(0, 2**20), st.integers(1, 255)


def altered(data: bytes, place: int, bit: int) -> bytes:
    at = place % len(data)
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


@shared
@given(places, bits)
def test_one_altered_byte_anywhere_in_a_pack_is_told(issued: Made, other: Made, place: int, bit: int) -> None:
    found = verified("pack.zip", altered(issued.data, place, bit), [other.issued, issued.issued])
    assert found.kind in ("altered", "incomplete")
    assert found.number == 1
    assert found.differences.height > 0


@pytest.mark.parametrize("name", NAMES)
@shared
@given(place=places, bit=bits)
def test_one_altered_byte_anywhere_in_a_file_is_told(
    issued: Made, other: Made, name: str, place: int, bit: int
) -> None:
    found = verified(name, altered(files(issued.data)[name], place, bit), [other.issued, issued.issued])
    assert (found.kind, found.number) == ("altered", 1)
    assert set(found.differences["file"]) == {name}


@pytest.mark.parametrize("name", NAMES)
@shared
@given(place=places, bit=bits)
def test_one_altered_byte_in_a_file_of_a_pack_is_told_there(issued: Made, name: str, place: int, bit: int) -> None:
    whole = altered(files(issued.data)[name], place, bit)
    found = verified("pack.zip", with_file(issued.data, name, whole), [issued.issued])
    assert found.number == 1
    assert found.kind == "altered" or set(found.differences["column"]) <= {"made_at", "read_at", "software.version"}
    assert set(found.differences["file"]) == {name}


@shared
@given(st.binary(max_size=400), st.sampled_from(["", "PK\x03\x04", "{", "<html>", "a,b\r\n", "PK\x05\x06" + "\0" * 18]))
def test_whatever_is_brought_there_is_a_verdict(issued: Made, data: bytes, start: str) -> None:
    for name in ("a", "a.csv", "a.json", "a.xlsx", "a.zip", "a.html"):
        assert verified(name, start.encode() + data, [issued.issued]).kind in ("unknown", "incomplete")


def test_a_pack_of_two_issued_reports_is_altered(issued: Made, other: Made) -> None:
    mixed = with_file(issued.data, "operators.csv", files(other.data)["operators.csv"])
    found = verified("pack.zip", mixed, [issued.issued, other.issued])
    assert (found.kind, found.number) == ("altered", 1)
    assert set(found.differences["file"]) == {"operators.csv"}


EVIL = {
    "large": (b'{"a":[' + b"[]," * 400_000 + b"[]]}", "has 1,200,010 bytes, and none has more than 1,000,000"),
    "deep": (b'{"a":' * 900 + b"1" + b"}" * 900, "is nested in more than 40 levels"),
    "very deep": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "is nested in more than 40 levels"),
    "half a letter": (b'{"report_id": "\\ud83d"}', "holds half of a letter"),
    "no text": (b'{"report_id": "\xff"}', "or bytes that are no text"),
    "a list": (b"[" + b"1," * 40 + b"1]", "is no JSON object"),
    "many fields": (b'{"a":[' + b"1," * 30_000 + b"1]}", "has more than 20,000 fields"),
    "long names": (b'{"' + b"n" * 9_000 + b'":[' + b"1," * 900 + b"1]}", "or very long names"),
    "a form of its own": (b'{"form": "' + b"x" * 900 + b'"}', ""),
}


@pytest.mark.parametrize("evil", EVIL)
def test_a_manifest_that_no_pack_has_is_told_and_not_read_further(issued: Made, evil: str) -> None:
    data, words = EVIL[evil]
    pack = with_file(issued.data, "manifest.json", data)
    found = verified("pack.zip", pack, [issued.issued])
    assert (found.kind, found.number) == ("altered", 1)
    assert words in str(found.differences["found"][0]) or "too many to compare" in str(found.differences["found"][0])
    assert verified("pack.zip", pack, []).kind == "incomplete"
    told = b'{"report_id": "' + issued.issued.report_id.encode() + b'", "held": ' + data + b"}"
    assert verified("manifest.json", told, [issued.issued]).kind in ("altered", "unknown")


def test_a_manifest_beyond_a_megabyte_is_not_looked_at(issued: Made) -> None:
    found = verified("manifest.json", EVIL["large"][0], [issued.issued])
    assert (found.kind, found.words) == (
        "unknown",
        "This file has 1,200,010 bytes, and no manifest has more than 1,000,000: it was not looked at.",
    )


def test_halves_of_letters_in_the_name_of_a_file_are_no_failure(issued: Made) -> None:
    found = verified("\udcff\ud83d.zip", zipped(files(issued.data)), [issued.issued])
    assert (found.kind, found.differences["file"].to_list()) == ("altered", ["??.zip"])


@pytest.mark.parametrize("rows", [b"1,1,1,1,1,1,1,1\r\n" * 40_000, b"\n" * 40_000, b"x" * 3_000_000])
def test_a_table_that_is_much_larger_than_the_issued_one_is_not_compared_cell_by_cell(
    issued: Made, rows: bytes
) -> None:
    data = files(issued.data)["lines.csv"] + rows
    for name, brought in {"lines.csv": data, "pack.zip": with_file(issued.data, "lines.csv", data)}.items():
        found = verified(name, brought, [issued.issued])
        assert (found.kind, found.number) == ("altered", 1)
        assert "too many to compare" in str(found.differences["found"][0])
        assert found.differences.height <= 2


def test_of_many_missing_files_the_first_are_named(issued: Made) -> None:
    held = json.loads(files(issued.data)["manifest.json"])
    held["files"] += [{"name": f"{at}-" + "n" * 200, "bytes": 1, "sha256": "0" * 64} for at in range(900)]
    found = verified("pack.zip", with_file(issued.data, "manifest.json", json.dumps(held).encode()), [])
    assert (found.kind, found.differences.height) == ("incomplete", 900)
    assert found.words.endswith(" and 895 more. It was not issued here.")
    assert len(found.words) < 600


def test_the_file_of_a_zip_that_has_a_very_long_name_is_told_in_short(issued: Made) -> None:
    found = verified("pack.zip", with_file(issued.data, "n" * 9_000, b"x"), [issued.issued])
    assert [len(name) for name in found.differences["file"]] == [200]


def test_no_pack_is_read_for_a_file_that_names_none_of_their_reports_and_days(issued: Made) -> None:
    def unread() -> bytes:
        raise AssertionError("read")

    held = replace(issued.issued, read=unread)
    for name, data in {"a.csv": b"name,amount\r\n" + b"x,1\r\n" * 99, "a.zip": zipped({"a": b"x" * 99})[:60]}.items():
        assert verified(name, data, [held]).kind in ("unknown", "incomplete")


def test_packs_of_its_days_are_opened_to_find_a_file_until_enough_of_them_were(issued: Made) -> None:
    opened = []

    def read() -> bytes:
        opened.append(1)
        return issued.data

    many = [replace(issued.issued, number=at, read=read) for at in range(90)]
    assert verified("a.csv", b"day,amount\r\n" + b"2026-10-01,1\r\n" * 99, many).kind == "unknown"
    assert len(opened) == 24


def with_manifest(pack: bytes, name: str, data: bytes) -> bytes:
    """The pack with one file replaced and its manifest mended to agree."""
    held = json.loads(files(pack)["manifest.json"])
    for file in held["files"]:
        if file["name"] == name:
            file.update(sha256=sha256(data).hexdigest(), bytes=len(data))
    return with_file(with_file(pack, name, data), "manifest.json", json.dumps(held).encode())


@pytest.mark.parametrize("ledger", [True, False])
@pytest.mark.parametrize("name", ["lines.csv", "operators.csv"])
def test_altered_figures_under_a_mended_manifest_are_altered(issued: Made, name: str, ledger: bool) -> None:
    data = files(issued.data)[name].replace(b"1004", b"1009", 1)
    found = verified("pack.zip", with_manifest(issued.data, name, data), [issued.issued] if ledger else [])
    assert (found.kind, found.number) == ("altered", 1 if ledger else None)
    told = found.differences.filter(file="manifest.json" if not ledger else name)
    assert ("report_id" in told["column"]) if not ledger else (told["found"].to_list() == ["1009"])


def test_another_page_under_a_mended_manifest_is_altered(issued: Made) -> None:
    forged = with_manifest(issued.data, "report.html", b"<!doctype html>" + b"<p>all paid</p>" * 9)
    assert verified("pack.zip", forged, []).kind == "altered"


@pytest.mark.parametrize("way", ["rows.lines", "control_totals.api_calls.lines"])
def test_a_manifest_with_other_sums_is_altered(issued: Made, way: str) -> None:
    held = json.loads(files(issued.data)["manifest.json"])
    place = held
    for step in way.split(".")[:-1]:
        place = place[step]
    place[way.rsplit(".", maxsplit=1)[-1]] += 1
    found = verified("pack.zip", with_file(issued.data, "manifest.json", json.dumps(held).encode()), [])
    assert found.kind == "altered"
    assert found.differences["column"].to_list() == [way.removesuffix(".lines") if "control" in way else way]


def test_a_file_too_many_is_altered(issued: Made) -> None:
    for ledger in ([issued.issued], []):
        found = verified("pack.zip", with_file(issued.data, "note.txt", b"paid"), ledger)
        assert found.kind == "altered"
        assert found.differences["file"].to_list() == ["note.txt"]


def test_a_pack_that_was_packed_again_is_told_although_its_files_are_the_same(issued: Made) -> None:
    inside = {f"October/{name}": data for name, data in files(issued.data).items()}
    found = verified("October.zip", zipped(inside | {"__MACOSX/x": b"x"}), [issued.issued])
    assert (found.kind, found.number) == ("altered", 1)
    assert "packed again" in found.words


def test_reports_of_two_platforms_with_the_same_numbers_are_told_apart(issued: Made) -> None:
    theirs = made(report(platform="Globex"), number=1)
    data = files(theirs.data)["lines.csv"].replace(b"5004", b"5005")
    ledger: list[IssuedPack] = [issued.issued, theirs.issued]
    assert "of Globex" in verified("a", theirs.data, ledger).words
    assert verified("lines.csv", data, ledger).kind == "altered"


def test_of_many_reports_the_one_of_the_files_days_is_taken(issued: Made, other: Made) -> None:
    data = files(other.data)["totals.csv"].replace(b"api_calls,calls,6", b"api_calls,calls,7", 1)
    found = verified("totals.csv", data, [issued.issued, other.issued, made(report(NOVEMBER, more=9), number=3).issued])
    assert (found.kind, found.number) == ("altered", 2)

"""A zip from anywhere: never believed, never unpacked past its limits, and every failure is one of three."""

import io
import struct
import zipfile
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.verify import archive
from dashboard.exports.verify.archive import ArchiveCutOff, ArchiveRefused, beginnings, looks_like_zip, opened
from dashboard.exports.verify.verifying import verified
from tests.dashboard.exports.verify.packs import Made, zipped


def test_files_are_known_by_size_and_digest() -> None:
    held = opened(zipped({"a.csv": b"x,y\r\n", "b": b""}))
    assert held.entries["a.csv"].size == 5
    assert held.entries["a.csv"].sha256 == sha256(b"x,y\r\n").hexdigest()
    assert (held.content("b"), held.content("c")) == (b"", None)


@given(st.dictionaries(st.sampled_from("abc"), st.binary(max_size=3_000).map(lambda part: part * 300), min_size=1))
def test_what_was_packed_comes_back(contents: dict[str, bytes]) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        held = opened(zipped(contents, method))
        assert {name: held.content(name) for name in contents} == contents


@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(1, 255))
def test_whatever_is_wrong_with_a_zip_is_one_of_the_failures_that_are_known(more: bytes, place: int, bits: int) -> None:
    data = bytearray(zipped({"lines.csv": b"a,b\r\n1,2\r\n" * 40, "manifest.json": b"{}"}) + more)
    data[place % len(data)] ^= bits
    try:
        held = opened(bytes(data))
        assert all((entry.damaged is None) == (entry.sha256 is not None) for entry in held.entries.values())
    except (ArchiveCutOff, ArchiveRefused):
        pass


def test_a_zip_that_would_explode_is_not_unpacked(issued: Made) -> None:
    bomb = zipped({"lines.csv": b"0" * 40_000_000})
    with pytest.raises(ArchiveRefused, match="500 times its size"):
        _ = opened(bomb).entries
    found = verified("pack.zip", bomb, [issued.issued])
    assert (found.kind, found.words) == (
        "unknown",
        "This zip was not looked into: 'lines.csv' unpacks to more than 500 times its size.",
    )


def test_a_size_that_is_told_wrong_does_not_help_a_bomb() -> None:
    bomb = bytearray(zipped({"a": b"0" * 40_000_000}))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 10)
    entry = opened(bytes(bomb)).entries["a"]
    assert (entry.size, entry.damaged) == (None, "its packed bytes are damaged")


@pytest.mark.parametrize(
    ("limit", "words"), [("LARGEST_ENTRY", "unpacks to more"), ("LARGEST_TOTAL", "its files unpack")]
)
def test_a_file_and_all_files_have_a_largest(monkeypatch: pytest.MonkeyPatch, limit: str, words: str) -> None:
    monkeypatch.setattr(archive, limit, 1_500)
    _ = opened(zipped({"a": b"x" * 1_000})).entries
    with pytest.raises(ArchiveRefused, match=words):
        _ = opened(zipped({"a": b"x" * 1_000, "b": b"y" * (1_000 if "TOTAL" in limit else 2_000)})).entries


def test_a_zip_of_very_many_files_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="holds 201 files"):
        opened(zipped({str(at): b"" for at in range(201)}))


@pytest.mark.parametrize("is_large", [False, True])
def test_a_table_of_contents_is_measured_before_it_is_read(issued: Made, is_large: bool) -> None:
    """Four million names in it take half a minute; 16 bits count 100,000 files as 34,464."""
    name = struct.pack("<4s42x", b"PK\x01\x02")
    table = name * 100_000
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 100_000, 100_000, len(table), 0)
    large += struct.pack("<4sIQI", b"PK\x06\x07", 0, len(table), 1)
    told = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF) if is_large else (34_464, 34_464, len(table), 0)
    data = table + (large if is_large else b"") + struct.pack("<4s4xHHIIxx", b"PK\x05\x06", *told)
    found = verified("pack.zip", data, [issued.issued])
    assert (found.kind, found.words) == (
        "unknown",
        "This zip was not looked into: its table of contents has 4,600,000 bytes, and 200 files need fewer.",
    )


def test_what_a_zip_says_of_its_sizes_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a": b"x" * 1_000, "b": b"y" * 1_000})
    assert opened(data, most=2_000).total == 2_000
    with pytest.raises(ArchiveRefused, match="its files unpack to more than 1,999 bytes"):
        opened(data, most=1_999)
    monkeypatch.setattr(archive, "LARGEST_ENTRY", 999)
    with pytest.raises(ArchiveRefused, match="'a' unpacks to more than 999 bytes"):
        opened(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_that_share_a_name_or_their_packed_bytes_count_each(monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as held:
        for _ in range(3):
            held.writestr("a", b"x" * 1_000)
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 2_500)
    with pytest.raises(ArchiveRefused, match="its files unpack to more than 2,500 bytes"):
        opened(target.getvalue())


def test_a_path_that_leads_out_is_only_a_name() -> None:
    held = opened(zipped({"../../etc/passwd": b"x", "/root/a": b"y", "c:\\b": b"z"}))
    assert held.content("../../etc/passwd") == b"x"
    assert set(held.entries) == {"../../etc/passwd", "/root/a", "c:\\b"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_there_twice_is_told(issued: Made) -> None:
    target = io.BytesIO(issued.data)
    with zipfile.ZipFile(target, "a") as held:
        held.writestr("lines.csv", b"paid")
    assert opened(target.getvalue()).oddities == ("lines.csv stands in it more than once",)
    found = verified("pack.zip", target.getvalue(), [issued.issued])
    assert found.kind == "altered"
    assert "lines.csv stands in it more than once" in found.differences["found"].to_list()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_not_unpacked(method: int) -> None:
    entry = opened(zipped({"a": b"x" * 1_000}, method)).entries["a"]
    assert (entry.sha256, entry.damaged) == (None, "it is packed in a way that no pack is")


def test_an_encrypted_file_is_damaged() -> None:
    data = bytearray(zipped({"a": b"x"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert opened(bytes(data)).entries["a"].damaged == "it is encrypted"


def test_a_file_whose_place_lies_outside_is_damaged() -> None:
    data = bytearray(zipped({"a": b"x" * 100}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 20 : at + 24] = struct.pack("<I", 2**31)
    assert opened(bytes(data)).entries["a"].damaged == "it is not where the zip says"


def test_another_check_sum_is_told() -> None:
    data = zipped({"a": b"figures"}, zipfile.ZIP_STORED)
    held = opened(data.replace(b"figures", b"figured"))
    assert held.entries["a"].damaged == "its packed bytes are damaged"
    assert held.content("a") is None
    assert zlib.crc32(b"figures") != zlib.crc32(b"figured")


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_the_beginnings_of_files_are_read_without_the_end_of_a_zip(place: int, bits: int) -> None:
    data = zipped({"a": b"first" * 99, "b": b"second" * 99})
    assert list(beginnings(data[: data.index(b"PK\x01\x02")], 400)) == [b"first" * 80, (b"second" * 99)[:400]]
    damaged = bytearray(data)
    damaged[place % len(data)] ^= bits
    assert all(len(part) <= 400 for part in beginnings(bytes(damaged), 400))


def test_a_zip_is_known_by_its_beginning_or_its_end() -> None:
    data = zipped({"a": b"x"})
    assert looks_like_zip(data)
    assert looks_like_zip(b"before" + data)
    assert looks_like_zip(data[:40])
    assert not looks_like_zip(b"a,b\r\n")

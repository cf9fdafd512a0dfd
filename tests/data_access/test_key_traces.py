"""Any run of eight characters of a key is found in whatever writing, and nothing else is touched."""

import base64
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.key_traces import MARK, KeyTraces, unescaped

SECRET = "Zx9?Kq3>Wm7Rt5~Lp2Vb8Nc4Hd6"  # with what Base64 writes as + and /
KEY = f"oh_platform_{SECRET}"
TRACES = KeyTraces.of(KEY)


def _percent(text: str) -> str:
    return "".join(f"%{ord(sign):02X}" for sign in text)


def _coded(text: str, before: str = "") -> str:
    return base64.b64encode((before + text).encode()).decode()


WRITINGS = {
    "the whole key": KEY,
    "without its prefix": SECRET,
    "its first eight characters": SECRET[:8],
    "eight in the middle": SECRET[9:17],
    "its last eight": SECRET[-8:],
    "in capitals": SECRET.upper(),
    "in small letters": KEY.lower(),
    "percent-encoded where it must be": quote(KEY, safe=""),
    "percent-encoded all through": _percent(SECRET[:8]),
    "percent-encoded in small letters": _percent(SECRET).lower(),
    "percent-encoded here and there": SECRET[:2] + _percent(SECRET[2:5]) + SECRET[5:8],
    "percent-encoded twice": _percent(SECRET[:8]).replace("%", "%25"),
    "percent-encoded three times": _percent(SECRET[:8]).replace("%", "%2525"),
    "with JSON's escapes": "".join(f"\\u{ord(sign):04x}" for sign in SECRET[:8]),
    "with JSON's escapes, escaped": "".join(f"\\\\u{ord(sign):04X}" for sign in SECRET[:8]),
    "with a program's escapes": "".join(f"\\x{ord(sign):02x}" for sign in SECRET[:8]),
    "with HTML's escapes": "".join(f"&#{ord(sign)};" for sign in SECRET[:8]),
    "with HTML's escapes in hexadecimal": "".join(f"&#x{ord(sign):X};" for sign in SECRET[:8]),
    "in hexadecimal": SECRET[:8].encode().hex(),
    "in hexadecimal, in capitals": SECRET.encode().hex().upper(),
    "in Base64": _coded(KEY),
    "in Base64 without its prefix": _coded(SECRET),
    "in Base64 behind one byte": _coded(SECRET, "x"),
    "in Base64 behind two bytes": _coded(SECRET, "xy"),
    "in Base64 with a name before it": _coded(KEY, "Bearer "),
    "in Base64 of eight characters": _coded(SECRET[3:11], "ab"),
    "in Base64 without padding": _coded(SECRET + "ab").rstrip("="),
    "in the Base64 of addresses": base64.urlsafe_b64encode(KEY.encode()).decode(),
    "in Base64, percent-encoded": quote(_coded(SECRET), safe=""),
    "in Base64 with JSON's escaped slash": _coded(SECRET).replace("/", "\\/"),
    "in Base64 with JSON's plus": _coded(SECRET).replace("+", "\\u002b"),
}


@pytest.mark.parametrize("written", WRITINGS.values(), ids=WRITINGS)
def test_a_key_is_found_in_every_writing(written: str) -> None:
    scrubbed = TRACES.scrubbed(f"token {written} refused")
    assert MARK in scrubbed
    assert scrubbed.startswith("token ")
    assert scrubbed.endswith(" refused")
    left = scrubbed.removeprefix("token ").removesuffix(" refused").replace(MARK, "")
    assert len(left) <= len(_coded("Bearer oh_platform_"))  # of the key's own part no more than a sign of Base64


@pytest.mark.parametrize("written", [KEY, SECRET, SECRET.upper(), quote(KEY, safe=""), SECRET.encode().hex()])
def test_a_whole_key_leaves_nothing_but_the_mark(written: str) -> None:
    assert TRACES.scrubbed(f"<{written}>") == f"<{MARK}>"


@given(
    st.integers(0, len(SECRET) - 8).flatmap(lambda at: st.tuples(st.just(at), st.integers(at + 8, len(SECRET)))),
    st.text(),
    st.text(),
    st.sampled_from([str, _percent, lambda part: part.encode().hex(), _coded]),
)
def test_any_part_of_eight_or_more_is_taken_out_wherever_it_stands(part, before, after, written) -> None:
    told = written(SECRET[part[0] : part[1]])
    assert told not in TRACES.scrubbed(f"{before}{told}{after}")


def test_an_escape_sign_before_it_hides_nothing() -> None:
    for before in ("%", "\\x", "\\u00", "&#x"):
        assert TRACES.scrubbed(before + SECRET[:8].encode().hex()) == before + MARK
        assert TRACES.scrubbed(before + SECRET[:8]) == before + MARK


INNOCENT = [
    "",
    "oh_platform_…",
    "a platform_admin of the platform",
    "Check that ONEHAZEL_API_KEY is a current platform key (oh_platform_…), then restart Hazelboard.",
    f"oh_platform_…{SECRET[-4:]}",
    SECRET[:7],
    f"{SECRET[:7]} {SECRET[7:14]}",
    "100% of 25%20 \\u00e9 \\/ &#38; \\\\",
    "Zoë’s 賭場 \N{GRINNING FACE}",
    "\\" * 100_000,
    "&#" * 50_000,
    "%25" * 30_000,
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_holds_fewer_than_eight_characters_of_the_key_stays_as_it_is(text: str) -> None:
    assert TRACES.scrubbed(text) == text


@given(st.text(alphabet=string.printable + "é賭\U0001f600"))
def test_other_text_stays_as_it_is(text: str) -> None:
    read = unescaped(text).lower()
    if not any(SECRET[at : at + 4].lower() in read for at in range(len(SECRET) - 3)):
        assert TRACES.scrubbed(text) == text


def test_letters_that_grow_in_small_letters_move_no_place() -> None:
    assert TRACES.scrubbed(f"İİİ{SECRET}İ") == f"İİİ{MARK}İ"


@pytest.mark.parametrize("key", ["", "short", "1234567", "oh_platform_abc"])
def test_a_key_of_fewer_than_eight_characters_has_no_runs(key: str) -> None:
    assert KeyTraces.of(key).scrubbed(f"a short text with {key} in it") == f"a short text with {key} in it"


def test_a_key_of_another_form_is_known_by_all_of_it() -> None:
    assert KeyTraces.of("s3cret-key").scrubbed("unknown s3cret-key!") == f"unknown {MARK}!"


def test_a_text_beyond_all_measure_that_holds_the_key_goes_as_a_whole() -> None:
    assert TRACES.scrubbed("x" * 10**6 + SECRET[:8]) == MARK
    assert TRACES.scrubbed("x" * 10**6) == "x" * 10**6


@pytest.mark.parametrize("written", WRITINGS.values(), ids=WRITINGS)
def test_a_first_look_misses_no_writing(written: str) -> None:
    read = unescaped(written)
    assert any(anchor.lower() in read.lower() for anchor in TRACES.anchors)

"""However much is sent, a question takes in no more than its ceiling, and says which one was met."""

import functools
import gzip
import json
import tracemalloc
import zlib

import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, Response

from data_access.api import wire
from data_access.api.client import Client
from data_access.api.limits import MIB, Limits
from data_access.api.source import ApiSource
from data_access.errors import PlatformBroken, PlatformUnreachable, SaveUnconfirmed, UnexpectedAnswer
from data_access.settings import Settings
from data_access.waiting import Budget
from tests.data_access.api.raw_server import head, saying
from tests.data_access.api.scripted_platform import KEY, NOW

_SMALL = Limits(most_bytes=MIB)


def _body(url, endpoint=wire.SUMMARY, limits=_SMALL):
    with Client(url, SecretStr(KEY), lambda: NOW, lambda _: None, lambda: 0.0, limits) as client:
        return client.body(endpoint, Budget())


@functools.cache
def _bomb(mebibytes):
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(b" " * MIB) for _ in range(mebibytes)) + packer.flush()


def _packed(body, encoding="gzip"):
    return head(content_encoding=encoding, content_length=len(body), connection="close") + body


def _endless(connection):
    connection.sendall(head(connection="close"))
    while True:
        connection.sendall(b" " * MIB)


TOO_LARGE = {
    "its length says so": head(content_length=10**15),
    "it says no length": _endless,
    "unpacked": lambda connection: connection.sendall(
        _packed(_bomb(256))
    ),  # not before it is asked for: it takes a while
    "unpacked, in parts": _packed(_bomb(1) * 2),
    "unpacked, as deflate": _packed(zlib.compress(b" " * (MIB + 1)), "deflate"),
    "by one byte": head(connection="close") + b" " * (MIB + 1),
}


@pytest.mark.parametrize("answer", TOO_LARGE.values(), ids=TOO_LARGE)
def test_an_answer_above_the_ceiling_is_told_with_the_figure_and_the_setting_that_moves_it(answer):
    with saying(answer) as (url, asked), pytest.raises(UnexpectedAnswer) as told:
        _body(url)
    assert told.value.detail == ("GET /metrics/summary: its answer, all pages together, is larger than 1 MiB unpacked")
    assert "ONEHAZEL_LARGEST_ANSWER_MIB" in told.value.advice
    assert len(asked) == 1


def test_an_answer_as_large_as_the_ceiling_is_taken():
    with saying(_packed(gzip.compress(b" " * MIB))) as (url, _):
        assert _body(url) == b" " * MIB


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
def test_no_more_than_the_ceiling_is_ever_in_memory(status):
    bomb = _bomb(256)
    answer = head(status, content_encoding="gzip", content_length=len(bomb), connection="close") + bomb
    with saying(answer) as (url, _):
        tracemalloc.start()
        with pytest.raises((UnexpectedAnswer, PlatformBroken)):
            _body(url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8 * MIB


def test_an_error_is_told_by_its_first_bytes_however_long_it_is():
    said = b'{"error": "broken' + b" and broken" * 10**6 + b'"}'
    with (
        saying(head("500 Oh", content_length=len(said), connection="close") + said) as (url, _),
        pytest.raises(PlatformBroken) as told,
    ):
        _body(url)
    assert told.value.detail.startswith('GET /metrics/summary: 500 Internal Server Error: {"error": "broken and broken')
    assert len(told.value.detail) < 260


def test_an_error_whose_compression_is_damaged_is_told_by_its_status():
    damaged = head("500 Oh", content_encoding="gzip", connection="close") + b"not gzip"
    with saying(damaged) as (url, _), pytest.raises(PlatformBroken, match=r"500 Internal Server Error$"):
        _body(url)


def test_the_pages_of_one_question_share_the_ceiling(platform):
    platform.says(
        "GET /operators",
        lambda _: JSONResponse({"data": [{"id": f"op_{len(platform.asked)}", "name": "x" * 300_000}],
                                "nextCursor": str(len(platform.asked))}),
    )  # fmt: skip
    with Client(platform.url, SecretStr(KEY), lambda: NOW, limits=_SMALL) as client:
        with pytest.raises(UnexpectedAnswer, match=r"all pages together, is larger than 1 MiB"):
            client.pages(wire.OPERATORS, Budget())
        assert len(platform.asked) == 4
        assert len(client.body("/operators", Budget())) > 300_000  # another question begins anew


@pytest.mark.parametrize("item", [b"[],", b"{},", b"1.5,", b'"",', b'{"a":1},'])
def test_more_values_than_a_terse_report_could_hold_are_refused_before_they_fill_the_memory(item):
    body = b"[" + item * (MIB // len(item) - 1) + b"1]"
    with (
        saying(_packed(gzip.compress(body))) as (url, _),
        pytest.raises(UnexpectedAnswer, match=r"all pages together, holds more than 65,536 values"),
    ):
        _body(url)


def test_a_report_of_one_mebibyte_is_far_from_the_ceiling_of_values():
    line = {"operatorId": "o", "operatorName": "O", "apiCalls": {"accounts": 1}, "billableUnits": 1}
    body = json.dumps({"data": [line] * 10_000}, separators=(",", ":")).encode()
    assert len(body) < MIB
    with saying(head(connection="close") + body) as (url, _):
        assert _body(url) == body


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate", "identity", ""])
def test_what_is_packed_as_it_was_asked_for_is_unpacked(encoding, platform):
    packed = {"deflate": zlib.compress, "identity": bytes, "": bytes}.get(encoding, gzip.compress)(b"{}")
    with saying(_packed(packed, encoding)) as (url, asked):
        assert _body(url) == b"{}"
    assert b"accept-encoding: gzip\r\n" in asked[0].lower()


def test_a_body_of_several_packed_parts_is_read_to_its_end():
    with saying(_packed(gzip.compress(b"[1,") + gzip.compress(b"2]"))) as (url, _):
        assert _body(url) == b"[1,2]"


@pytest.mark.parametrize("cut", [1, 8, 12])
def test_a_packed_body_that_ends_too_early_is_told_even_if_all_of_it_could_be_unpacked(cut):
    with (
        saying(_packed(gzip.compress(b"{}" * 400)[:-cut])) as (url, _),
        pytest.raises(PlatformUnreachable, match=r"compression is damaged"),
    ):
        _body(url)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "oh_platform_0123456789abcdef"])
def test_what_nobody_asked_for_is_not_unpacked(encoding):
    with (
        saying(_packed(b"{}", encoding)) as (url, _),
        pytest.raises(PlatformUnreachable, match=r"packed as .*, which nobody asked for") as told,
    ):
        _body(url)
    assert KEY not in told.value.detail


@pytest.mark.parametrize(
    "answer",
    [
        head("206 Partial Content", content_length=2) + b"{}",
        head(content_range="bytes 0-1/9000", content_length=2) + b"{}",
    ],
)
def test_a_part_of_an_answer_is_not_taken_for_all_of_it(answer):
    with saying(answer) as (url, _), pytest.raises(UnexpectedAnswer, match=r"it is a part of the answer"):
        _body(url)


def test_a_save_whose_answer_is_too_large_leaves_open_whether_it_was_stored():
    told = r"larger than 1 MiB unpacked; it is not known whether"
    with (
        saying(_endless) as (url, asked),
        Client(url, SecretStr(KEY), lambda: NOW, limits=_SMALL) as client,
        pytest.raises(SaveUnconfirmed, match=told),
    ):
        client.put(wire.SETTINGS, b"{}")
    assert len(asked) == 1


def test_the_ceiling_is_256_mebibytes_and_the_setting_moves_it(platform):
    assert Limits().most_bytes == 256 * MIB == 268_435_456
    platform.says("GET /metrics/summary", Response(b'{"operators": 1}' + b" " * MIB))
    for mebibytes, shown in ((2, True), (1, False)):
        source = ApiSource(
            Settings(source="api", api_key=KEY, base_url=platform.url, largest_answer_mib=mebibytes), lambda: NOW
        )
        try:
            if shown:
                assert source.summary().operators_total == 1
            else:
                with pytest.raises(UnexpectedAnswer, match=r"larger than 1 MiB"):
                    source.summary()
        finally:
            source.close()

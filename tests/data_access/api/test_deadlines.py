"""Whatever arrives meanwhile, an answer is over at its deadline, and so is a question."""

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, Response

from data_access.api import deadline, wire
from data_access.api.client import Client
from data_access.api.limits import Limits
from data_access.errors import (
    AccessRefused,
    DataAccessError,
    PlatformBroken,
    PlatformUnreachable,
    SaveUnconfirmed,
    UnexpectedAnswer,
)
from data_access.waiting import Budget, SyncBudget
from tests.data_access.api.raw_server import head, saying, trickling
from tests.data_access.api.scripted_platform import KEY, NOW

pytestmark = pytest.mark.slow

_SHORT = Limits(answer_seconds=0.3, report_seconds=0.3, error_seconds=0.2)
_PACKER = zlib.compressobj(wbits=31)
_NOTHING_PACKED = _PACKER.compress(b"") + _PACKER.flush(zlib.Z_SYNC_FLUSH)


@contextmanager
def _client(url: str, limits: Limits = _SHORT) -> Iterator[Client]:
    with Client(url, SecretStr(KEY), lambda: NOW, lambda _: None, lambda: 0.0, limits) as client:
        yield client


TRICKLES = {
    "a body, a byte at a time": trickling(head(content_length=10**6), b" "),
    "a body in chunks of a byte": trickling(head(transfer_encoding="chunked"), b"1\r\n \r\n"),
    "the length of a chunk": trickling(head(transfer_encoding="chunked"), b"0"),
    "a packed body that holds nothing": trickling(
        head(content_encoding="gzip") + _NOTHING_PACKED, b"\x00\x00\x00\xff\xff"
    ),
    "100 Continue without end": trickling(b"", head("100 Continue")),
    "103 Early Hints without end": trickling(b"", head("103 Early Hints", link="</x>")),
    "headers": trickling(b"HTTP/1.1 200 OK\r\nx-", b"x"),
    "headers, one after the other": trickling(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
    "the status line": trickling(b"HTTP/1.1 2", b"0"),
    "nothing": lambda _: time.sleep(0.6),
}


@pytest.mark.parametrize("trickle", TRICKLES.values(), ids=TRICKLES)
def test_an_answer_that_trickles_ends_at_its_deadline_and_is_not_asked_again(trickle) -> None:
    with saying(trickle) as (url, asked), _client(url) as client:
        with pytest.raises(PlatformUnreachable, match=r"no complete answer within 0.3 s"):
            client.body(wire.SUMMARY, Budget())
        assert len(asked) < 2


@pytest.mark.parametrize("endpoint", [wire.USAGE_REPORT, wire.OPERATORS])
def test_a_page_that_trickles_ends_at_its_deadline(endpoint) -> None:
    with saying(TRICKLES["a body, a byte at a time"]) as (url, asked), _client(url) as client:
        with pytest.raises(PlatformUnreachable, match=rf"GET {endpoint} at 127.0.0.1: no complete answer within 0.3 s"):
            client.pages(endpoint, Budget())
        assert len(asked) < 2


def test_the_report_alone_has_the_longer_deadline() -> None:
    slow = trickling(head(content_length=12), b" ")  # twelve pauses of 0.02 s, and the report is there
    limits = Limits(answer_seconds=0.05, report_seconds=30.0)
    with saying(slow) as (url, _), _client(url, limits) as client:
        with pytest.raises(PlatformUnreachable, match=r"within 0.05 s"):
            client.body(wire.SUMMARY, Budget())
        assert client.body(wire.USAGE_REPORT, Budget()) == b" " * 12


def test_a_refusal_whose_words_trickle_is_a_refusal_all_the_same() -> None:
    refusal = trickling(head("401 Unauthorized", content_length=10**6) + b"no such key", b"!")
    with (
        saying(refusal) as (url, asked),
        _client(url) as client,
        pytest.raises(AccessRefused, match=r"^GET /metrics/summary: 401 Unauthorized"),
    ):
        client.body(wire.SUMMARY, Budget())
    assert len(asked) < 2


def test_redirects_that_each_take_their_time_share_the_deadline_of_one_answer() -> None:
    def redirect(connection) -> None:
        time.sleep(0.15)
        connection.sendall(head("302 Found", location="/metrics/summary", content_length=0, connection="close"))

    with saying(redirect) as (url, asked), _client(url) as client:
        with pytest.raises(PlatformUnreachable, match=r"no complete answer within 0.3 s"):
            client.body(wire.SUMMARY, Budget())
        assert len(asked) <= 3


def test_pages_that_each_come_in_time_share_the_deadline_of_one_question(platform) -> None:
    def page(_):
        time.sleep(0.05)
        return JSONResponse({"data": [{"id": f"op_{len(platform.asked)}"}], "nextCursor": str(len(platform.asked))})

    platform.says("GET /operators", page)
    with _client(platform.url, Limits()) as client:
        with pytest.raises(PlatformUnreachable, match=r"no complete answer within 0.4 s"):
            client.pages(wire.OPERATORS, Budget(question_seconds=0.4))
        assert len(platform.asked) < 10


def test_no_wait_begins_that_would_end_after_the_deadline_of_the_question(platform) -> None:
    platform.says("GET /metrics/summary", Response(status_code=503, headers={"retry-after": "9"}))
    with pytest.raises(PlatformBroken):
        platform.client().body(wire.SUMMARY, Budget(question_seconds=5.0))
    assert (len(platform.asked), platform.slept) == (1, [])


def test_a_page_gives_a_question_three_minutes_and_a_sync_an_hour() -> None:
    assert Budget().question_seconds == 180.0
    assert SyncBudget().question_seconds == 3600.0


@pytest.mark.parametrize("handshake", [lambda _: time.sleep(1.0), trickling(b"\x16\x03\x03\x40\x00", b"\x02")])
def test_a_handshake_that_trickles_ends_at_the_deadline_of_the_question(handshake) -> None:
    with (
        saying(handshake) as (url, _),
        _client(url.replace("http:", "https:")) as client,
        pytest.raises(PlatformUnreachable, match=r"no connection within 0.5 s"),
    ):
        client.body(wire.SUMMARY, Budget(question_seconds=0.5))


def test_a_save_that_nobody_reads_ends_at_its_deadline_and_leaves_open_whether_it_was_stored() -> None:
    with (
        saying(lambda _: time.sleep(0.6)) as (url, _),
        _client(url) as client,
        pytest.raises(SaveUnconfirmed, match=r"no complete answer within 0.3 s; it is not known"),
    ):
        client.put(wire.SETTINGS, b" " * 64 * 2**20)


def test_a_save_whose_answer_trickles_leaves_open_whether_it_was_stored() -> None:
    with saying(TRICKLES["a body, a byte at a time"]) as (url, asked), _client(url) as client:
        with pytest.raises(SaveUnconfirmed, match=r"no complete answer within 0.3 s; it is not known"):
            client.put(wire.SETTINGS, b"{}")
        assert len(asked) < 2


def test_deadlines_inside_each_other_end_with_the_nearest() -> None:
    with deadline.within(60.0):
        with deadline.within(5.0):
            assert (deadline.allowed(), deadline.left() <= 5.0) == (5.0, True)
        with deadline.within(600.0):
            assert (deadline.allowed(), deadline.left() <= 60.0) == (60.0, True)
    assert deadline.left() == float("inf")
    with deadline.within(-1.0):
        assert deadline.left() == 0.0


def test_a_closed_client_closes_its_connections_and_says_so_when_asked() -> None:
    seen_after_the_answer = []

    def answer_and_listen(connection) -> None:
        connection.sendall(head(content_length=2) + b"{}")
        seen_after_the_answer.append(connection.recv(1))

    with saying(answer_and_listen) as (url, _):
        with _client(url) as client:
            assert client.body(wire.SUMMARY, Budget()) == b"{}"
        for ask in (lambda: client.body(wire.SUMMARY, Budget()), lambda: client.put(wire.SETTINGS, b"{}")):
            with pytest.raises(PlatformUnreachable, match=r"the connections were closed meanwhile"):
                ask()
    assert seen_after_the_answer == [b""]


NO_HTTP = {
    "empty lines": b"\r\n\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "an odd header": b"HTTP/1.1 200 OK\r\n\x00: x\r\n\r\n",
    "two lengths": head(content_length=2)[:-2] + b"content-length: 3\r\n\r\n{}",
    "a length that is none": head(content_length="-5") + b"{}",
    "a length beyond all measure": head(content_length="9" * 400) + b"{}",
    "a chunk of no length": head(transfer_encoding="chunked") + b"zz\r\n{}",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200_000,
    "a redirect to no address": head("302 Found", location="http://[::1", content_length=0),
    "a redirect to an odd port": head("302 Found", location="http://127.0.0.1:99999/", content_length=0),
    "another protocol from here on": head("101 Switching Protocols", upgrade="x", connection="upgrade"),
    "a redirect without end": head("302 Found", location="/" + "a" * 70_000, content_length=0),
}


@pytest.mark.parametrize("answer", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_told_in_words(answer) -> None:
    with saying(answer) as (url, _), _client(url) as client, pytest.raises(DataAccessError) as told:
        client.body(wire.SUMMARY, Budget())
    assert type(told.value) in (PlatformUnreachable, UnexpectedAnswer)

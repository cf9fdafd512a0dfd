"""The client against real HTTP servers: retries, budgets, redirects, pages, broken answers, the key (rule 10)."""

import logging
import traceback
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from data_access.api import transport, wire
from data_access.api.client import Client
from data_access.api.limits import Limits
from data_access.errors import (
    AccessRefused,
    DataAccessError,
    PlatformBroken,
    PlatformUnreachable,
    SaveRefused,
    SaveUnconfirmed,
    SettingsWrong,
    TooManyRequests,
    UnexpectedAnswer,
)
from data_access.waiting import Budget
from tests.data_access.api.raw_server import saying
from tests.data_access.api.scripted_platform import KEY, NOW

_GET = "GET /metrics/summary"
_OK = JSONResponse({"success": True, "data": {"operators": 1}})


def _body(platform, **client):
    with platform.client(**client) as asking:
        return asking.body(wire.SUMMARY, Budget())


def test_a_client_knows_how_far_its_clock_is_ahead_of_the_last_answer_that_told_the_time(platform):
    dated = {"date": "Mon, 06 Apr 2026 11:58:00 GMT"}
    platform.says(_GET, JSONResponse({}), JSONResponse({}, headers=dated), JSONResponse({}))
    with platform.client() as asking:
        assert asking.clock_ahead is None
        told = []
        for _ in range(3):
            asking.body(wire.SUMMARY, Budget())
            told.append(asking.clock_ahead)
    assert told == [None, timedelta(minutes=2), timedelta(minutes=2)]


def _pages(platform, endpoint=wire.OPERATORS):
    with platform.client() as asking:
        return asking.pages(endpoint, Budget())


def _rows(*ids, **extra):
    return JSONResponse({"success": True, "data": [{"id": known} for known in ids], **extra})


def test_an_answer_comes_as_its_bytes_asked_with_the_bearer_key(platform):
    platform.says(_GET, Response(b"exact bytes"))
    assert _body(platform) == b"exact bytes"
    assert platform.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert platform.slept == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_tried_again_after_each_passing_fault(platform, status):
    platform.says(_GET, Response(status_code=status), Response(status_code=status), _OK)
    assert _body(platform) == _OK.body
    assert platform.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 500, 501, 505])
def test_a_lasting_refusal_is_not_tried_again(platform, status):
    platform.says(_GET, Response(status_code=status))
    with pytest.raises(DataAccessError):
        _body(platform)
    assert len(platform.asked) == 1


def test_a_read_is_tried_again_at_most_3_times_and_then_fails_as_it_last_did(platform):
    platform.says(_GET, Response(status_code=502), Response(b"all busy", 503))
    with pytest.raises(PlatformBroken, match=r"GET /metrics/summary: 503 Service Unavailable: all busy"):
        _body(platform, jitter=1.0)
    assert len(platform.asked) == 4
    assert platform.slept == [1.0, 1.5, 2.5]


def test_retry_after_is_waited_for_in_seconds_and_as_a_date(platform):
    date = "Mon, 06 Apr 2026 12:00:05 GMT"
    platform.says(
        _GET,
        Response(status_code=429, headers={"retry-after": "3"}),
        Response(status_code=503, headers={"retry-after": date}),
        _OK,
    )
    assert _body(platform) == _OK.body
    assert platform.slept == [3.0, 5.0]


def test_reset_at_in_the_body_is_waited_for(platform):
    told = {"success": False, "error": {"code": "RATE_LIMITED", "resetAt": "2026-04-06T12:00:04.000Z"}}
    platform.says(_GET, JSONResponse(told, 429), _OK)
    assert _body(platform) == _OK.body
    assert platform.slept == [4.0]


def test_a_wait_beyond_the_budget_is_told_with_its_time_at_once(platform):
    platform.says(_GET, Response(status_code=429, headers={"retry-after": "21"}))
    with pytest.raises(TooManyRequests) as caught:
        _body(platform)
    assert (caught.value.again_at - NOW).total_seconds() == 21
    assert (len(platform.asked), platform.slept) == (1, [])


def test_a_fault_that_asks_for_a_longer_wait_tells_the_time_too(platform):
    platform.says(_GET, Response(status_code=503, headers={"retry-after": "3600"}))
    with pytest.raises(PlatformBroken) as caught:
        _body(platform)
    assert caught.value.advice == "Try again after 6 Apr 2026, 13:00:00 UTC."
    assert platform.slept == []


def test_the_requests_of_one_question_share_one_waiting_budget(platform):
    busy = Response(status_code=429, headers={"retry-after": "15"})
    platform.says(_GET, busy, _OK).says("GET /operators", busy, _rows("op_1"))
    with platform.client() as asking:
        budget = Budget()
        asking.body(wire.SUMMARY, budget)
        with pytest.raises(TooManyRequests):
            asking.pages(wire.OPERATORS, budget)
    assert platform.slept == [15.0]


def test_401_asks_for_another_key_and_quotes_the_api(platform):
    platform.says(
        _GET, JSONResponse({"success": False, "error": {"code": "UNAUTHORIZED", "message": "no such key"}}, 401)
    )
    with pytest.raises(AccessRefused, match=r"401 Unauthorized: UNAUTHORIZED: no such key"):
        _body(platform)


def test_an_html_error_is_not_quoted(platform):
    platform.says(_GET, HTMLResponse("<!doctype html><html><body>Cloud edge</body></html>", 500))
    with pytest.raises(PlatformBroken) as caught:
        _body(platform)
    assert caught.value.detail == "GET /metrics/summary: 500 Internal Server Error: (an HTML page)"


_CUT = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"success": true, '
_WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"


@pytest.mark.parametrize("broken", [_CUT, b"", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"])
def test_a_cut_answer_and_a_dropped_connection_are_tried_again_and_then_unreachable(broken):
    slept = []
    with saying(broken) as (url, asked), _client(url, slept) as asking:
        with pytest.raises(PlatformUnreachable, match=r"127.0.0.1: the connection was cut"):
            asking.body(wire.SUMMARY, Budget())
        assert len(asked) == 4
    assert slept == [0.5, 1.0, 2.0]


def test_a_cut_answer_is_made_good_by_the_next(platform):
    with saying(_CUT, _WHOLE) as (url, _), _client(url, []) as asking:
        assert asking.body(wire.SUMMARY, Budget()) == b"{}"


def test_nobody_listening_is_unreachable(platform):
    with saying(b"") as (url, _):
        pass
    slept = []
    with _client(url, slept) as asking, pytest.raises(PlatformUnreachable, match=r"/metrics/summary at 127.0.0.1"):
        asking.body(wire.SUMMARY, Budget())
    assert slept == [0.5, 1.0, 2.0]


def test_an_answer_with_damaged_compression_is_unreachable(platform):
    platform.says(_GET, Response(b"not gzip", headers={"content-encoding": "gzip"}))
    with pytest.raises(PlatformUnreachable, match=r"compression is damaged"):
        _body(platform)


def _client(url, slept):
    return Client(url, SecretStr(KEY), lambda: NOW, slept.append, lambda: 0.0)


def test_a_read_that_takes_too_long_is_not_asked_again(monkeypatch, platform):
    platform.says(_GET, _OK)
    client = platform.client()
    asked = []

    def slow(request, **_):
        asked.append(request)
        raise httpx.ReadTimeout("slow", request=request)

    monkeypatch.setattr(client._exchange._http, "send", slow)
    with pytest.raises(PlatformUnreachable, match=r"no complete answer within 15 s"):
        client.body(wire.SUMMARY, Budget())
    assert len(asked) == 1


def test_only_the_usage_report_may_take_60_seconds():
    assert Limits().seconds(wire.USAGE_REPORT) == 60.0
    assert {Limits().seconds(path) for path in (wire.SUMMARY, wire.OPERATORS, wire.SETTINGS)} == {15.0}


def test_a_redirect_within_the_same_host_is_followed(platform):
    platform.says(_GET, RedirectResponse("/v2/summary", 308)).says("GET /v2/summary", _OK)
    assert _body(platform) == _OK.body


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/v2",
        "https://127.0.0.1:{port}/v2",
        "http://127.0.0.1:1/v2",
        "http://user@127.0.0.1:{port}/v2",
    ],
)
def test_a_redirect_to_another_scheme_host_or_port_is_refused(platform, target):
    port = platform.url.rpartition(":")[2]
    platform.says(_GET, RedirectResponse(target.format(port=port))).says("GET /v2", _OK)
    with pytest.raises(UnexpectedAnswer, match=r"redirected to .*: not followed, as it would carry the key away"):
        _body(platform)
    assert platform.requests == [_GET]


def test_redirects_in_a_circle_end(platform):
    platform.says(_GET, RedirectResponse("/metrics/summary"))
    with pytest.raises(UnexpectedAnswer, match=r"more than 3 redirects"):
        _body(platform)
    assert len(platform.asked) == 4


def test_a_cursor_is_followed_to_the_last_page_with_the_same_parameters(platform):
    first, last = _rows("op_1", nextCursor="b&c"), _rows("op_2", nextCursor=None)
    platform.says("GET /operators", first, last)
    with platform.client() as asking:
        pages = asking.pages(wire.OPERATORS, Budget(), {"start": "2026-03-01"})
    assert [page.rows for page in pages] == [({"id": "op_1"},), ({"id": "op_2"},)]
    assert [dict(one.query_params) for one in platform.asked] == [
        {"start": "2026-03-01"},
        {"start": "2026-03-01", "cursor": "b&c"},
    ]


def test_a_link_to_the_next_page_is_followed_on_the_same_host(platform):
    platform.says("GET /operators", _rows("op_1", next="?page=2"), _rows("op_2", next="/more")).says(
        "GET /more", _rows("op_3")
    )
    assert len(_pages(platform)) == 3
    assert platform.requests == ["GET /operators", "GET /operators", "GET /more"]


def test_a_link_to_another_host_is_refused(platform):
    platform.says("GET /operators", _rows("op_1", next="https://elsewhere.example/operators?oh_platform_x"))
    with pytest.raises(UnexpectedAnswer, match=r"the next page is to https://elsewhere.example: not followed"):
        _pages(platform)


@pytest.mark.parametrize("way", [{"nextCursor": "a"}, {"next": "/operators"}])
def test_a_page_that_was_there_before_is_an_error(platform, way):
    platform.says("GET /operators", _rows("op_1", **way))
    with pytest.raises(UnexpectedAnswer, match=r"GET /operators: page \d leads back to a page before it"):
        _pages(platform)
    assert len(platform.asked) <= 2


def test_pages_without_an_end_are_an_error(platform):
    platform.says("GET /operators", lambda _: _rows(f"op_{len(platform.asked)}", nextCursor=str(len(platform.asked))))
    client = Client(platform.url, SecretStr(KEY), lambda: NOW, limits=Limits(most_pages=5))
    with client as asking, pytest.raises(UnexpectedAnswer, match=r"GET /operators: more than 5 pages"):
        asking.pages(wire.OPERATORS, Budget())
    assert len(platform.asked) == 5


def test_a_put_is_sent_once_whatever_comes_back(platform):
    for status in (429, 500, 502, 503, 504):
        platform.says("PUT /settings", Response(status_code=status))
        with platform.client() as asking, pytest.raises(DataAccessError):
            asking.put(wire.SETTINGS, b"{}")
    assert len(platform.asked) == 5
    assert platform.slept == []


def test_a_put_is_not_redirected(platform):
    platform.says("PUT /settings", RedirectResponse("/elsewhere", 307)).says("PUT /elsewhere", _OK)
    with platform.client() as asking, pytest.raises(SaveRefused, match=r"307 Temporary Redirect"):
        asking.put(wire.SETTINGS, b"{}")
    assert platform.requests == ["PUT /settings"]


def test_a_put_that_answers_200_with_success_false_is_refused(platform):
    platform.says("PUT /settings", JSONResponse({"success": False, "error": "name is taken"}))
    with platform.client() as asking, pytest.raises(SaveRefused, match=r"PUT /settings: name is taken"):
        asking.put(wire.SETTINGS, b"{}")


def test_a_put_without_an_answer_leaves_open_whether_it_was_saved():
    with saying(b"") as (url, asked), _client(url, []) as asking:
        with pytest.raises(SaveUnconfirmed, match=r"not known whether the settings were saved"):
            asking.put(wire.SETTINGS, b"{}")
        assert len(asked) == 1


def test_a_put_that_never_left_is_unreachable_and_surely_not_saved():
    with saying(b"") as (url, _):
        pass
    with _client(url, []) as asking, pytest.raises(PlatformUnreachable, match=r"PUT /settings at 127.0.0.1"):
        asking.put(wire.SETTINGS, b"{}")


def test_the_key_is_in_no_error_log_or_repr(platform, caplog):
    caplog.set_level(logging.DEBUG)
    platform.says(_GET, Response(status_code=503), JSONResponse({"error": f"bad key {KEY} and {KEY[12:]}"}, 401))
    client = platform.client()
    with pytest.raises(AccessRefused) as caught:
        client.body(wire.SUMMARY, Budget())
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(client) + repr(vars(client))
    assert KEY not in told
    assert "asking again in 0.5 s" in caplog.text


def test_a_key_of_another_form_that_the_answer_repeats_is_taken_out(platform):
    platform.says(_GET, JSONResponse({"error": "unknown key s3cret-key"}, 401))
    with Client(platform.url, SecretStr("s3cret-key"), lambda: NOW) as client, pytest.raises(AccessRefused) as caught:
        client.body(wire.SUMMARY, Budget())
    assert caught.value.detail == "GET /metrics/summary: 401 Unauthorized: unknown key (the key)"


@pytest.mark.parametrize("host", ["https://\N{SNOWMAN}.example", "https://xn--a", "https://exa mple.com"])
def test_an_address_that_none_can_be_is_told_and_no_traceback(host):
    with Client(host, SecretStr(KEY), lambda: NOW, lambda _: None) as client, pytest.raises(DataAccessError):
        client.body(wire.SUMMARY, Budget())


@pytest.mark.parametrize(
    ("environment", "through"),
    [
        ({"https_proxy": "http://me:secret@proxy.example:3128"}, b"proxy.example"),
        ({"all_proxy": "proxy.example"}, b"proxy.example"),
        ({"https_proxy": "http://proxy.example", "no_proxy": "onehazel.example"}, None),
        ({"http_proxy": "http://proxy.example"}, None),
        ({}, None),
    ],
)
def test_the_environments_proxy_is_used_but_not_to_this_machine(monkeypatch, environment, through):
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy = transport._proxy("https://api.onehazel.example/platform-api")
    assert (proxy.url.host if proxy else None) == through
    assert transport._proxy("http://127.0.0.1:8080/platform-api") is None


@pytest.mark.parametrize(
    "address", ["ftp://me:secret@proxy.example", "socks5://me:secret@proxy", "http://me:secret@proxy:port"]
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(monkeypatch, address):
    monkeypatch.setattr(transport, "getproxies", lambda: {"https": address})
    with pytest.raises(SettingsWrong, match=r"HTTPS_PROXY|the proxy that the environment names") as told:
        Client("https://api.onehazel.example", SecretStr(KEY), lambda: NOW)
    assert "secret" not in f"{told.value.detail} {told.value.advice}"


def test_certificates_are_read_once_for_all_clients(monkeypatch):
    Client("https://api.onehazel.example", SecretStr(KEY), lambda: NOW).close()
    monkeypatch.setattr(transport.httpx, "create_ssl_context", lambda: pytest.fail("they are read again"))
    Client("https://another.onehazel.example", SecretStr(KEY), lambda: NOW).close()


def test_a_host_of_several_addresses_is_asked_at_the_next_where_one_is_closed(monkeypatch):
    monkeypatch.setattr(transport, "_addresses", lambda *_: ["127.0.0.2", "127.0.0.1"])
    with saying(_WHOLE) as (url, _), _client(url, []) as asking:
        assert asking.body(wire.SUMMARY, Budget()) == b"{}"

"""The launcher as a real server, and what it refuses: foreign names, foreign pages, what is no HTTP. All with headers."""

import asyncio
import socket
from contextlib import closing
from http.client import HTTPResponse

import httpx
import pytest
import websockets
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import app
from dashboard.server import failures
from dashboard.server.compressed import CompressedStatic
from dashboard.server.headers import SECURITY, SecurityHeaders
from dashboard.server.refusals import Refusals
from tests.app_server import Running
from tests.serving import serving

pytestmark = pytest.mark.processes

FOREIGN = "Hazelboard does not answer to this name. Its operator can add it to server.allowedHosts.\n"
STREAM = "/_stcore/stream"


def said(server: Running, request: bytes) -> tuple[int, str]:
    """Status and words that these bytes are answered with; every answer carries each security header once."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with (
        socket.create_connection((host, int(port)), timeout=20) as connection,
        closing(HTTPResponse(connection)) as answer,
    ):
        connection.sendall(request)
        answer.begin()
        for name, value in SECURITY.items():
            assert answer.headers.get_all(name) == [value]
        return answer.status, answer.read().decode()


def asked(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", *headers, "Connection: close", "", ""]).encode()


def handshake(*headers: str, key: str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", path: str = STREAM) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    return "\r\n".join([*lines, key, *headers, "", ""]).encode()


PATHS = (
    "/",
    "/operators",
    "/healthz",
    "/nowhere",
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/media/0123456789abcdef.csv",
    "/app/static/ibm-plex-mono-latin-400-normal.woff2",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_name_gets_nothing_of_any_path(server: Running, path: str) -> None:
    assert said(server, asked(path, "Host: evil.example")) == (421, FOREIGN)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8501",
        "127.0.0.1.evil.example",
        "localhost, evil.example",
        "localhost@evil.example",
        "localhost:port",
        "0.0.0.0",
        "[::1",
        "xn--localhost",
    ],
)
def test_a_name_that_only_looks_like_ours_is_foreign(server: Running, host: str) -> None:
    assert said(server, asked("/", f"Host: {host}"))[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST.", "[::1]:8501", "127.0.0.1:65535"])
def test_the_port_the_case_and_a_last_dot_of_a_name_do_not_matter(server: Running, host: str) -> None:
    assert said(server, asked("/_stcore/health", f"Host: {host}")) == (200, "ok")


@pytest.mark.parametrize(
    "hosts", [(), ("Host:",), ("Host: localhost", "Host: localhost")], ids=["none", "empty", "two"]
)
def test_a_request_names_one_host(server: Running, hosts: tuple[str, ...]) -> None:
    assert said(server, asked("/", *hosts)) == (400, "A request must name one host.\n")


def test_a_foreign_name_opens_no_websocket(server: Running) -> None:
    assert said(server, handshake("Host: evil.example")) == (421, FOREIGN)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:2", "http://[::1", "localhost:1"])
def test_a_foreign_page_opens_no_websocket(server: Running, origin: str) -> None:
    status, words = said(server, handshake("Host: localhost:1", f"Origin: {origin}"))
    assert (status, words) == (403, "Only Hazelboard's own pages may open this connection.\n")


def test_a_foreign_page_has_nobody_wait_for_the_address_of_this_machine(server: Running) -> None:
    said(server, handshake("Host: localhost", "Origin: http://evil.example"))
    assert "external IP" not in server.log.read_text()
    assert "without completing handshake" not in server.log.read_text()


@pytest.mark.parametrize("origin", [None, "own"])
def test_our_own_page_and_a_program_open_the_websocket(server: Running, origin: str | None) -> None:
    async def opened() -> str | None:
        own = server.url if origin else None
        address = f"{server.url.replace('http', 'ws')}{STREAM}"
        async with websockets.connect(address, subprotocols=["streamlit"], origin=own, proxy=None) as connection:
            return connection.subprotocol

    assert asyncio.run(opened()) == "streamlit"


@pytest.mark.parametrize(
    "path",
    [
        f"/app/static/{'a' * 5000}",
        f"/app/static/{'a' * 256}",
        f"/static/{'a' * 5000}.abcdefgh.js",
        f"/component/{'a' * 5000}",
        f"/{'%F0%9F%98%80' * 64}",
        "/a" * 1025,
    ],
    ids=["longer", "a name", "a script", "a component", "four bytes a sign", "deep"],
)
def test_an_address_too_long_for_any_file_is_told(server: Running, path: str) -> None:
    request = asked(path, "Host: localhost", "Accept-Encoding: gzip")
    assert said(server, request) == (414, "This address is too long.\n")


@pytest.mark.parametrize("path", ["/static/%00.abcdefgh.js", "/static/%ED%A0%80.abcdefgh.js", "/app/static/%00"])
def test_a_name_that_no_file_can_have_is_no_failure_of_ours(server: Running, path: str) -> None:
    assert said(server, asked(path, "Host: localhost", "Accept-Encoding: gzip"))[0] < 500
    assert "Traceback" not in server.log.read_text()


NO_HTTP = {
    "no HTTP at all": b"garbage\r\n\r\n",
    "no header": b"GET / HTTP/1.1\r\nno header\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01",
    "a length that is none": b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    "two lengths": b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "an unknown method": b"FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_refused_with_headers(server: Running, request_bytes: bytes) -> None:
    assert said(server, request_bytes) == (400, "Invalid HTTP request received.")


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"GET /"], ids=["header", "address"])
def test_a_head_without_end_is_refused(server: Running, start: bytes) -> None:
    assert said(server, start + b"a" * 66_000) == (400, "The head of this request is too long.")


def test_a_long_body_is_no_long_head(server: Running) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n"
    assert said(server, head + b"a" * 200_000)[0] == 405


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (handshake("Host: localhost", key="X: y"), 400),
        (handshake("Host: localhost", f"X: {'a' * 9000}"), 431),
        (handshake("Host: localhost", path="/nowhere"), 403),
    ],
    ids=["no key", "too long", "no such path"],
)
def test_a_handshake_that_is_none_is_refused_with_headers(server: Running, request_bytes: bytes, status: int) -> None:
    assert said(server, request_bytes)[0] == status


async def broken(_request: Request) -> Response:
    raise ZeroDivisionError("what only the log may know")


def test_a_failure_brings_its_headers_a_number_and_no_more(caplog: pytest.LogCaptureFixture) -> None:
    site = Starlette(
        routes=[Route("/broken", broken)],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={500: failures.answered},
    )
    with serving(site) as url:
        answer = httpx.get(f"{url}/broken", timeout=20)
    number = answer.text.split(" the number ")[1][:8]
    assert answer.status_code == 500
    assert answer.text == f"This failed. Tell whoever runs Hazelboard the number {number}: the log says more.\n"
    assert {name: answer.headers.get_list(name) for name in SECURITY} == {k: [v] for k, v in SECURITY.items()}
    assert f"Failure {number}: GET '/broken'" in caplog.messages


def test_the_launcher_answers_failures_so_and_refuses_before_it_looks_at_files() -> None:
    assert app.app._exception_handlers == {500: failures.answered}
    order = [one.cls for one in app.app._user_middleware]
    assert order[0] is SecurityHeaders
    assert order.index(Refusals) < order.index(CompressedStatic)

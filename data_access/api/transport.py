"""What carries a request of the client: a pool of connections in which every wait ends at the deadline.

httpx's own timeouts begin anew with each read, so that an answer of a byte a second never ends; nor do `100 Continue`
without end, or headers that trickle. Here a read, a write, a connection and a handshake get the time that is left.
"""

import logging
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from data_access.api import deadline
from data_access.errors import SettingsWrong
from data_access.outside_text import FitFilter

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PIECE = 16 * 1024
_SHORTEST = 0.001
"""A timeout of 0 would mean not to wait at all."""
_NO_PROXY = "the proxy that the environment names for OneHazel's address is none that can be used"
_MEND_PROXY = "Mend HTTPS_PROXY or ALL_PROXY (http://host:port), or name the host in NO_PROXY; then restart Hazelboard."
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
    logging.getLogger(_name).addFilter(FitFilter())  # they log addresses, reasons and headers as they come


class Transport(httpx.BaseTransport):
    """The connections to one address, by way of the environment's proxy where there is one."""

    def __init__(self, base_url: str) -> None:
        """Open nothing yet."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(),
            proxy=_proxy(base_url),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, and return as soon as the answer's headers are there."""
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are trusted: read once in a process, as reading them takes longer than a small answer."""
    return httpx.create_ssl_context()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Stream(httpcore.NetworkStream):
    """A connection that waits no longer than the deadline of the thread that uses it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _wait(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):  # the time for a whole document would begin anew with every part
            self._stream.write(buffer[start : start + _PIECE], _wait(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = _wait(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections; all addresses of a host share the time for one."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        with deadline.within(float("inf") if timeout is None else timeout):
            for address in _addresses(host, port):
                wait = _wait(None, httpcore.ConnectTimeout)
                try:
                    return _Stream(self._inner.connect_tcp(address, port, wait, local_address, socket_options))
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                    failure = failed
        raise failure


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise httpcore.ConnectError(str(unknown)) from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _wait(timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    left = deadline.left()
    if left <= 0:
        raise late("the deadline is past")
    shorter = left if timeout is None else min(timeout, left)
    return None if shorter == float("inf") else max(shorter, _SHORTEST)


def _proxy(base_url: str) -> httpcore.Proxy | None:
    """The proxy that the environment names for this address (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY).

    None stands between us and this machine. Raises SettingsWrong for one that cannot be used; it may hold a password.
    """
    parts = urlsplit(base_url)
    named = getproxies()
    address = named.get(parts.scheme) or named.get("all")
    if not address or parts.hostname in _LOOPBACK or proxy_bypass(parts.netloc):
        return None
    try:
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (httpx.InvalidURL, ValueError):
        raise SettingsWrong(_NO_PROXY, _MEND_PROXY) from None
    where = proxy.url
    if where.scheme not in ("http", "https"):
        raise SettingsWrong(_NO_PROXY, _MEND_PROXY)
    url = httpcore.URL(scheme=where.raw_scheme, host=where.raw_host, port=where.port, target=where.raw_path)
    return httpcore.Proxy(url, auth=proxy.raw_auth, headers=proxy.headers.raw)


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Every failure of httpcore has its namesake in httpx."""
    try:
        yield
    except _FAILURES as failed:
        raise getattr(httpx, type(failed).__name__)(str(failed)) from None

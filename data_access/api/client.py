"""The one place that speaks HTTP: sends a request, retries reads within a budget, and hands bytes on."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from data_access.api import envelope, pages, refusals, wire
from data_access.api.pages import Onward, Page
from data_access.api.waiting import MOST_RETRIES, told_now, told_wait, untold_wait
from data_access.errors import (
    DataAccessError,
    PlatformUnreachable,
    SaveRefused,
    SaveUnconfirmed,
    UnexpectedAnswer,
    quotable,
)
from data_access.waiting import Budget

CONNECT_SECONDS, WRITE_SECONDS, POOL_SECONDS = 5.0, 10.0, 10.0
READ_SECONDS = 15.0
REPORT_READ_SECONDS = 60.0
MOST_PAGES = 1000
MOST_REDIRECTS = 3
_AGAIN = (429, 502, 503, 504)
_LOST = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""Connection errors. A read that times out is not among them: asking a slow report again would only slow it more."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_log = logging.getLogger(__name__)


class Client:
    """One HTTP client for one key; safe to share between threads. Its repr shows the address alone.

    `sleep`, `clock` (UTC now) and `jitter` (0 to 1) are arguments so that no test has to wait.
    """

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Open nothing yet: connections are made when first asked."""
        self._base_url, self._key = base_url.rstrip("/"), key
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self.clock_ahead: timedelta | None = None
        """How far `clock` was ahead of the platform's at the last answer; None while no answer told the time."""
        bearer = f"Bearer {key.get_secret_value()}"
        self._http = httpx.Client(
            headers={"authorization": bearer, "accept": "application/json", "user-agent": "hazelboard"},
            timeout=_timeout(READ_SECONDS),
            follow_redirects=False,
            event_hooks={"response": [self._compare_clocks]},  # before the body, which may take its time
            trust_env=urlsplit(base_url).hostname not in _LOOPBACK,  # no proxy stands between us and this machine
        )

    def __repr__(self) -> str:
        return f"Client({self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def body(self, endpoint: str, budget: Budget) -> bytes:
        """The answer of `endpoint`. Raises a DataAccessError for anything but a 2xx."""
        return self._answered(self._request(endpoint), budget).content

    def pages(self, endpoint: str, budget: Budget, parameters: Mapping[str, str] | None = None) -> list[Page]:
        """The answers of `endpoint`, one for each page; at least one.

        Raises UnexpectedAnswer for a page that was there before, more than 1,000 pages, or a next page elsewhere.
        """
        request = self._request(endpoint, parameters)
        received: list[Page] = []
        asked: set[httpx.URL] = set()
        while len(received) < MOST_PAGES:
            asked.add(request.url)
            received.append(pages.page(self._answered(request, budget).content, endpoint))
            onward = received[-1].onward
            if onward is None:
                return received
            request = self._next(request, onward)
            if request.url in asked:
                raise UnexpectedAnswer(f"GET {endpoint}: page {len(received)} leads back to a page before it")
        raise UnexpectedAnswer(f"GET {endpoint}: more than {MOST_PAGES:,} pages")

    def put(self, endpoint: str, document: bytes) -> None:
        """Send `document` (JSON) once, and never again.

        Raises SaveRefused when it was not accepted, SaveUnconfirmed when no answer tells, PlatformUnreachable when
        it was never sent.
        """
        headers = {"content-type": "application/json"}
        request = self._http.build_request("PUT", self._base_url + endpoint, content=document, headers=headers)
        try:
            response = self._http.send(request)
        except _NEVER_SENT as lost:
            raise _unreachable(request, lost, f"PUT {endpoint}") from None
        except httpx.RequestError as lost:
            told = f"PUT {endpoint}: {_in_words(lost, request)}; it is not known whether the settings were saved"
            raise SaveUnconfirmed(told) from None
        if not response.is_success:
            scrubbed = self._without_key(response.content)
            status, headers = response.status_code, dict(response.headers)
            raise refusals.save_refusal(f"PUT {endpoint}", status, headers, scrubbed, self._clock())
        refused = envelope.refusal_in(self._without_key(response.content))
        if refused is not None:
            raise SaveRefused(f"PUT {endpoint}: {refused}")

    def _compare_clocks(self, response: httpx.Response) -> None:
        told = told_now(response.headers)
        if told is not None:
            self.clock_ahead = self._clock() - told

    def _request(self, endpoint: str, parameters: Mapping[str, str] | None = None) -> httpx.Request:
        seconds = REPORT_READ_SECONDS if endpoint == wire.USAGE_REPORT else READ_SECONDS
        url = self._base_url + endpoint
        return self._http.build_request("GET", url, params=parameters or None, timeout=_timeout(seconds))

    def _next(self, request: httpx.Request, onward: Onward) -> httpx.Request:
        """The request for the next page. A link elsewhere would carry the key away."""
        try:
            url = request.url.join(onward.link) if onward.link else request.url.copy_set_param(*onward.parameter or ())
        except (httpx.InvalidURL, ValueError):
            raise UnexpectedAnswer(f"GET {request.url.path}: the next page has no usable address") from None
        self._refuse_elsewhere(request, url, "the next page is")
        return self._http.build_request("GET", url, timeout=httpx.Timeout(**request.extensions["timeout"]))

    def _answered(self, request: httpx.Request, budget: Budget) -> httpx.Response:
        """The first 2xx, asking again at most MOST_RETRIES times while `budget` allows it."""
        for retry in range(MOST_RETRIES + 1):
            try:
                response = self._followed(request)
            except _LOST as lost:
                failure: DataAccessError = _unreachable(request, lost)
                wait = untold_wait(retry)
            else:
                if response.is_success:
                    return response
                failure, told = self._failure(request, response)
                if response.status_code not in _AGAIN:
                    break
                wait = untold_wait(retry) if told is None else told
            if retry == MOST_RETRIES or not self._waited(wait, budget, failure):
                break
        raise failure

    def _waited(self, wait: float, budget: Budget, failure: DataAccessError) -> bool:
        seconds = budget.spent_on(wait, self._jitter())
        if seconds is None:
            return False
        _log.info("%s; asking again in %.1f s", failure.detail, seconds)
        return budget.wait(seconds, self._sleep)

    def _failure(self, request: httpx.Request, response: httpx.Response) -> tuple[DataAccessError, float | None]:
        headers, body, now = dict(response.headers), self._without_key(response.content), self._clock()
        asked = f"GET {self._below_base(request.url)}"
        return refusals.refusal(asked, response.status_code, headers, body, now), told_wait(headers, body, now)

    def _followed(self, request: httpx.Request) -> httpx.Response:
        """The answer behind at most MOST_REDIRECTS redirects, all to the same scheme, host and port."""
        first, response = request, self._sent(request)
        for _ in range(MOST_REDIRECTS):
            if response.next_request is None:
                return response
            self._refuse_elsewhere(first, response.next_request.url, "it is redirected")
            response = self._sent(response.next_request)
        if response.next_request is not None:
            raise UnexpectedAnswer(f"GET {self._below_base(first.url)}: more than {MOST_REDIRECTS} redirects")
        return response

    def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._http.send(request)
        except _LOST:
            raise
        except httpx.RequestError as lost:
            raise _unreachable(request, lost) from None

    def _refuse_elsewhere(self, request: httpx.Request, url: httpx.URL, what: str) -> None:
        here = request.url
        if (url.scheme, url.host, url.port) != (here.scheme, here.host, here.port) or url.userinfo:
            elsewhere = quotable(f"{url.scheme}://{url.netloc.decode('ascii', 'replace').rpartition('@')[2]}", 80)
            told = f"{what} to {elsewhere}: not followed, as it would carry the key away"
            advice = "If OneHazel moved, put its new address into ONEHAZEL_BASE_URL."
            raise UnexpectedAnswer(f"GET {self._below_base(here)}: {told}", advice)

    def _below_base(self, url: httpx.URL) -> str:
        return quotable(url.path.removeprefix(urlsplit(self._base_url).path), 80)

    def _without_key(self, body: bytes) -> bytes:
        """An answer may repeat the key that it refuses."""
        return body.replace(self._key.get_secret_value().encode(), b"(the key)")


def _timeout(read: float) -> httpx.Timeout:
    return httpx.Timeout(connect=CONNECT_SECONDS, read=read, write=WRITE_SECONDS, pool=POOL_SECONDS)


def _unreachable(request: httpx.Request, lost: httpx.RequestError, asked: str | None = None) -> PlatformUnreachable:
    where = asked or f"{request.method} {quotable(request.url.path, 80)}"
    return PlatformUnreachable(f"{where} at {request.url.host}: {_in_words(lost, request)}")


def _in_words(lost: httpx.RequestError, request: httpx.Request) -> str:
    match lost:
        case httpx.ConnectTimeout():
            return f"no connection within {CONNECT_SECONDS:g} s"
        case httpx.TimeoutException():
            return f"no answer within {request.extensions['timeout']['read']:g} s"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return "the connection was cut in the middle of the answer"
        case httpx.DecodingError():
            return "the answer's compression is damaged"
        case _:
            return quotable(lost) or type(lost).__name__

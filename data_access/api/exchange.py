"""One request and its answer: sent, taken in up to the last byte, and what went wrong with either in words."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from data_access.api import deadline
from data_access.api.intake import Damaged, Intake, TooMuch
from data_access.api.limits import Limits
from data_access.api.transport import Transport
from data_access.errors import PlatformUnreachable, SettingsWrong, quotable

CONNECT_SECONDS, WRITE_SECONDS, POOL_SECONDS = 5.0, 10.0, 10.0
LOST = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""Connection errors. An answer that takes too long is not among them: asking again would only slow it more."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
FAILURES = (httpx.RequestError, TooMuch, Damaged)
"""What `Exchange.answer` raises besides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer taken in: `headers` by lower-case name, `onward` = the request to which it redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    onward: httpx.Request | None

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004


class Exchange:
    """The connections to one address with one key."""

    def __init__(self, base_url: str, key: str, limits: Limits, heard: Callable[[Mapping[str, str]], None]) -> None:
        """Open nothing yet. `heard` gets the headers of each answer before its body, which may take its time."""
        self._base_url, self._limits, self._heard = base_url, limits, heard
        self._http = httpx.Client(
            headers={
                "authorization": f"Bearer {key}",
                "accept": "application/json",
                "accept-encoding": "gzip",
                "user-agent": "hazelboard",
            },
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, write=WRITE_SECONDS, pool=POOL_SECONDS),
            follow_redirects=False,
            transport=Transport(base_url),
        )

    def close(self) -> None:
        """Close the connections. What is asked afterwards is a PlatformUnreachable."""
        self._http.close()

    def request(self, method: str, endpoint: str, **more: Any) -> httpx.Request:
        """A request below the base address. Raises SettingsWrong where that is none."""
        try:
            return self._http.build_request(method, self._base_url + endpoint, **more)
        except (httpx.InvalidURL, ValueError) as wrong:
            raise SettingsWrong(f"ONEHAZEL_BASE_URL is no address that can be asked: {quotable(wrong)}") from None

    def request_to(self, url: httpx.URL) -> httpx.Request:
        """A GET of a whole address: whoever asks for it has looked where it leads."""
        return self._http.build_request("GET", url)

    def answer(self, request: httpx.Request, intake: Intake) -> Answer:
        """The answer as a whole; of one that is no success only the first bytes. Raises FAILURES."""
        if self._http.is_closed:
            raise unreachable(request, "the connections were closed meanwhile")
        response = self._http.send(request, stream=True)
        try:
            self._heard(response.headers)
            body = self._body(response, intake)
        finally:
            response.close()
        return Answer(response.status_code, dict(response.headers), body, response.next_request)

    def _body(self, response: httpx.Response, intake: Intake) -> bytes:
        packed = response.headers.get("content-encoding", "")
        if response.is_success:
            return intake.whole(response.iter_raw(), packed, response.headers.get("content-length", ""))
        with suppress(httpx.RequestError), deadline.within(self._limits.error_seconds):
            return intake.start(response.iter_raw(), packed)
        return b""  # the status says what there is to say


def unreachable(request: httpx.Request, words: str) -> PlatformUnreachable:
    """The error that names what was asked, and of whom."""
    return PlatformUnreachable(f"{request.method} {quotable(request.url.path, 80)} at {request.url.host}: {words}")


def in_words(lost: Exception) -> str:
    """What went wrong, said while the deadline still counts that was missed."""
    match lost:
        case httpx.ConnectTimeout():
            return f"no connection within {min(CONNECT_SECONDS, deadline.allowed()):g} s"
        case httpx.PoolTimeout():
            return f"no connection was free within {min(POOL_SECONDS, deadline.allowed()):g} s"
        case httpx.TimeoutException():
            return f"no complete answer within {deadline.allowed():g} s"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return f"the connection was cut in the middle of the answer, or it is no HTTP ({quotable(lost, 80)})"
        case _:
            return quotable(lost) or type(lost).__name__

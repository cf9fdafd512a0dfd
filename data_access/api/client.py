"""The one place that asks OneHazel: sends a request, retries reads within a budget, and hands bytes on."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from data_access.api import deadline, envelope, pages, refusals
from data_access.api.exchange import FAILURES, LOST, NEVER_SENT, Answer, Exchange, in_words, unreachable
from data_access.api.intake import Intake, TooMuch
from data_access.api.limits import Limits
from data_access.api.onward import Onward
from data_access.api.pages import Page
from data_access.api.waiting import MOST_RETRIES, told_now, told_wait, untold_wait
from data_access.errors import (
    DataAccessError,
    SaveRefused,
    SaveUnconfirmed,
    UnexpectedAnswer,
    quotable,
)
from data_access.outside_text import keep_secret
from data_access.waiting import Budget

MOST_REDIRECTS = 3
_AGAIN = (429, 502, 503, 504)
_NOT_WHOLE = {
    202: "the answer is not ready",
    206: "it is a part of the answer",
    207: "parts of it may have failed",
    208: "it is a part of the answer",
    226: "it is a part of the answer",
}
_LARGER = "Ask for less at once, or let ONEHAZEL_LARGEST_ANSWER_MIB say more, where there is the memory for it."
_log = logging.getLogger(__name__)


class Client:
    """One HTTP client for one key; safe to share between threads. Its repr shows the address alone.

    `sleep`, `clock` (UTC now), `jitter` (0 to 1) and `limits` are arguments so that no test has to wait.
    """

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        limits: Limits | None = None,
    ) -> None:
        """Open nothing yet: connections are made when first asked. From now on no text shows a part of `key`."""
        self._base_url, self._limits = base_url.rstrip("/"), limits or Limits()
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self.clock_ahead: timedelta | None = None
        """How far `clock` was ahead of the platform's at the last answer; None while no answer told the time."""
        keep_secret(key.get_secret_value())
        self._exchange = Exchange(self._base_url, key.get_secret_value(), self._limits, self._compare_clocks)

    def __repr__(self) -> str:
        return f"Client({self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._exchange.close()

    def body(self, endpoint: str, budget: Budget) -> bytes:
        """The answer of `endpoint`. Raises a DataAccessError for anything but a 2xx, and for a part of an answer."""
        with deadline.within(budget.question_seconds):
            answer = self._answered(self._request(endpoint), endpoint, budget, Intake(self._limits))
        pages.refuse_part(answer.headers, endpoint)
        return answer.body

    def pages(self, endpoint: str, budget: Budget, parameters: Mapping[str, str] | None = None) -> list[Page]:
        """The answers of `endpoint`, one for each page; at least one.

        Raises UnexpectedAnswer for a page that was there before, more than 1,000 pages, or a next page elsewhere.
        """
        request, intake = self._request(endpoint, parameters), Intake(self._limits)
        received: list[Page] = []
        asked: set[httpx.URL] = set()
        with deadline.within(budget.question_seconds):
            while len(received) < self._limits.most_pages:
                asked.add(request.url)
                answer = self._answered(request, endpoint, budget, intake)
                received.append(pages.page(answer.body, endpoint, answer.headers, received))
                onward = received[-1].onward
                if onward is None:
                    return received
                request = self._next(request, onward, parameters or {})
                if request.url in asked:
                    raise UnexpectedAnswer(f"GET {endpoint}: page {len(received)} leads back to a page before it")
        raise UnexpectedAnswer(f"GET {endpoint}: more than {self._limits.most_pages:,} pages")

    def put(self, endpoint: str, document: bytes) -> None:
        """Send `document` (JSON) once, and never again.

        Raises SaveRefused when it was not accepted, SaveUnconfirmed when no answer tells, PlatformUnreachable when
        it was never sent.
        """
        asked, headers = f"PUT {endpoint}", {"content-type": "application/json"}
        request = self._exchange.request("PUT", endpoint, content=document, headers=headers)
        with deadline.within(self._limits.answer_seconds):
            try:
                answer = self._exchange.answer(request, Intake(self._limits))
            except NEVER_SENT as lost:
                raise unreachable(request, in_words(lost)) from None
            except FAILURES as lost:
                told = f"{asked}: {in_words(lost)}; it is not known whether the settings were saved"
                raise SaveUnconfirmed(told) from None
        if not answer.is_success:
            raise refusals.save_refusal(asked, answer.status, answer.headers, answer.body, self._clock())
        refused = envelope.refusal_in(answer.body)
        if refused is not None:
            raise SaveRefused(f"{asked}: {refused}")

    def _compare_clocks(self, headers: Mapping[str, str]) -> None:
        told = told_now(headers)
        if told is not None:
            self.clock_ahead = self._clock() - told

    def _request(self, endpoint: str, parameters: Mapping[str, str] | None = None) -> httpx.Request:
        return self._exchange.request("GET", endpoint, params=parameters or None)

    def _next(self, request: httpx.Request, onward: Onward, asked: Mapping[str, str]) -> httpx.Request:
        """The request for the next page, `asked` in it. A link elsewhere would carry the key away."""
        try:
            url = request.url.join(onward.link) if onward.link else request.url.copy_set_param(*onward.parameter or ())
            url = url.copy_merge_params({name: value for name, value in asked.items() if name not in url.params})
        except (httpx.InvalidURL, ValueError):
            told = f"GET {self._below_base(request.url)}: the next page has no usable address"
            raise UnexpectedAnswer(told) from None
        self._refuse_elsewhere(request, url, "the next page is")
        self._refuse_another_question(request, asked, url, "the next page")
        return self._exchange.request_to(url)

    def _answered(self, request: httpx.Request, endpoint: str, budget: Budget, intake: Intake) -> Answer:
        """The first 2xx, asking again at most MOST_RETRIES times while `budget` allows it."""
        for retry in range(MOST_RETRIES + 1):
            try:
                with deadline.within(self._limits.seconds(endpoint)):
                    answer = self._followed(request, intake)
            except LOST as lost:
                failure: DataAccessError = unreachable(request, in_words(lost))
                wait = untold_wait(retry)
            else:
                if answer.is_success:
                    return self._whole(request, answer)
                failure, told = self._failure(request, answer)
                if answer.status not in _AGAIN:
                    break
                wait = untold_wait(retry) if told is None else told
            if retry == MOST_RETRIES or not self._waited(wait, budget, failure):
                break
        raise failure

    def _whole(self, request: httpx.Request, answer: Answer) -> Answer:
        """A part of an answer would be shown as if it were all of it; nobody asks for parts here."""
        if answer.status in _NOT_WHOLE:
            told = f"{answer.status}: {_NOT_WHOLE[answer.status]}"
            raise UnexpectedAnswer(f"GET {self._below_base(request.url)}: {told}")
        return answer

    def _waited(self, wait: float, budget: Budget, failure: DataAccessError) -> bool:
        seconds = budget.spent_on(wait, self._jitter()) if wait < deadline.left() else None
        if seconds is None:
            return False
        _log.info("%s; asking again in %.1f s", failure.detail, seconds)
        return budget.wait(seconds, self._sleep)

    def _failure(self, request: httpx.Request, answer: Answer) -> tuple[DataAccessError, float | None]:
        now, asked = self._clock(), f"GET {self._below_base(request.url)}"
        error = refusals.refusal(asked, answer.status, answer.headers, answer.body, now)
        return error, told_wait(answer.headers, answer.body, now)

    def _followed(self, request: httpx.Request, intake: Intake) -> Answer:
        """The answer behind at most MOST_REDIRECTS redirects, all to the same scheme, host and port."""
        answer = self._sent(request, intake)
        for _ in range(MOST_REDIRECTS):
            if answer.onward is None:
                return answer
            self._refuse_elsewhere(request, answer.onward.url, "it is redirected")
            self._refuse_another_question(request, request.url.params, answer.onward.url, "where it is redirected")
            answer = self._sent(answer.onward, intake)
        if answer.onward is not None:
            raise UnexpectedAnswer(f"GET {self._below_base(request.url)}: more than {MOST_REDIRECTS} redirects")
        return answer

    def _sent(self, request: httpx.Request, intake: Intake) -> Answer:
        try:
            return self._exchange.answer(request, intake)
        except LOST:
            raise
        except TooMuch as told:
            raise UnexpectedAnswer(f"GET {self._below_base(request.url)}: {told}", _LARGER) from None
        except FAILURES as lost:
            raise unreachable(request, in_words(lost)) from None

    def _refuse_elsewhere(self, request: httpx.Request, url: httpx.URL, what: str) -> None:
        here = request.url
        if (url.scheme, url.host, url.port) != (here.scheme, here.host, here.port) or url.userinfo:
            elsewhere = quotable(f"{url.scheme}://{url.netloc.decode('ascii', 'replace').rpartition('@')[2]}", 80)
            told = f"{what} to {elsewhere}: not followed, as it would carry the key away"
            advice = "If OneHazel moved, put its new address into ONEHAZEL_BASE_URL."
            raise UnexpectedAnswer(f"GET {self._below_base(here)}: {told}", advice)

    def _refuse_another_question(
        self, request: httpx.Request, asked: Mapping[str, str], url: httpx.URL, where: str
    ) -> None:
        """An address that lost a part of the question answers another one, of another period above all."""
        lost = {name: url.params.get(name) for name, value in asked.items() if url.params.get_list(name) != [value]}
        if lost:
            wanted = quotable(", ".join(f"{name}={asked[name]}" for name in lost), 80)
            found = quotable(
                ", ".join(f"{name}={value}" for name, value in lost.items() if value) or "nothing of it", 80
            )
            told = f"asked for {wanted}, but {where} is for {found}: the figures would be of another period"
            raise UnexpectedAnswer(f"GET {self._below_base(request.url)}: {told}")

    def _below_base(self, url: httpx.URL) -> str:
        return quotable(url.path.removeprefix(urlsplit(self._base_url).path), 80)

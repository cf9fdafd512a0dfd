"""`/healthz`: whether the source answers. No figures, no key, no name."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.answers import source
from data_access import DataAccessError

_BROKEN = 503
_OK = ""
_TOO_OLD = 3600
"""Seconds after which a last result says nothing of today: it is answered only while the next check is under way."""


class SourceHealth:
    """Answers from the last check, which a thread of its own makes: at most one at a time, and not more often than told.

    However many ask and however long the source takes, nobody waits longer than `grace` and no thread of the server is
    taken. Where nothing is known, or what is known is older than a check lasts, that short time is spent on the new one.
    """

    def __init__(
        self,
        ask: Callable[[], None],
        *,
        every: float = 30,
        patience: float = 10,
        grace: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ask` raises DataAccessError when the source does not answer; `patience` seconds are taken for an answer."""
        self._ask, self._every, self._patience, self._grace, self._clock = ask, every, patience, grace, clock
        self._lock = Lock()
        self._known: tuple[float, str] | None = None
        self._check: Future[None] | None = None
        self._since = 0.0

    async def answer(self, _request: Request) -> JSONResponse:
        """200 when the source can be asked; 503 with the kind of failure, or when it is not known."""
        check = self._begun()
        if check and self._taken() <= self._patience:
            await asyncio.wait({asyncio.wrap_future(check)}, timeout=self._grace)
        return self._answer()

    def _begun(self) -> Future[None] | None:
        """The check that is under way, begun here when it is time; None while the last one is fresh."""
        with self._lock:
            if self._check is None and self._age() >= self._every:
                self._check, self._since = Future(), self._clock()
                Thread(target=self._look, args=(self._check,), name="health", daemon=True).start()
            return self._check

    def _look(self, check: Future[None]) -> None:
        reason = "Unexpected"
        try:
            self._ask()
            reason = _OK
        except DataAccessError as error:
            reason = type(error).__name__
        finally:
            with self._lock:
                self._known, self._check = (self._clock(), reason), None
            check.set_result(None)

    def _answer(self) -> JSONResponse:
        taken, known = self._taken(), self._known
        if taken > self._patience:
            return _broken("silent", f"no answer for {taken:.0f} s")
        if known is None or self._age() > _TOO_OLD:
            return _broken("unknown", "not known yet")
        return JSONResponse({"status": "ok"}) if known[1] == _OK else _broken("unreachable", known[1])

    def _taken(self) -> float:
        return self._clock() - self._since if self._check else 0.0

    def _age(self) -> float:
        return self._clock() - self._known[0] if self._known else float("inf")


def _broken(status: str, reason: str) -> JSONResponse:
    return JSONResponse({"status": status, "reason": reason}, status_code=_BROKEN)


route = Route("/healthz", SourceHealth(source.reachable).answer)

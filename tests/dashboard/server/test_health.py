"""The health of the source: one caller at a time, nobody waits for it, and what is said is what is known."""

import asyncio
import json
import threading
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from dashboard.server.health import SourceHealth
from data_access.errors import PlatformBroken

_LONG = 30.0
OK = (200, {"status": "ok"})
UNKNOWN = (503, {"status": "unknown", "reason": "not known yet"})


class Source:
    """Answers, or fails with what is in `error`, once `open` is set; counts how often it was asked, and how many at once."""

    def __init__(self) -> None:
        self.open, self.begun, self.asked, self.now, self.most = Event(), Event(), 0, 0, 0
        self.error: Exception | None = None
        self.open.set()

    def ask(self) -> None:
        self.asked, self.now = self.asked + 1, self.now + 1
        self.most = max(self.most, self.now)
        self.begun.set()
        assert self.open.wait(_LONG)
        self.now -= 1
        if self.error:
            raise self.error


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def answered(health: SourceHealth) -> tuple[int, dict[str, str]]:
    request: Any = None
    answer = asyncio.run(health.answer(request))
    return answer.status_code, json.loads(bytes(answer.body))


def patient(ask: Callable[[], None], clock: Clock) -> SourceHealth:
    """One whose grace is long: it gives back the outcome of a check that ends."""
    return SourceHealth(ask, grace=_LONG, clock=clock)


def test_however_many_ask_a_silent_source_has_one_caller_and_nobody_waits(source: Source) -> None:
    source.open.clear()
    health = SourceHealth(source.ask, grace=0.01)

    async def many() -> list[Any]:
        request: Any = None
        return await asyncio.gather(*(health.answer(request) for _ in range(45)))

    answers = asyncio.run(many())
    assert {(one.status_code, bytes(one.body)) for one in answers} == {
        (503, b'{"status":"unknown","reason":"not known yet"}')
    }
    assert (source.asked, source.most) == (1, 1)
    source.open.set()


def test_a_source_that_answers_is_asked_every_30_seconds_and_no_more(source: Source, clock: Clock) -> None:
    health = patient(source.ask, clock)
    assert [answered(health) for _ in range(3)] == [OK] * 3
    clock.now += 29.9
    assert (answered(health), source.asked) == (OK, 1)
    clock.now += 0.1
    assert (answered(health), source.asked) == (OK, 2)


def test_a_failure_is_told_by_its_kind_alone_and_forgotten_when_the_source_answers(
    source: Source, clock: Clock
) -> None:
    health = patient(source.ask, clock)
    source.error = PlatformBroken("117 units of oh_platform_secret")
    broken = (503, {"status": "unreachable", "reason": "PlatformBroken"})
    assert answered(health) == broken
    source.error = None
    assert answered(health) == broken
    clock.now += 30
    assert answered(health) == OK


def test_while_a_check_is_under_way_the_last_answer_stands_until_it_has_taken_too_long(
    source: Source, clock: Clock
) -> None:
    health = SourceHealth(source.ask, grace=0.01, clock=clock)
    asyncio.run(_known(health, source))
    source.open.clear()
    clock.now += 60
    assert answered(health) == OK
    clock.now += 11
    assert answered(health) == (503, {"status": "silent", "reason": "no answer for 11 s"})
    source.open.set()


async def _known(health: SourceHealth, source: Source) -> None:
    request: Any = None
    while (await health.answer(request)).status_code != 200:
        assert source.asked == 1


def test_an_answer_of_long_ago_is_none(source: Source, clock: Clock) -> None:
    health = SourceHealth(source.ask, grace=0.01, clock=clock)
    asyncio.run(_known(health, source))
    source.open.clear()
    clock.now += 3601
    assert answered(health) == UNKNOWN
    source.open.set()


def test_a_mistake_in_the_check_is_no_health_and_the_next_check_comes(
    source: Source, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", logged.append)
    health = patient(source.ask, clock)
    source.error = ZeroDivisionError()
    assert answered(health) == (503, {"status": "unreachable", "reason": "Unexpected"})
    source.error = None
    clock.now += 30
    assert answered(health) == OK
    assert [one.exc_type for one in logged] == [ZeroDivisionError]

"""By when what a thread waits for must be there, whatever arrives meanwhile.

A timeout of a read begins anew with every byte; a deadline does not. Those of an answer and of its question lie inside
each other, and the nearest one counts.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` on the monotonic clock; `seconds` = how long it was when it began."""

    at: float
    seconds: float


_NEVER = Deadline(float("inf"), float("inf"))
_nearest: ContextVar[Deadline] = ContextVar("the nearest deadline", default=_NEVER)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is asked inside, in this thread, must be there in `seconds`, and by any deadline around it."""
    mine, outer = Deadline(time.monotonic() + seconds, seconds), _nearest.get()
    token = _nearest.set(min(mine, outer, key=lambda one: one.at))
    try:
        yield
    finally:
        _nearest.reset(token)


def left() -> float:
    """Seconds until the nearest deadline; 0 when it is past, infinite without one."""
    return max(_nearest.get().at - time.monotonic(), 0.0)


def allowed() -> float:
    """How many seconds the nearest deadline gave, for the words about it."""
    return _nearest.get().seconds

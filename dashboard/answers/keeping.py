"""Answers that are kept: one person asks, the others wait for that answer; errors are never kept."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from sys import getsizeof
from threading import Condition
from typing import Any, Generic, ParamSpec, TypeVar, cast

import polars as pl
from cachetools import TLRUCache, cached
from cachetools.keys import hashkey

from dashboard import turns
from dashboard.answers.reading import Reading
from dashboard.charts.theme import Figure

SECONDS = 300.0
"""How long an answer is kept."""
SECONDS_OF_A_PART = 10.0
"""How long an answer is kept of which something could not be read just now: it is asked again soon."""
MOST_BYTES = 1 << 30
"""So much is kept at most; what was not asked for longest goes first."""
_LEAST_BYTES, _FIGURE_BYTES = 1_000, 50_000
"""Of whatever is kept, with its key; and of a figure, about."""

P = ParamSpec("P")
T = TypeVar("T")


class Keeping(Generic[P, T]):
    """Keeps what `answer` returns under its arguments, which are scalars, frozen values and Readings.

    A Reading is the same only as itself, so what was made of one reading is never shown beside another.
    """

    def __init__(self, answer: Callable[P, T]) -> None:
        """`answer` is asked when nothing is kept."""
        self.__doc__ = answer.__doc__
        self._round = 0
        self._asked: Any = cached(_kept, key=partial(_key, self), condition=_turn)(answer)

    def __call__(self, *args: P.args, **named: P.kwargs) -> T:
        """What is kept, else the answer. Raises what `answer` raises."""
        answered: T = self._asked(*args, **named)
        return answered

    def glimpsed(self, *args: P.args, **named: P.kwargs) -> T | None:
        """What is kept now, without asking; None where nothing is."""
        with _turn:
            return _kept.get(_key(self, *args, **named))

    def forget(self) -> None:
        """Keep nothing of what was answered until now, and of what is being asked at this moment."""
        self._round += 1


class Asking(Keeping[P, T]):
    """A `Keeping` of what is asked of somebody else: the run that waits for it lets the others go first."""

    def __call__(self, *args: P.args, **named: P.kwargs) -> T:
        """What is kept, else the answer. Raises what `answer` raises."""
        with _turn:
            known = _kept.get(_key(self, *args, **named))
        if known is not None:
            return cast("T", known)
        with turns.waiting():
            return super().__call__(*args, **named)


def forget_answers() -> None:
    """Keep nothing of what was answered until now, and of what is being asked at this moment."""
    global _round  # noqa: PLW0603  one process, one store
    with _turn:
        _round += 1
        _kept.clear()


def _key(keeping: Keeping[..., Any], *args: object, **named: object) -> object:
    """With the rounds in it: an answer that was under way when all were forgotten is kept under a key of before."""
    return hashkey(_round, id(keeping), keeping._round, *args, **named)  # noqa: SLF001  its own module


def _until(_: object, value: object, now: float) -> float:
    return now + (SECONDS_OF_A_PART if isinstance(value, Reading) and value.is_in_part else SECONDS)


def _bytes(value: object) -> int:
    """About what a kept answer takes with its key: its frames, tables, figures, files and words, wherever they stand in it."""
    return _LEAST_BYTES + _held(value)


def _held(value: object) -> int:
    match value:
        case pl.DataFrame():
            return int(value.estimated_size())
        case Figure():
            return _FIGURE_BYTES
        case tuple():
            parts: Iterable[object] = value
        case Mapping():
            parts = value.values()
        case _ if is_dataclass(value):
            parts = (getattr(value, field.name) for field in fields(value))
        case _:
            return int(getattr(value, "nbytes", 0)) or getsizeof(value)  # an Arrow table tells
    return getsizeof(value) + sum(map(_held, parts))


_round = 0
_turn = Condition()
_kept: TLRUCache[object, Any] = TLRUCache(MOST_BYTES, _until, timer=time.monotonic, getsizeof=_bytes)

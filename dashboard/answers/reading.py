"""One answer of the source, and the instant at which it was given."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import polars as pl

from data_access import Answer, Unknown, UsageReport

T_co = TypeVar("T_co", covariant=True)
Rows = tuple[tuple[str | int | date | None, ...], ...]
"""Rows of a frame, as a key."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many operators the platform itself counts, whatever its lists hold; None = it does not tell, or was not asked.

    `unknown`: why it is not known at the moment.
    """

    operators: int | None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Reading(Generic[T_co]):
    """An answer and the instant (UTC) at which it was read.

    It is its own id: two readings are equal only where they are one, also when they say the same.
    """

    value: T_co
    read_at: datetime

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """What of the answer is unknown, because a question beside the main one was not answered."""
        return self.value.unknown if isinstance(self.value, Answer | UsageReport | Counted) else ()

    @property
    def is_in_part(self) -> bool:
        """Whether something of it could not be read just now, and may be known in a moment."""
        return any(not one.lasting for one in self.unknown)

    def says_the_same(self, other: "Reading[Any]") -> bool:
        """Whether both readings hold the same figures, whenever they were read."""
        return self is other or _same(self.value, other.value)


def _same(one: object, other: object) -> bool:
    match one, other:
        case pl.DataFrame(), pl.DataFrame():
            return one.equals(other)
        case Answer(), Answer():
            words = _columns(one.unknown) == _columns(other.unknown) and one.doubts == other.doubts
            return words and one.frame.equals(other.frame)
        case UsageReport(), UsageReport():
            frames = one.lines.equals(other.lines) and one.totals.equals(other.totals)
            words = _columns(one.unknown) == _columns(other.unknown) and one.doubts == other.doubts
            return frames and words and one.from_days == other.from_days
        case Counted(), Counted():
            return one.operators == other.operators and bool(one.unknown) == bool(other.unknown)
        case _:
            return one == other


def _columns(unknown: tuple[Unknown, ...]) -> set[str]:
    return {column for one in unknown for column in one.columns}

"""One object from the wire, read field by field; every complaint names endpoint, row, field and value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from data_access.api import values, wire
from data_access.errors import UnexpectedAnswer, quotable
from data_access.tables import FIRST_TIME

Value = TypeVar("Value")
Found = tuple[str, Any]
"""A spelling as it came, with its value."""


@dataclass(frozen=True, slots=True)
class Row:
    """An object's names, compared without case, underscores and outer spaces. `place` says where it stands, for errors."""

    place: str
    held: dict[str, list[Found]]

    @classmethod
    def of(cls, value: Any, place: str, nested: Iterable[str] = ()) -> "Row":
        """The row that `value` is, with what stands in the objects named `nested` as if it stood beside them.

        Raises UnexpectedAnswer when it is no object.
        """
        if not isinstance(value, dict):
            raise UnexpectedAnswer(f"{place}: {values.quoted(value)} is not an object")
        held: dict[str, list[Found]] = {}
        for name, inner in value.items():
            held.setdefault(wire.plain(name), []).append((name, inner))
        for outer in nested:
            for name, inner in list(held.get(outer, ())):
                for spelling, deeper in inner.items() if isinstance(inner, dict) else ():
                    held.setdefault(wire.plain(spelling), []).append((f"{name}.{spelling}", deeper))
        return cls(place, held)

    @property
    def names(self) -> str:
        """The names that it holds, as they came, fit for an error."""
        return quotable(", ".join(spelling for hits in self.held.values() for spelling, _ in hits), 80)

    def found(self, field: wire.Field) -> list[Found]:
        """Every spelling of `field` that holds something other than null."""
        held = self.held
        return [hit for path in field.paths if path[0] in held for hit in _below(held[path[0]], path[1:])]

    def count(self, field: wire.Field) -> int | None:
        """The count in `field`; None = not reported. Raises UnexpectedAnswer for anything but a whole number."""
        return self.agreed([(name, self.read(name, value, values.whole)) for name, value in self.plain_found(field)])

    def time(self, field: wire.Field) -> datetime | None:
        """The instant (UTC) in `field`; None = not reported, or what means "never" (`is_never`, `FIRST_TIME`)."""
        told = [(name, value) for name, value in self.found(field) if not values.is_never(value)]
        read = [(name, self.read(name, value, values.instant)) for name, value in told]
        return self.agreed([(name, moment) for name, moment in read if moment >= FIRST_TIME])

    def words(self, field: wire.Field) -> str | None:
        """The text in `field`; None = not reported, which an empty text is too."""
        read = [(name, self.read(name, value, values.words)) for name, value in self.plain_found(field)]
        return self.agreed([(name, text) for name, text in read if text.strip()])

    def identifier(self, field: wire.Field) -> str:
        """The id in `field`. Raises UnexpectedAnswer when there is none: a row without an id belongs to nobody."""
        read = self.agreed([(name, self.read(name, value, values.identifier)) for name, value in self.found(field)])
        if read is None:
            raise UnexpectedAnswer(f"{self.place}: {field.usual} is missing")
        return read

    def plain_found(self, field: wire.Field) -> list[Found]:
        """As `found`, without the objects that hold other known fields (`connections: {active, inactive}`)."""
        return [(name, value) for name, value in self.found(field) if not _opens_further(name, value)]

    def read(self, name: str, value: Any, reader: Callable[[Any], Value]) -> Value:
        """`value` through `reader`, its complaint made an UnexpectedAnswer that names row, field and value."""
        try:
            return reader(value)
        except values.Unreadable as wrong:
            told = f"{self.place}: {quotable(name, 80)} is {values.quoted(value)}, {wrong}"
            raise UnexpectedAnswer(told) from None

    def agreed(self, read: list[tuple[str, Value]]) -> Value | None:
        """The one value that all spellings hold; None without any. Raises UnexpectedAnswer naming two that differ."""
        if not read:
            return None
        first, value = read[0]
        for name, other in read[1:]:
            if other != value:
                told = f"{quotable(first, 80)} is {_shown(value)} and {quotable(name, 80)} is {_shown(other)}"
                raise UnexpectedAnswer(f"{self.place}: {told}: two values for one field")
        return value


def _below(hits: list[Found], path: tuple[str, ...]) -> list[Found]:
    for step in path:
        hits = [
            (f"{name}.{inner}", deeper)
            for name, value in hits
            if isinstance(value, dict)
            for inner, deeper in value.items()
            if wire.plain(inner) == step
        ]
    return [(name, value) for name, value in hits if value is not None]


def _opens_further(name: str, value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    known = wire.KNOWN_INSIDE.get(wire.plain(name.rpartition(".")[2]), frozenset())
    return not value or any(wire.plain(inner) in known for inner in value)


def _shown(value: object) -> str:
    return quotable(value, 80)

"""Storage in bytes (rule 8): the unit comes from the field's name or stands beside the figure.

kB, MB, GB and TB are 10^3, 10^6, 10^9 and 10^12 bytes as on a bill, KiB, MiB, … powers of 1024; worked out exactly in
Decimal and rounded half-up to whole bytes. A bare `storage` without any unit is bytes.
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from data_access.api import units, values, wire
from data_access.api.row import Found, Row
from data_access.api.wire_statements import UNITS
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import bare

Sized = tuple[str, Any, int]
"""A spelling as it came, the amount, and how many bytes its unit is."""


def storage(row: Row, outside: Sequence[tuple[str, Found]] = ()) -> int | None:
    """The storage of a row; None = not reported. `outside`: units that the answer states for all rows.

    Raises UnexpectedAnswer as `storage_and_step` does.
    """
    return storage_and_step(row, outside)[0]


def storage_and_step(row: Row, outside: Sequence[tuple[str, Found]] = ()) -> tuple[int | None, int]:
    """`storage`, and what its last stated digit is worth in bytes.

    The finest unit counts; coarser ones must tell the same to their last digit. Raises UnexpectedAnswer where they do
    not, for a unit that is not known, and where a unit is not the one of the field's name.
    """
    fields = _fields(tuple(row.held))
    hits = [(unit, hit) for unit, spelled in fields for hit in row.plain_found(spelled)]
    beside = [*units.stated(row), *outside, *_inside(row)] if hits else []
    found = [_sized(row, hit, named, beside) for named, hit in hits]
    finest: tuple[str, int, int] | None = None
    for name, amount, unit in sorted(found, key=lambda one: one[2]):
        size = row.read(name, amount, partial(values.amount_in_bytes, unit=unit))
        step = values.last_digit_in_bytes(amount, unit)
        finest = finest or (name, size, step)
        if abs(size - finest[1]) >= step:
            told = f"{finest[0]} is {finest[1]:,} bytes and {name} is {size:,} bytes"
            raise UnexpectedAnswer(f"{row.place}: {told}: two values for one field")
    return (None, 1) if finest is None else finest[1:]


@lru_cache(maxsize=4096)
def _fields(names: tuple[str, ...]) -> tuple[tuple[int | None, wire.Field], ...]:
    """The fields of storage that a row with these names may hold, with the unit that each is in; None = its name has none."""
    every = [*wire.STORAGE.items(), (None, wire.BARE_STORAGE)]
    held = [(unit, tuple(path for path in one.paths if path[0] in names), one.usual) for unit, one in every]
    return tuple((unit, wire.Field(paths, usual)) for unit, paths, usual in held if paths)


def _inside(row: Row) -> list[tuple[str, Found]]:
    """The units that stand inside an object of storage: `storage: {"mb": 5, "unit": "GB"}`."""
    objects = [(name, value) for name, value in row.found(wire.BARE_STORAGE) if isinstance(value, dict)]
    return [
        ("storage", (f"{name}.{inner}", said))
        for name, value in objects
        for inner, said in value.items()
        if bare(inner) in UNITS and said is not None
    ]


def _sized(row: Row, hit: Found, named: int | None, beside: Sequence[tuple[str, Found]]) -> Sized:
    name, value = hit
    amount, own = units.split(value)
    said = [] if own is None else [(name, own)]
    said += [one for stem, one in beside if stem in wire.STORAGE_STEMS]
    said += [one for stem, one in beside if stem == "" and units.size_unit(one[1]) is not None]
    sizes = [(spelled, unit, _unit(row, spelled, unit)) for spelled, unit in said]
    unit = named if named is not None else sizes[0][2] if sizes else 1
    for spelled, text, size in sizes:
        if size != unit:
            told = f"{quotable(name, 80)} is {values.quoted(value)}, and {quotable(spelled, 80)} says {values.quoted(text)}"
            raise UnexpectedAnswer(f"{row.place}: {told}: it is not clear which unit it is in")
    return name, amount, unit


def _unit(row: Row, name: str, text: Any) -> int:
    size = units.size_unit(text)
    if size is None:
        told = f"{quotable(name, 80)} has the unit {values.quoted(text)}, which is no unit of bytes that we know"
        raise UnexpectedAnswer(f"{row.place}: {told}")
    return size

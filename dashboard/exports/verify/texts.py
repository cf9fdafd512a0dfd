"""Where two files differ, by bytes, by lines, and by the fields of a manifest."""

import json
from collections.abc import Iterator
from typing import Any

from dashboard.exports.verify.verdict import LONGEST_VALUE, Difference

LARGEST_OBJECT = 1_000_000
"""Bytes of a manifest: one of 200 statements has some thousands."""

_CHUNK = 1 << 16
_BEFORE = 60
_DEEPEST = 40
_MOST_FIELDS = 20_000
_LONGEST_WAYS = 4_000_000
"""Letters of all paths together: in a few nested fields with long names each path repeats the names above it."""


class NoObject(Exception):
    """No JSON object that a manifest may be; the words say why, and end a sentence that begins with "it"."""


def differs_at(one: bytes, other: bytes) -> int | None:
    """The first place where they differ, counted from 0; None where they are the same."""
    shorter = min(len(one), len(other))
    for at in range(0, shorter, _CHUNK):
        end = min(at + _CHUNK, shorter)
        if one[at:end] != other[at:end]:
            return at + _same(one[at:end], other[at:end])
    return None if len(one) == len(other) else shorter


def alike(one: bytes, other: bytes) -> float:
    """How much of the longer one is the same from the beginning and from the end: 0 to 1."""
    start = differs_at(one, other)
    if start is None:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    return min(start + _same_at_end(one, other), shorter) / longer


def _same(one: bytes, other: bytes) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))


def _same_at_end(one: bytes, other: bytes) -> int:
    """How many bytes at the end are the same."""
    shorter = min(len(one), len(other))
    for done in range(0, shorter, _CHUNK):
        step = min(_CHUNK, shorter - done)
        left, right = (data[len(data) - done - step : len(data) - done] for data in (one, other))
        if left != right:
            return done + _same(left[::-1], right[::-1])
    return shorter


def line_difference(file: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """The first line that differs, with what stands there in both; nothing where they are the same."""
    at = differs_at(issued, found)
    if at is not None:
        row = issued.count(b"\n", 0, at) + 1
        yield Difference(file, row, None, _around(issued, at), _around(found, at))


def field_differences(file: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """The fields of two JSON files that differ, by their paths; why, and the first line, where one of them is no such."""
    try:
        left, right = fields(issued), fields(found)
    except NoObject as wrong:
        yield Difference(file, None, None, "a manifest", f"no manifest that can be read: it {wrong}")
        yield from line_difference(file, issued, found)
        return
    ways = [*left, *(way for way in right if way not in left)]
    told = [
        Difference(file, None, way, left.get(way), right.get(way)) for way in ways if left.get(way) != right.get(way)
    ]
    yield from told or line_difference(file, issued, found)


def fields(data: bytes) -> dict[str, str]:
    """Path -> value as JSON, of every field of an object. Raises NoObject, also for more fields than are compared."""
    found: dict[str, str] = {}
    letters = 0
    for way, value in _flat(json_object(data), ""):
        found[way] = value
        letters += len(way)
        if len(found) > _MOST_FIELDS or letters > _LONGEST_WAYS:
            raise NoObject(f"has more than {_MOST_FIELDS:,} fields, or very long names")
    return found


def json_object(data: bytes) -> dict[str, Any]:
    """The object that the file holds. Raises NoObject for anything else; what is too large is not looked at."""
    if len(data) > LARGEST_OBJECT:
        raise NoObject(f"has {len(data):,} bytes, and none has more than {LARGEST_OBJECT:,}")
    try:
        held = json.loads(data.decode())
        is_shallow = _depth(held) <= _DEEPEST
        json.dumps(held, ensure_ascii=False).encode()
    except RecursionError:
        is_shallow = False
    except UnicodeError:
        raise NoObject("holds half of a letter, or bytes that are no text") from None
    except ValueError:
        raise NoObject("is no JSON that can be read") from None
    if not is_shallow:
        raise NoObject(f"is nested in more than {_DEEPEST} levels")
    if not isinstance(held, dict):
        raise NoObject("is no JSON object")
    return held


def _flat(value: Any, way: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, held in value.items():
            yield from _flat(held, f"{way}.{name}" if way else name)
    elif isinstance(value, list) and value:
        for at, held in enumerate(value):
            named = held["name"] if isinstance(held, dict) and isinstance(held.get("name"), str) else at
            yield from _flat(held, f"{way}[{named}]")
    else:
        yield way, json.dumps(value, ensure_ascii=False)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _around(data: bytes, at: int) -> str | None:
    """The line around the place, cut to what can be read at a glance; None where the file has ended."""
    if at >= len(data):
        return None
    start = max(data.rfind(b"\n", 0, at) + 1, at - _BEFORE)
    end = data.find(b"\n", at)
    end = min(len(data) if end < 0 else end, start + LONGEST_VALUE)
    shown = data[start:end] or data[at : at + 1]
    return shown.decode(errors="replace")

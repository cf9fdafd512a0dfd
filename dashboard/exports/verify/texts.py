"""Where two files differ, by bytes, by lines, and by the fields of a manifest."""

import json
from collections.abc import Iterator
from typing import Any

from dashboard.exports.verify.verdict import LONGEST_VALUE, Difference

_CHUNK = 1 << 16
_BEFORE = 60
_DEEPEST = 40


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
    """The fields of two JSON files that differ, by their paths; the first line where one of them is no JSON."""
    left, right = fields(issued), fields(found)
    told = []
    if left is not None and right is not None:
        ways = [*left, *(way for way in right if way not in left)]
        told = [
            Difference(file, None, way, left.get(way), right.get(way))
            for way in ways
            if left.get(way) != right.get(way)
        ]
    yield from told or line_difference(file, issued, found)


def fields(data: bytes) -> dict[str, str] | None:
    """Path -> value as JSON, of every field of an object; None for what is no JSON object, or nested too deep."""
    held = json_object(data)
    return None if held is None else dict(_flat(held, ""))


def json_object(data: bytes) -> dict[str, Any] | None:
    """The object that the file holds; None for anything else."""
    try:
        held = json.loads(data.decode())
        return held if isinstance(held, dict) and _depth(held) <= _DEEPEST else None
    except (ValueError, RecursionError):
        return None


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

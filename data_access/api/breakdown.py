"""One metric of one operator's report: a breakdown by key, a number, or both; they must agree."""

from dataclasses import dataclass
from typing import Any

from data_access.api import values, wire
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer

Parts = dict[str, int | None]
"""Counts by key as they came; None = not reported."""


@dataclass(frozen=True, slots=True)
class Metric:
    """`lines` by key (key '' when there is a number only), and the `total`; None = not reported."""

    lines: dict[str, int]
    total: int | None


def metric(row: Row, spelled: wire.Traffic) -> Metric:
    """What `row` says of one metric. An empty breakdown means 0, a missing one not reported.

    Raises UnexpectedAnswer, naming row and field, where the breakdown does not add up to the stated total: one of
    the two would be a wrong figure on an invoice.
    """
    either = [hit for hit in row.found(spelled.either) if not _opens_further(hit[1], spelled)]
    whole = [hit for hit in either if not isinstance(hit[1], dict | list)] + row.found(spelled.total)
    stated = row.agreed([(name, row.read(name, value, values.whole)) for name, value in whole])
    broken_down = [hit for hit in either if isinstance(hit[1], dict | list)] + row.found(spelled.parts)
    parts = row.agreed([(name, _parts(row, name, value, spelled)) for name, value in broken_down])
    if parts is None:
        return Metric(_number_only(stated), stated)
    lines = {key: count for key, count in parts.items() if count is not None}
    where = broken_down[0][0]
    added = row.read(where, sum(lines.values()), values.whole)
    if len(lines) < len(parts):
        return Metric(lines or _number_only(stated), stated)
    if stated not in (None, added):
        raise UnexpectedAnswer(f"{row.place}: {where} adds up to {added:,}, but {whole[0][0]} is {stated:,}")
    return Metric(lines, added)


def _number_only(stated: int | None) -> dict[str, int]:
    return {} if stated is None else {"": stated}


def _opens_further(value: Any, spelled: wire.Traffic) -> bool:
    """Whether an object is no breakdown itself, but holds one (`byType`), or the total alone."""
    if not isinstance(value, dict) or not value:
        return False
    inside = {wire.plain(name) for name in value} - {wire.plain(wire.TOTAL_KEY)}
    return not inside or any(path[-1] in inside for path in spelled.parts.paths if len(path) > 1)


def _parts(row: Row, name: str, value: Any, spelled: wire.Traffic) -> Parts:
    if isinstance(value, dict):
        own_total = wire.plain(wire.TOTAL_KEY)
        pairs = [(key, inner) for key, inner in value.items() if wire.plain(key) != own_total]
        return {key: _count(row, f"{name}.{key}", inner) for key, inner in pairs}
    if not isinstance(value, list):
        raise UnexpectedAnswer(f"{row.place}: {name} is {values.quoted(value)}, not a breakdown")
    parts: Parts = {}
    for number, raw in enumerate(value, start=1):
        pair = Row.of(raw, f"{row.place}: {name}, entry {number}")
        key = _key(pair, spelled)
        if key in parts:
            raise UnexpectedAnswer(f"{pair.place}: {values.quoted(key)} is there twice")
        parts[key] = pair.count(wire.PART_COUNT)
    return parts


def _count(row: Row, name: str, value: Any) -> int | None:
    if isinstance(value, dict):
        return Row.of(value, f"{row.place}: {name}").count(wire.PART_COUNT)
    return None if value is None else row.read(name, value, values.whole)


def _key(pair: Row, spelled: wire.Traffic) -> str:
    """The first kind of name that a pair has: an id before a name, as names are not unique."""
    for one in spelled.keys:
        found = pair.plain_found(one)
        if found:
            return pair.read(*found[0], values.words)
    raise UnexpectedAnswer(f"{pair.place}: {spelled.keys[0].usual} is missing")

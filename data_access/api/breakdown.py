"""One metric of one operator's report: a breakdown by key, a number, or both; they must agree."""

import re
from dataclasses import dataclass
from typing import Any

from data_access.api import units, values, wire
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import flags_of_a_total, is_perhaps_total, is_surely_total, is_total

_ABOVE = re.compile(r"(.+)[./:>|]")
Parts = dict[str, int | None]
"""Counts by key as they came; None = not reported."""


@dataclass(frozen=True, slots=True)
class Metric:
    """`lines` by key (key '' when there is a number only), and the `total`; None = not reported."""

    lines: dict[str, int]
    total: int | None


def metric(row: Row, spelled: wire.Traffic) -> Metric:
    """What `row` says of one metric. An empty breakdown means 0, a missing one not reported.

    A part that is named like a total and equals the sum of the others is the total, not one more part. Raises
    UnexpectedAnswer, naming row and field, where the breakdown does not add up to the stated total: one of the two would
    be a wrong figure on an invoice; and for a unit that is not the metric's own.
    """
    hits = [(name, _bare_number(row, name, value)) for name, value in row.found(spelled.either)]
    either = [hit for hit in hits if not _opens_further(hit[1], spelled)]
    whole = [hit for hit in either if not isinstance(hit[1], dict | list)] + row.found(spelled.total)
    broken_down = [hit for hit in either if isinstance(hit[1], dict | list)] + row.found(spelled.parts)
    read = [(name, _parts(row, name, value, spelled)) for name, value in broken_down]
    own = [(f"{name}.{key}", count) for name, (_, totals) in read for key, count in totals.items()]
    stated = row.agreed([(name, row.read(name, value, values.whole)) for name, value in [*whole, *own]])
    parts = row.agreed([(name, parts) for name, (parts, _) in read])
    if parts is None:
        return Metric(_number_only(stated), stated)
    lines = {key: count for key, count in parts.items() if count is not None}
    where = broken_down[0][0]
    added = row.read(where, sum(lines.values()), values.whole)
    if stated is None:
        _refuse_nested(row, where, lines)
    if stated is not None and (stated < added or (stated != added and len(lines) == len(parts))):
        raise UnexpectedAnswer(f"{row.place}: {where} adds up to {added:,}, but {[*whole, *own][0][0]} is {stated:,}")
    return Metric(lines or _number_only(stated), stated) if len(lines) < len(parts) else Metric(lines, added)


def _refuse_nested(row: Row, where: str, lines: dict[str, int]) -> None:
    """Raises UnexpectedAnswer where a part is the sum of those below it (`bet`, `bet.live`, `bet.late`): twice, or not?"""
    below: dict[str, list[int]] = {}
    for key, count in lines.items():
        above = _ABOVE.match(key)
        if above and above[1] in lines:
            below.setdefault(above[1], []).append(count)
    for key, counts in below.items():
        if len(counts) > 1 and lines[key] == sum(counts) > 0:
            told = f"{quotable(where, 80)}: {values.quoted(key)} is as large as the {len(counts)} parts below it"
            raise UnexpectedAnswer(f"{row.place}: {told}: it may be their sum, or a part of its own")


def _number_only(stated: int | None) -> dict[str, int]:
    return {} if stated is None else {"": stated}


def _bare_number(row: Row, name: str, value: Any) -> Any:
    """`value` without a unit of its own; `{"value": 5, "unit": "calls"}` is 5."""
    if not isinstance(value, dict):
        return value
    amount, unit = units.split(value)
    inside = units.without_unit(row, name, value)
    return inside if unit is None else amount


def _opens_further(value: Any, spelled: wire.Traffic) -> bool:
    """Whether an object is no breakdown itself, but holds one (`byType`), or the total alone."""
    if not isinstance(value, dict) or not value:
        return False
    inside = {wire.plain(name) for name in value} - {wire.plain(wire.TOTAL_KEY)}
    return not inside or any(path[-1] in inside for path in spelled.parts.paths if len(path) > 1)


def _parts(row: Row, name: str, value: Any, spelled: wire.Traffic) -> tuple[Parts, Parts]:
    """The parts of a breakdown, and what in it is named like a total."""
    if isinstance(value, dict):
        parts = {key: _count(row, f"{name}.{key}", inner) for key, inner in value.items()}
    elif isinstance(value, list):
        parts = _of_pairs(row, name, value, spelled)
    else:
        raise UnexpectedAnswer(f"{row.place}: {name} is {values.quoted(value)}, not a breakdown")
    totals = {key: count for key, count in parts.items() if is_total(key)}
    totals |= {
        key: count for key, count in parts.items() if is_perhaps_total(key) and _is_sum_of_rest(key, parts, totals)
    }
    others = {key: count for key, count in parts.items() if key not in totals}
    if not others:
        return parts, {}
    is_lone = sum(map(bool, others.values())) == 1
    unsure = [key for key in totals if len(others) == 1 and not is_surely_total(key)]
    unsure += [key for key in totals if is_lone and not is_total(key)]
    if unsure:
        told = f"{quotable(name, 80)}: {values.quoted(unsure[0])} may be a part, or the sum of all"
        raise UnexpectedAnswer(f"{row.place}: {told}")
    return others, {key: count for key, count in totals.items() if count is not None}


def _is_sum_of_rest(key: str, parts: Parts, totals: Parts) -> bool:
    rest = [count or 0 for name, count in parts.items() if name != key and name not in totals]
    return bool(parts[key]) and len(rest) > 1 and parts[key] == sum(rest)


def _of_pairs(row: Row, name: str, value: list[Any], spelled: wire.Traffic) -> Parts:
    parts: Parts = {}
    for number, raw in enumerate(value, start=1):
        pair = Row.of(raw, f"{row.place}: {name}, entry {number}")
        units.refuse_other(pair.place, units.stated(pair))
        key = _key(pair, spelled)
        if key in parts:
            raise UnexpectedAnswer(f"{pair.place}: {values.quoted(key)} is there twice")
        parts[key] = _counted(pair)
        if any(hit[1] is True for name in flags_of_a_total(tuple(pair.held)) for hit in pair.held[name]):
            told = f"{values.quoted(key)} says that it is a total, and is not named like one"
            if not is_total(key):
                raise UnexpectedAnswer(f"{pair.place}: {told}")
    return parts


def _count(row: Row, name: str, value: Any) -> int | None:
    if isinstance(value, dict):
        inner = Row.of(value, f"{row.place}: {name}")
        units.refuse_other(inner.place, units.stated(inner))
        return _counted(inner)
    return None if value is None else row.read(name, value, values.whole)


def _counted(part: Row) -> int | None:
    """The count of a part; None where it is null. Raises UnexpectedAnswer where nothing in it is a count that we know."""
    if not any(path[0] in part.held for path in wire.PART_COUNT.paths):
        raise UnexpectedAnswer(f"{part.place}: no count that we know; it holds {part.names or 'nothing'}")
    return part.count(wire.PART_COUNT)


def _key(pair: Row, spelled: wire.Traffic) -> str:
    """The first kind of name that a pair has: an id before a name, as names are not unique."""
    for one in spelled.keys:
        found = pair.plain_found(one)
        if found:
            return pair.read(*found[0], values.words)
    raise UnexpectedAnswer(f"{pair.place}: {spelled.keys[0].usual} is missing")

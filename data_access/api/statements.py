"""What an answer says of itself beside its rows, in its headers too: how much there is of it, and what stands against it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access import exact_json
from data_access.api import values
from data_access.api import wire_statements as wire
from data_access.api.row import Row
from data_access.api.unknown_words import says_so, sounds_so
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import bare

_DEEPEST = 4
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RANGE = re.compile(r"(?:(\w+)[ =])?(?:(\d+)-(\d+)|\*)/(\d+|\*)", re.ASCII)
_YES, _NO = frozenset({"true", "yes", "1", "y"}), frozenset({"false", "no", "0", "n", "", "none", "null"})
_HEADERS = wire.STATED_ROWS | wire.STATED_PAGES | wire.MORE | wire.NEVER_WHOLE | wire.COMPLETE | wire.NEXT
_HEADERS |= (wire.STARTS | wire.LAST_DAYS | wire.MUST_BE_READ) - wire.SHORT_ENDS
_HEADERS |= wire.LIMITS | wire.WARNINGS | {*wire.NEXT_CURSORS, *wire.PAGE_NUMBERS, *wire.OFFSETS}
_PREFIXED = ("x", "pagination", "paging", "wp")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said: `spelled` as it came, with the objects that it stands in; `name` as it is compared.

    `kind` is that of the innermost object that it stands in (`wire_statements.CONTAINERS`), "" beside the rows.
    """

    spelled: str
    name: str
    value: Any
    kind: str = ""

    @property
    def words(self) -> str:
        """`pagination.hasMore is true`, fit for an error."""
        return f"{quotable(self.spelled, 80)} is {values.quoted(self.value)}"

    @property
    def flag(self) -> bool | None:
        """Yes or no, where it is one; a number is one as well. None = neither, and nothing."""
        value = self.value
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, str):
            plain = value.strip().casefold()
            return True if plain in _YES else False if plain in _NO else None
        return None if isinstance(value, dict | list) else bool(value)

    @property
    def says_nothing(self) -> bool:
        """Whether its value is empty: null, no, "", [] or {}."""
        return self.flag is False or self.value is None or self.value in ([], {})


def statements(opened: Sequence[Row], headers: Mapping[str, str] | None = None) -> tuple[Statement, ...]:
    """All that is said in the objects `opened` on the way to the rows, in those beside them, and in `headers`."""
    found = [each for row in opened for each in _inside(row, "", "", 0)]
    return (*found, *_in_headers(headers or {}))


def of_kind(said: Sequence[Statement], names: frozenset[str] | Mapping[str, str], *kinds: str) -> list[Statement]:
    """The statements under one of `names` in an object of one of `kinds`, beside the rows or in a header."""
    return [each for each in said if each.name in names and each.kind in ("", *kinds)]


def stated(said: Sequence[Statement], names: frozenset[str], place: str, *kinds: str) -> list[tuple[Statement, int]]:
    """The whole numbers that are stated under `names`. Raises UnexpectedAnswer for what is none and says something."""
    hits = [each for each in of_kind(said, names, *kinds) if not isinstance(each.value, dict | list | bool | None)]
    row = Row(place, {})
    return [(each, row.read(each.spelled, each.value, values.whole)) for each in hits]


def _inside(row: Row, path: str, kind: str, depth: int) -> Iterator[Statement]:
    for spelling, value in (hit for hits in row.held.values() for hit in hits):
        name = bare(spelling.rpartition(".")[2])
        yield Statement(f"{path}{spelling}", name, value, kind)
        if isinstance(value, list) and kind == "" and name in wire.CONTAINERS:
            yield from _linked(f"{path}{spelling}", value)
        if isinstance(value, dict) and depth < _DEEPEST and kind != wire.OTHER:
            inner = Row.of(value, row.place)
            yield from _inside(inner, f"{path}{spelling}.", wire.CONTAINERS.get(name, wire.OTHER), depth + 1)


def _linked(path: str, value: list[Any]) -> Iterator[Statement]:
    """`links` as a list: `[{"rel": "next", "href": "…"}]`."""
    for link in value:
        said = {bare(name): inner for name, inner in link.items()} if isinstance(link, dict) else {}
        relations = [said[name] for name in wire.RELATION if name in said]
        targets = [said[name] for name in wire.HREF if name in said]
        if "next" in relations and targets:
            yield Statement(f"{path}.next", "next", targets[0], wire.PAGING)


def _in_headers(headers: Mapping[str, str]) -> Iterator[Statement]:
    for spelled, value in headers.items():
        name = bare(_without_prefix(spelled))
        match name:
            case "link":
                yield from _link_header(value)
            case "contentrange":
                yield from _range_header(value)
            case "pagination" | "paging" | "x":
                yield from _header_object(spelled, value)
            case _ if name in _HEADERS or sounds_so(name, in_a_header=True):
                yield Statement(f"the header {spelled}", name, value)


def _without_prefix(name: str) -> str:
    first, dash, rest = name.casefold().partition("-")
    return _without_prefix(rest) if dash and first in _PREFIXED else name


def _header_object(spelled: str, value: str) -> Iterator[Statement]:
    """Of a header that holds an object, as `X-Pagination` does."""
    try:
        inside = exact_json.parsed(value.encode())
    except ValueError:
        return
    if isinstance(inside, dict):
        yield from _inside(Row.of(inside, ""), f"the header {spelled}, ", wire.PAGING, 1)


def _link_header(value: str) -> Iterator[Statement]:
    for target, more in _LINK.findall(value):
        relation = re.search(r"""\brel\s*=\s*["']?([^"';,]*)""", more, re.IGNORECASE)
        if relation and "next" in relation[1].casefold().split():
            yield Statement("the header link", "nextlink", target)


def _range_header(value: str) -> Iterator[Statement]:
    """`Content-Range: items 0-2/7`, of an answer with the status 200."""
    spelled, read = "the header content-range", _RANGE.fullmatch(value.strip())
    if read is None or (read[2] is not None and int(read[2]) > 0):
        yield Statement(spelled, "truncated", value)
    elif read[2] is None and read[4] != "*":
        yield Statement(spelled, "totalcount", read[4])
    elif read[4] == "*":
        yield Statement(spelled, "warning", value)
    elif (read[1] or "").casefold() == "bytes":
        yield Statement(spelled, "truncated", int(read[3]) + 1 < int(read[4]))
    else:
        yield Statement(spelled, "totalcount", read[4])


def _flagged(said: Sequence[Statement], names: frozenset[str]) -> list[Statement]:
    hits = of_kind(said, names, wire.PAGING, wire.ABOUT)
    hits += [each for each in said if each.kind in (wire.OTHER, wire.TOTALS) and each.name in names & wire.OUTRIGHT]
    return [each for each in hits if not each.says_nothing]


def unfinished(said: Sequence[Statement]) -> list[Statement]:
    """What says that this is not all, but that the rest may come with a further page."""
    not_all = [each for each in of_kind(said, wire.COMPLETE, wire.PAGING, wire.ABOUT) if each.flag is False]
    left = [each for each in said if each.kind == wire.PAGING and each.name == "remaining" and not each.says_nothing]
    return _flagged(said, wire.MORE) + not_all + left


def is_told_to_end(said: Sequence[Statement]) -> bool:
    """Whether it says in so many words that nothing follows, or has a place for a next page that is empty."""
    empty = of_kind(said, wire.NEXT, wire.PAGING, wire.ABOUT) + of_kind(
        said, wire.NEXT_CURSORS, wire.PAGING, wire.ABOUT
    )
    if any(each.says_nothing or each.value == "" for each in empty):
        return True
    more = any(each.flag is False for each in of_kind(said, wire.MORE, wire.PAGING, wire.ABOUT))
    return more or any(each.flag is True for each in of_kind(said, wire.COMPLETE, wire.PAGING, wire.ABOUT))


def refuse_failed(said: Sequence[Statement], place: str, *, of_rows: bool = False) -> None:
    """Raises UnexpectedAnswer where an answer says that it failed, wholly or in part: what came may be half of it.

    `of_rows`: of a row, in which a number of errors is a figure, and a status that of the operator.
    """
    failed = [each for each in of_kind(said, wire.SUCCESS, wire.ABOUT) if each.flag is False]
    failed += [each for each in _flagged(said, wire.ERRORS) if not (of_rows and _is_number(each.value))]
    failed += _flagged(said, wire.NEVER_WHOLE)
    if not of_rows:
        failed += _in_state(said, wire.STATES_FAILED | wire.STATES_PART)
    failed += [each for each in said if each.kind == wire.SHARDS and each.name == "failed" and not each.says_nothing]
    if failed:
        raise UnexpectedAnswer(f"{place}: {failed[0].words}: what came may be a part of the answer")


def reservations(said: Sequence[Statement], *, of_rows: bool = False) -> tuple[str, ...]:
    """What is said against an answer without saying outright that rows are missing: warnings, figures that may change.

    What nobody knows but sounds so is among it (`unknown_words`).
    """
    found = _flagged(said, wire.WARNINGS) + _flagged(said, wire.PROVISIONAL)
    found += [each for each in of_kind(said, wire.SETTLED, *_SPOKEN) if each.flag is False]
    if not of_rows:
        found += _in_state(said, wire.STATES_OPEN) + _sounding(said)
    zones = of_kind(said, wire.ZONES, *_SPOKEN) if not of_rows else []
    found += [each for each in zones if isinstance(each.value, str) and bare(each.value) not in wire.UTC_ZONES]
    return tuple(dict.fromkeys(each.words for each in found))


_SPOKEN = (wire.ABOUT, wire.PERIOD, wire.ECHO, wire.PAGING)


def _in_state(said: Sequence[Statement], states: frozenset[str]) -> list[Statement]:
    hits = of_kind(said, wire.STATES, wire.ABOUT, wire.PERIOD)
    return [each for each in hits if isinstance(each.value, str) and bare(each.value) in states]


def _sounding(said: Sequence[Statement]) -> list[Statement]:
    spoken = [each for each in said if each.kind in ("", wire.PAGING, wire.ABOUT) and not each.says_nothing]
    return [each for each in spoken if says_so(each.name, each.value)]


def _is_number(value: Any) -> bool:
    return not isinstance(value, str | dict | list | bool)

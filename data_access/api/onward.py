"""Where the rest of an answer is: the next page, by a link, a cursor or a number; or that it says there is more, but not where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.api import wire
from data_access.api import wire_statements as words
from data_access.api.statements import Statement, is_told_to_end, of_kind, stated, unfinished
from data_access.errors import UnexpectedAnswer
from data_access.names import bare

_PLACES = (words.PAGING, words.ABOUT)


@dataclass(frozen=True, slots=True)
class Onward:
    """The next page: an address (`link`), or a parameter to add to the same address."""

    link: str | None = None
    parameter: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """How many rows came on this page (`here`) and how many `rows` and `pages` with it so far, and how many are stated.

    Nothing stated = 0.
    """

    here: int
    rows: int
    pages: int
    stated_rows: int
    stated_pages: int

    @property
    def is_short(self) -> bool:
        """Whether more rows or pages are stated than have come."""
        return self.stated_rows > self.rows or self.stated_pages > self.pages


def onward(said: Sequence[Statement], received: Received, place: str) -> Onward | None:
    """The way to the next page; None on the last.

    An address goes before a cursor, a cursor before a number: the parameter that takes a cursor is a guess. Raises
    UnexpectedAnswer where there is more, but not where: it would be shown as if this were all.
    """
    links = [each for each in of_kind(said, words.NEXT, *_PLACES) if not each.says_nothing]
    ways = [_of_link(each, place) for each in links]
    ways += [_of_cursor(each, words.NEXT_CURSORS, place) for each in _cursors(said, words.NEXT_CURSORS)]
    if not is_told_to_end(said):
        ways += [_of_cursor(each, words.POSITIONS, place) for each in _cursors(said, words.POSITIONS)]
    ways.sort(key=lambda way: way.link is None)
    if ways:
        return ways[0]
    for each in of_kind(said, words.NO_PARAMETER, *_PLACES):
        if not each.says_nothing:
            raise UnexpectedAnswer(f"{place}: {each.words}: more is to come, but it is not known how to ask for it")
    more = unfinished(said)
    way = _by_number(said, received, place) if received.here and (more or received.is_short) else None
    if way is None and more:
        raise UnexpectedAnswer(f"{place}: {more[0].words}: it says that rows are missing, but not where they are")
    return way


def _cursors(said: Sequence[Statement], names: Mapping[str, str]) -> list[Statement]:
    hits = [each for each in of_kind(said, names, *_PLACES) if not each.says_nothing]
    return [each for each in hits if not (isinstance(each.value, dict) and each.name in words.CONTAINERS)]


def _of_cursor(cursor: Statement, parameters: Mapping[str, str], place: str) -> Onward:
    if isinstance(cursor.value, dict | list | bool):
        raise UnexpectedAnswer(f"{place}: {cursor.words}, not a way to a next page")
    parameter = parameters[cursor.name]
    return Onward(parameter=(_as_spelled(parameter, cursor.spelled), str(cursor.value)))


def _of_link(link: Statement, place: str) -> Onward:
    value = _target(link.value) if isinstance(link.value, dict) else link.value
    if isinstance(value, Onward):
        return value
    if value is None or isinstance(value, dict | list | bool):
        raise UnexpectedAnswer(f"{place}: {link.words}, not a way to a next page")
    if not isinstance(value, str) or (link.name.startswith("nextpage") and value.isdecimal()):
        return Onward(parameter=(wire.PAGE, str(value)))
    is_address = "://" in value or value.startswith(("/", "?", ".")) or link.name != "next"
    return Onward(link=value) if is_address else Onward(parameter=(wire.CURSOR, value))


def _target(value: dict[str, Any]) -> Any:
    """`{"href": "…"}`, or `{"after": "…"}` with the name of its parameter."""
    said = {bare(name): (name, inner) for name, inner in value.items() if inner is not None}
    for name in words.HREF:
        if name in said and isinstance(said[name][1], str):
            return Onward(link=said[name][1])
    for name, parameter in (*words.POSITIONS.items(), *words.PAGE_NUMBERS.items(), *words.OFFSETS.items()):
        if name in said and not isinstance(said[name][1], dict | list | bool):
            return Onward(parameter=(_as_spelled(parameter, said[name][0]), str(said[name][1])))
    return None


def _by_number(said: Sequence[Statement], received: Received, place: str) -> Onward | None:
    """The page after this one, or the offset after its last row, where the answer tells its own."""
    for names, step in ((words.OFFSETS, received.here), (words.PAGE_NUMBERS, 1)):
        for each, number in stated(said, frozenset(names), place, *_PLACES):
            return Onward(parameter=(_as_spelled(names[each.name], each.spelled), str(number + step)))
    return None


def _as_spelled(parameter: str, spelled: str) -> str:
    """`pageToken` as `page_token` where the answer writes `next_page_token`."""
    if "_" not in spelled.rpartition(".")[2].strip("_"):
        return parameter
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in parameter)


def row_counts(said: Sequence[Statement], endpoint: str, place: str) -> list[tuple[Statement, int]]:
    """How many rows the answer says that there are, in whatever words. Raises UnexpectedAnswer for no whole number."""
    own = words.STATED_CONNECTORS if endpoint in (wire.CONNECTOR_METRICS, wire.CATALOG) else words.STATED_OPERATORS
    of_a_total = [each for each in said if each.kind == words.TOTALS]
    return stated(said, words.STATED_ROWS | own, place, *_PLACES) + stated(
        of_a_total, own | words.ROWS_OF_A_TOTAL, place, words.TOTALS
    )


def page_count(said: Sequence[Statement], place: str) -> int:
    """How many pages the answer says that there are; 0 = it does not say."""
    return max((number for _, number in stated(said, words.STATED_PAGES, place, *_PLACES)), default=0)


def is_cut_at_limit(said: Sequence[Statement], rows: int, place: str) -> Statement | None:
    """The limit of rows that the answer states, where it holds exactly so many: there may be more."""
    limits = stated(said, words.LIMITS, place, *_PLACES, words.ECHO)
    return next((each for each, limit in limits if limit == rows and rows), None)

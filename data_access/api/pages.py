"""An answer that lists rows: the list inside it, the way to a next page, and the rows of all its pages with their ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.api import envelope, texts, values, wire
from data_access.api.onward import Onward, Received, is_cut_at_limit, onward, page_count, row_counts
from data_access.api.row import Row
from data_access.api.statements import Statement, is_told_to_end, refuse_failed, statements, unfinished
from data_access.api.statements import reservations as statements_against
from data_access.api.wire_statements import OF_A_PAGE
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import flags_of_a_total, is_surely_total, is_total, kinds_of_a_row

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of an endpoint that lists rows. `onward` = how to ask for the next, None on the last.

    `counts`: how many rows there are, as it says in any words. `said`: all that it says beside its rows.
    """

    endpoint: str
    rows: tuple[Any, ...]
    counts: tuple[tuple[Statement, int], ...]
    stated_pages: int
    onward: Onward | None
    said: tuple[Statement, ...]


def page(body: bytes, endpoint: str, headers: Mapping[str, str] | None = None, before: Sequence[Page] = ()) -> Page:
    """The rows in `body`: a list directly, or under an obvious key, in the envelope or bare (rule 2).

    `before`: the pages of the same question that came before it. Their texts are fit to be shown; the way onward is as
    it came. Raises UnexpectedAnswer for what is not JSON, says that it failed in whole or in part, holds no list, or
    says that there is more, but not where.
    """
    place = f"GET {endpoint}"
    rows, opened = _rows(envelope.successful(body, endpoint), endpoint)
    said = statements(opened, headers)
    refuse_failed(said, place)
    counts = row_counts(said, endpoint, place)
    so_far = sum(len(one.rows) for one in before) + len(rows)
    pages_so_far, stated_pages = len(before) + 1, page_count(said, place)
    received = Received(len(rows), so_far, pages_so_far, max((n for _, n in counts), default=0), stated_pages)
    shown = texts.fit_answer(rows, body, place)
    return Page(place, tuple(shown), tuple(counts), stated_pages, onward(said, received, place), said)


def identified(pages: Sequence[Page], id_field: wire.Field, nested: Sequence[str] = ()) -> Iterator[tuple[str, Row]]:
    """Every row of one question with its id, its place numbered from 1 over all pages.

    Raises UnexpectedAnswer for a row without an id, two rows with the same one, a row that is the sum of the others, and another number
    of rows than was stated.
    """
    _refuse_missing_rows(pages)
    numbers: dict[str, int] = {}
    for number, raw in enumerate((raw for one in pages for raw in one.rows), start=1):
        endpoint = pages[0].endpoint
        row = Row.of(raw, f"{endpoint}, row {number}", nested)
        known = row.identifier(id_field)
        _refuse_other_kind(row, id_field)
        _refuse_flagged_total(row)
        if is_total(known):
            raise UnexpectedAnswer(f"{row.place}: the id {values.quoted(known)} is that of a total, not of a row")
        if known in numbers:
            told = f"{endpoint}: rows {numbers[known]} and {number} have the same id {values.quoted(known)}"
            raise UnexpectedAnswer(told)
        numbers[known] = number
        yield known, Row(f"{row.place} ({quotable(known, 80)})", row.held)


def _refuse_other_kind(row: Row, id_field: wire.Field) -> None:
    """A connector where operators are listed, and the other way round, would be read by its bare `id`."""
    if wire.plain(id_field.usual) not in row.held:
        other = wire.NOT_OF[id_field.usual].intersection(row.held)
        if other:
            name = row.held[min(other)][0][0]
            raise UnexpectedAnswer(
                f"{row.place}: it holds {quotable(name, 80)}, and no {id_field.usual}: it is no such row"
            )


def _refuse_flagged_total(row: Row) -> None:
    """`isTotal: true`, `rowType: "total"`."""
    flags = [hit for name in flags_of_a_total(tuple(row.held)) for hit in row.held[name] if hit[1] is True]
    kinds = [hit for name in kinds_of_a_row(tuple(row.held)) for hit in row.held[name] if isinstance(hit[1], str)]
    for name, value in flags + [(name, kind) for name, kind in kinds if is_surely_total(kind)]:
        raise UnexpectedAnswer(f"{row.place}: {quotable(name, 80)} is {values.quoted(value)}: it is a total, not a row")


def _rows(value: Any, endpoint: str) -> tuple[list[Any], list[Row]]:
    """The list, and the objects that were opened on the way to it."""
    opened: list[Row] = []
    for _ in range(_DEEPEST):
        if isinstance(value, list):
            return value, opened
        opened.append(Row.of(value, f"GET {endpoint}"))
        value = _obvious(opened[-1], wire.LISTS[endpoint])
    raise UnexpectedAnswer(f"GET {endpoint}: its rows are nested too deeply")


def _obvious(row: Row, names: Sequence[str]) -> Any:
    hits = [hit for name in names for hit in row.held.get(wire.plain(name), ())]
    lists: list[tuple[str, Any]] = [(name, inner) for name, inner in hits if isinstance(inner, list)]
    if any(inner != lists[0][1] for _, inner in lists):
        both = " and ".join(name for name, _ in lists)
        raise UnexpectedAnswer(f"{row.place}: there are lists under {both}: it is not clear which one to read")
    inside = lists or [(name, inner) for name, inner in hits if isinstance(inner, dict)]
    if not inside:
        raise UnexpectedAnswer(f"{row.place}: no list of rows; it holds {row.names or 'nothing'}")
    return inside[0][1]


def refuse_part(headers: Mapping[str, str], endpoint: str) -> None:
    """Raises UnexpectedAnswer where the headers of an answer with one object say that this is not all of it."""
    said = statements((), headers)
    for each in unfinished(said):
        raise UnexpectedAnswer(f"GET {endpoint}: {each.words}: it is a part of the answer")
    refuse_failed(said, f"GET {endpoint}")


def reservations(pages: Sequence[Page]) -> tuple[str, ...]:
    """What the pages say against being whole, or for good, without saying that rows are missing; in their own words."""
    found = [f"{one.endpoint}: {words}" for one in pages for words in statements_against(one.said)]
    for one in pages:
        limit = is_cut_at_limit(one.said, len(one.rows), one.endpoint)
        if limit is not None and not one.counts and one is pages[-1] and not is_told_to_end(one.said):
            found.append(f"{one.endpoint}: {limit.words}, and exactly so many rows came: there may be more")
    return tuple(dict.fromkeys(found))


def _refuse_missing_rows(pages: Sequence[Page]) -> None:
    """What is stated is what came: a count of all rows of all of them, a count that may be of a page also of its own."""
    rows, endpoint = sum(len(one.rows) for one in pages), pages[0].endpoint
    for one in pages:
        for stated, number in one.counts:
            if number != rows and not (stated.name in OF_A_PAGE and number == len(one.rows)):
                raise UnexpectedAnswer(f"{endpoint}: {stated.spelled}: {number:,} rows are stated, {rows:,} came")
    stated_pages = max(one.stated_pages for one in pages)
    if stated_pages > len(pages):
        raise UnexpectedAnswer(f"{endpoint}: {stated_pages:,} pages are stated, {len(pages):,} came")

"""An answer that lists rows: the list inside it, the way to a next page, and the rows of all its pages with their ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.api import envelope, texts, values, wire
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer, quotable

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of an endpoint that lists rows. `onward` = how to ask for the next, None on the last."""

    endpoint: str
    rows: tuple[Any, ...]
    stated_rows: int
    stated_pages: int
    onward: "Onward | None"


@dataclass(frozen=True, slots=True)
class Onward:
    """The next page: an address (`link`), or a parameter to add to the same address."""

    link: str | None = None
    parameter: tuple[str, str] | None = None


def page(body: bytes, endpoint: str) -> Page:
    """The rows in `body`: a list directly, or under an obvious key, in the envelope or bare (rule 2).

    Their texts are fit to be shown; the way onward is as it came. Raises UnexpectedAnswer for what is not JSON, says
    `success: false`, or holds no list.
    """
    rows, opened = _rows(envelope.successful(body, endpoint), endpoint)
    stated_rows, stated_pages = (_largest(opened, one) for one in (wire.STATED_ROWS, wire.STATED_PAGES))
    shown = texts.fit_answer(rows, body, f"GET {endpoint}")
    return Page(f"GET {endpoint}", tuple(shown), stated_rows, stated_pages, _onward(opened))


def identified(pages: Sequence[Page], id_field: wire.Field, nested: Sequence[str] = ()) -> Iterator[tuple[str, Row]]:
    """Every row of one question with its id, its place numbered from 1 over all pages.

    Raises UnexpectedAnswer for a row without an id, two rows with the same one, and fewer rows than were stated.
    """
    _refuse_missing_rows(pages)
    numbers: dict[str, int] = {}
    for number, raw in enumerate((raw for one in pages for raw in one.rows), start=1):
        endpoint = pages[0].endpoint
        row = Row.of(raw, f"{endpoint}, row {number}", nested)
        known = row.identifier(id_field)
        if known in numbers:
            told = f"{endpoint}: rows {numbers[known]} and {number} have the same id {values.quoted(known)}"
            raise UnexpectedAnswer(told)
        numbers[known] = number
        yield known, Row(f"{row.place} ({quotable(known, 80)})", row.held)


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


def _largest(opened: Sequence[Row], field: wire.Field) -> int:
    stated = [
        row.read(name, value, values.whole)
        for row in opened
        for name, value in row.found(field)
        if not isinstance(value, dict)
    ]
    return max(stated, default=0)


def _onward(opened: Sequence[Row]) -> Onward | None:
    cursors = [hit for row in opened for hit in row.found(wire.NEXT_CURSOR) if hit[1] not in ("", False)]
    links = [hit for row in opened for hit in row.found(wire.NEXT) if hit[1] not in ("", False)]
    for name, value in links + cursors:
        if isinstance(value, dict | list | bool):
            raise UnexpectedAnswer(f"{opened[0].place}: {name} is {values.quoted(value)}, not a way to a next page")
    if cursors:
        return Onward(parameter=(wire.CURSOR, str(cursors[0][1])))
    if links:
        return _link(links[0][1])
    _refuse_lost_pages(opened)
    return None


def _link(value: Any) -> Onward:
    if not isinstance(value, str):
        return Onward(parameter=(wire.PAGE, str(value)))
    if "://" in value or value.startswith(("/", "?")):
        return Onward(link=value)
    return Onward(parameter=(wire.CURSOR, value))


def _refuse_lost_pages(opened: Sequence[Row]) -> None:
    """An answer that says there is more, but not where, would be shown as if it were all."""
    for row in opened:
        more = [name for name, value in row.found(wire.MORE) if value is True]
        if more:
            raise UnexpectedAnswer(f"{row.place}: {more[0]} says that rows are missing, but not where they are")


def _refuse_missing_rows(pages: Sequence[Page]) -> None:
    rows, stated_rows = sum(len(one.rows) for one in pages), max(one.stated_rows for one in pages)
    if stated_rows > rows:
        raise UnexpectedAnswer(f"{pages[0].endpoint}: {stated_rows:,} rows are stated, {rows:,} came")
    stated_pages = max(one.stated_pages for one in pages)
    if stated_pages > len(pages):
        raise UnexpectedAnswer(f"{pages[0].endpoint}: {stated_pages:,} pages are stated, {len(pages):,} came")

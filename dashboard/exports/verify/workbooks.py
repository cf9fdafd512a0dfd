"""Where two workbooks differ, cell by cell: their XML read row by row, and only of the sheets that are not the same."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from xml.parsers import expat

from dashboard.exports.verify.archive import Archive, ArchiveCutOff, ArchiveRefused, EntryDamaged, opened
from dashboard.exports.verify.sheets import Cells, Row, SheetUnreadable, Texts, refuse_beyond
from dashboard.exports.verify.verdict import MOST_DIFFERENCES, Difference, comparable

_SHEETS = "xl/worksheets/"
_SHARED = "xl/sharedStrings.xml"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

MOST_TEXTS = 1_000_000
MOST_SHEETS = 1_000
LARGEST_TAG = 1 << 20
"""Bytes: an unfinished tag is read again with every piece of the file, so a long one takes time beyond measure."""


def is_workbook(archive: Archive) -> bool:
    """Whether a zip is a spreadsheet."""
    return _BOOK in archive


def workbook_differences(file: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """Cells as `Sheet!C` and their row; at most a few more than are listed. Where no cell differs, the parts that do."""
    told: list[Difference] = []
    try:
        left = opened(issued)
        right = opened(found, comparable(left.total))
        told.extend(_cells(file, left, right))
        told = told or list(_parts(file, left, right))
    except (ArchiveCutOff, ArchiveRefused, SheetUnreadable) as wrong:
        told.append(Difference(file, None, None, "a workbook", f"no workbook that can be read: {wrong}"))
    yield from told or [Difference(file, None, None, "the same cells", "another wrapping around them")]


def _cells(file: str, left: Archive, right: Archive) -> Iterator[Difference]:
    sheets = _sheets(left), _sheets(right)
    shared = _shared(left), _shared(right)
    told = 0
    for name in [*sheets[0], *(name for name in sheets[1] if name not in sheets[0])]:
        ways = sheets[0].get(name), sheets[1].get(name)
        if shared[0] == shared[1] and _same(left, right, *ways):
            continue
        rows = (_rows(book, way, texts) for book, way, texts in zip((left, right), ways, shared, strict=True))
        for difference in _differing(file, name, *rows):
            yield difference
            told += 1
            if told > MOST_DIFFERENCES:
                return


def _differing(file: str, sheet: str, issued: Iterator[Row], found: Iterator[Row]) -> Iterator[Difference]:
    for number, left, right in _side_by_side(issued, found):
        for column in sorted({*left, *right}, key=lambda name: (len(name), name)):
            if left.get(column) != right.get(column):
                yield Difference(file, number, f"{sheet}!{column}", left.get(column), right.get(column))


def _side_by_side(
    issued: Iterator[Row], found: Iterator[Row]
) -> Iterator[tuple[int, Mapping[str, str], Mapping[str, str]]]:
    """Rows by their number, as they come: a sheet that is out of order is told as different, not sorted."""
    for left, right in zip_longest(issued, found):
        if left is not None and right is not None and left[0] == right[0]:
            if left[1] != right[1]:
                yield left[0], left[1], right[1]
            continue
        if left is not None:
            yield left[0], left[1], {}
        if right is not None:
            yield right[0], {}, right[1]


def _parts(file: str, left: Archive, right: Archive) -> Iterator[Difference]:
    for name in sorted({*left.entries, *right.entries}):
        mine, other = left.entries.get(name), right.entries.get(name)
        if mine != other:
            words = [None if each is None else each.damaged or f"SHA-256 {each.sha256}" for each in (mine, other)]
            yield Difference(file, None, name, *words)


def _same(left: Archive, right: Archive, way: str | None, other: str | None) -> bool:
    if way is None or other is None:
        return False
    return left.entries.get(way) == right.entries.get(other) and way in left.entries


def _sheets(book: Archive) -> dict[str, str]:
    """Sheet name -> the part that holds it."""
    links = {
        held.get("Id", ""): held.get("Target", "").removeprefix("/xl/")
        for name, held in _elements(book, _LINKS)
        if name == "Relationship"
    }
    sheets = [held for name, held in _elements(book, _BOOK) if name == "sheet"]
    return {held.get("name", ""): f"xl/{links.get(held.get('r:id', ''), '')}" for held in sheets}


def _elements(book: Archive, part: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, held: found.append((name, held))
    for _ in _fed(parser, book, part):
        refuse_beyond(len(found), 2 * MOST_SHEETS)
    return found


def _shared(book: Archive) -> list[str]:
    """The texts that cells name by number; phonetic hints left out."""
    texts: list[str] = []
    reading = Texts(texts)
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    if _SHARED in book:
        for _ in _fed(parser, book, _SHARED):
            refuse_beyond(len(texts), MOST_TEXTS)
    return texts


def _rows(book: Archive, part: str | None, shared: list[str]) -> Iterator[Row]:
    if part is None:
        return
    reading = Cells(shared)
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    for _ in _fed(parser, book, part):
        yield from reading.rows
        reading.rows.clear()


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate("UTF-8")  # whatever the file names: Python would look for an encoding of that name
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise SheetUnreadable("it declares a document type, which no workbook does")

    parser.StartDoctypeDeclHandler = refuse  # without one there are no entities, so nothing can unfold
    return parser


def _fed(parser: expat.XMLParserType, book: Archive, part: str) -> Iterator[None]:
    """Reads the part piece by piece, and lets its reader hand on what it has after each."""
    if part not in book:
        raise SheetUnreadable(f"{part} is missing")
    try:
        read = 0
        for piece in book.pieces(part):
            parser.Parse(piece, False)  # noqa: FBT003  the library's own
            read += len(piece)
            refuse_beyond(read - max(parser.CurrentByteIndex, 0), LARGEST_TAG, "bytes in one tag")
            yield
        parser.Parse(b"", True)  # noqa: FBT003
        yield
    except (expat.ExpatError, EntryDamaged) as wrong:
        raise SheetUnreadable(f"{part} breaks off: {wrong}") from None

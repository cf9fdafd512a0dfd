"""Which sheets of two workbooks differ: by the digests of their parts. No cell is read."""

import re
from collections.abc import Iterator

from dashboard.exports.verify.archive import Archive, ArchiveCutOff, ArchiveRefused, opened
from dashboard.exports.verify.verdict import Difference, comparable

_BOOK = "xl/workbook.xml"
_SHEET = re.compile(r'<sheet name="([^"]*)"')


def is_workbook(archive: Archive) -> bool:
    """Whether a zip is a spreadsheet."""
    return _BOOK in archive


def workbook_differences(file: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """The sheets that differ, by name, and the other parts by theirs: a text that sheets share stands in one of those."""
    left = opened(issued)
    try:
        right = opened(found, comparable(left.total))
        mine, others = left.entries, right.entries
    except (ArchiveCutOff, ArchiveRefused) as wrong:
        yield Difference(file, None, None, "a workbook", f"no workbook that can be read: {wrong}")
        return
    titles = _titles(left)
    differing = [part for part in {**mine, **others} if mine.get(part) != others.get(part)]
    for part in sorted(differing, key=lambda part: (part not in titles, part)):
        entry = others.get(part)
        words = None if entry is None else entry.damaged or "differs"
        yield Difference(file, None, titles.get(part, part), "as issued" if part in mine else None, words)
    if not differing:
        yield Difference(file, None, None, "the same sheets", "another wrapping around them")


def _titles(issued: Archive) -> dict[str, str]:
    """Part -> `sheet Lines`: our own workbooks number their parts in the order of the sheets."""
    names = _SHEET.findall((issued.content(_BOOK) or b"").decode(errors="replace"))
    return {f"xl/worksheets/sheet{at}.xml": f"sheet {name}" for at, name in enumerate(names, 1)}

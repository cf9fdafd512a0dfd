"""A single file against those of the issued packs: which one it was made from, and where it differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard.exports.verify.archive import (
    beginnings,
    looks_like_zip,
    opened,
)
from dashboard.exports.verify.manifests import FILES, MANIFEST
from dashboard.exports.verify.tables import header, table_differences
from dashboard.exports.verify.texts import LARGEST_OBJECT, alike, differs_at, field_differences, line_difference
from dashboard.exports.verify.verdict import Difference, IssuedPack, Verdict, differing
from dashboard.exports.verify.workbooks import workbook_differences
from dashboard.numbers import days
from data_access.direction import isolated
from data_access.period import Period

_IDS = re.compile(rb"r-[a-z2-7]{26}")
_DAYS = re.compile(rb"\d{4}-\d\d-\d\d")
_LOOK = 1 << 16
_LEAST_OF_A_FILE = 64
"""Bytes: with fewer, a beginning of a file is the beginning of any."""

_ALIKE = 0.5
_MOST_READ = 24
"""Packs that are opened to find the one that a file was made from: the latest that it names, or of its days."""


@dataclass(frozen=True, slots=True)
class _Original:
    """A file that was issued, and how much of what was brought is the same."""

    pack: IssuedPack
    name: str
    data: bytes
    alike: float


def title(pack: IssuedPack) -> str:
    """`report 3 of Acme (1 – 31 Oct 2026)`."""
    return f"report {pack.number} of {isolated(pack.platform)} ({days(Period(pack.start, pack.end))})"


def file_verdict(name: str, data: bytes, packs: Sequence[IssuedPack]) -> Verdict:
    """What the file is, which is identical to none that was issued."""
    if _kind(name, data) == ".json" and len(data) > LARGEST_OBJECT:
        words = f"This file has {len(data):,} bytes, and no manifest has more than {LARGEST_OBJECT:,}: it was not looked at."
        return Verdict("unknown", None, words)
    original = _original(name, data, packs)
    if original is None:
        return Verdict(
            "unknown", None, "This file is none that was issued here, nor made from one as far as can be told."
        )
    whose = f"{'the pack' if original.name.endswith('.zip') else original.name} of {title(original.pack)}"
    if original.data.startswith(data):
        where = Difference(
            original.name, data.count(b"\n") + 1, None, f"{len(original.data):,} bytes", f"{len(data):,} bytes"
        )
        return differing("incomplete", original.pack.number, f"This is {whose}, cut off.", [where])
    told = file_differences(original.name, original.data, data)
    return differing("altered", original.pack.number, f"This is {whose}, altered.", told)


def file_differences(name: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """Where two versions of the file `name` differ, by what kind of file it is; at least one, where they do."""
    if name.endswith(".csv"):
        yield from table_differences(name, issued, found)
    elif name == MANIFEST:
        yield from field_differences(name, issued, found)
    elif name.endswith(".xlsx"):
        yield from workbook_differences(name, issued, found)
    elif name.endswith(".zip"):
        at = differs_at(issued, found) or 0
        yield Difference(name, None, f"byte {at + 1:,}", issued[at : at + 8].hex(" "), found[at : at + 8].hex(" "))
    else:
        yield from line_difference(name, issued, found)


def _original(name: str, data: bytes, packs: Sequence[IssuedPack]) -> _Original | None:
    """The issued file it was made from: of the reports that it names, else of those of its days. No other pack is read."""
    if len(data) < _LEAST_OF_A_FILE:
        return None
    told = _told(data)
    ids, dates = {found.decode() for found in _IDS.findall(told)}, {found.decode() for found in _DAYS.findall(told)}
    by_id = [pack for pack in packs if pack.report_id in ids]
    near = (by_id or _of_days(packs, dates))[-_MOST_READ:]
    candidates = (each for pack in near for each in _same_kind(name, data, pack))
    found = max(candidates, key=lambda each: each.alike, default=None)
    is_one = found is not None and (by_id or found.alike >= _ALIKE or found.data.startswith(data))
    return found if is_one else None


def _same_kind(name: str, data: bytes, pack: IssuedPack) -> Iterator[_Original]:
    """The pack's files that this may be one of; of CSV files those with its header, where one has it."""
    kind, held = _kind(name, data), pack.read()
    if kind == ".zip":
        yield _Original(pack, f"pack-{pack.number}.zip", held, alike(held, data))
    archive = opened(held)
    for file in (*FILES, MANIFEST):
        if file.endswith(".xlsx" if kind == ".zip" else kind) and (content := archive.content(file)) is not None:
            same_header = kind == ".csv" and header(content) == header(data)
            yield _Original(pack, file, content, alike(content, data) + same_header)


def _kind(name: str, data: bytes) -> str:
    """The ending of the issued files that it may be made from: as its own name says, else as it looks."""
    ending = next((each for each in (".csv", ".xlsx", ".html", ".json") if name.lower().endswith(each)), None)
    if ending is not None:
        return ending
    if looks_like_zip(data):
        return ".zip"
    start = data[:_LOOK].lstrip()
    return ".json" if start.startswith(b"{") else ".html" if start.startswith(b"<") else ".csv"


def _told(data: bytes) -> bytes:
    """Where the names of reports and days are looked for: in the text, of a zip in the beginnings of its files."""
    if looks_like_zip(data):
        return b"".join(beginnings(data, _LOOK))
    return data if len(data) <= 2 * _LOOK else data[:_LOOK] + data[-_LOOK:]


def _of_days(packs: Sequence[IssuedPack], dates: set[str]) -> list[IssuedPack]:
    """Those whose two days are named, else whose first or last is. The last day may be told as the instant after it."""
    named = [
        (pack.start.isoformat() in dates)
        + (not dates.isdisjoint({pack.end.isoformat(), (pack.end + timedelta(days=1)).isoformat()}))
        for pack in packs
    ]
    return [pack for pack, count in zip(packs, named, strict=True) if count and count == max(named)]

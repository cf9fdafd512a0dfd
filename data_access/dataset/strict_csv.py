"""Whether a CSV file is what RFC 4180 says, read by the byte: what it is not, a lenient reader may take for other rows.

A quote that is escaped with a backslash swallows the rows that follow it, a short row has its last values made up, a
second column of one name is dropped. Such a file is refused with the line; nothing is guessed.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from data_access.dataset.files import DatasetFile, reading
from data_access.errors import DatasetWrong, quotable

_BOM = b"\xef\xbb\xbf"
_QUOTED = re.compile(rb'"(?:[^"]|"")*+"')
_FIELD = rb'(?:"(?:[^"]|"")*+"|[^",\r\n]*+)'
_RECORD = re.compile(_FIELD + rb"(?:," + _FIELD + rb")*+")
_LONGEST = 1_000_000
"""Bytes of a record that goes on over several lines: a quote that is never closed would take in the whole file."""

_OTHER_SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}
_SHOWN = 80


def refuse_loose(file: DatasetFile, *, ends_with_break: bool) -> int:
    """How many records the file holds below its header. Raises DatasetWrong naming the first line that is not sound.

    `ends_with_break`: whether the last line must end with a line break. Where it ends in a figure, a file that was cut
    off would tell a smaller one.
    """
    with reading(file.name), file.path.open("rb") as content:
        records = _records(file.name, content, ends_with_break=ends_with_break)
        header = next(records, None)
        if header is None:
            raise DatasetWrong(f"{file.name} is empty: it has no header row")
        columns = _columns(file.name, header[1].removeprefix(_BOM))
        count = 0
        for line, record in records:
            found = _fields(file.name, line, record)
            if found != columns:
                _refuse_width(file.name, line, record, found, columns)
            count += 1
        return count


def _records(name: str, content: BinaryIO, *, ends_with_break: bool) -> Iterator[tuple[int, bytes]]:
    """Each record without its line break, and the line it begins on, from 1."""
    began, record, last = 1, b"", b""
    for number, last in enumerate(content, start=1):
        _refuse_bytes(name, number, last)
        record += last
        if b'"' in record and record.count(b'"') % 2:
            if len(record) > _LONGEST:
                break
            continue
        yield began, record.removesuffix(b"\n").removesuffix(b"\r")
        began, record = number + 1, b""
    if record:
        raise DatasetWrong(f"{name}, line {began}: a quote is opened and never closed: “{_shown(record)}”")
    if ends_with_break and last and not last.endswith(b"\n"):
        raise DatasetWrong(
            f"{name}, line {began - 1}: the last line does not end with a line break, so that its figure may be cut off",
            "If the file is whole, add a line break at its end; else write it anew. Then press Refresh.",
        )


def _refuse_bytes(name: str, number: int, line: bytes) -> None:
    if b"\0" in line:
        told = "is UTF-16, not UTF-8" if number == 1 and line[:2] in (b"\xff\xfe", b"\xfe\xff") else "holds a NUL byte"
        raise DatasetWrong(f"{name}, line {number}: {told}")
    if not line.isascii():
        try:
            line.decode()
        except UnicodeDecodeError as wrong:
            cut = line[max(wrong.start - 20, 0) : wrong.end + 20]
            raise DatasetWrong(f"{name}, line {number}: is not UTF-8: “{_shown(cut)}”") from None


def _columns(name: str, header: bytes) -> int:
    """How many columns the header names. Raises DatasetWrong when two have one name, or another separator parts them."""
    count = _fields(name, 1, header)
    if count == 1:
        for separator, words in _OTHER_SEPARATORS.items():
            if separator in header:
                raise DatasetWrong(f"{name}: its columns are parted by {words}; a dataset's are parted by commas")
    names = next(csv.reader(StringIO(header.decode(), newline=""), strict=True), [])
    twice = [column for column in names if names.count(column) > 1]
    if twice:
        told = f"two columns {quotable(twice[0], _SHOWN)}" if twice[0] else "two columns without a name"
        raise DatasetWrong(f"{name} has {told}: which one holds is not known")
    return count


def _fields(name: str, line: int, record: bytes) -> int:
    """How many values a record holds. Raises DatasetWrong where a quote or a line break stands where none may."""
    if b'"' not in record and b"\r" not in record:
        return record.count(b",") + 1
    if not _RECORD.fullmatch(record):
        told = "a quote stands within a value" if b'"' in record else "a line ends with CR alone"
        raise DatasetWrong(f"{name}, line {line}: {told}: “{_shown(record)}”", _QUOTING)
    if b'\\"' in record and b"\n" in record:
        raise DatasetWrong(f"{name}, line {line}: a quote follows a backslash: “{_shown(record)}”", _QUOTING)
    return _QUOTED.sub(b"", record).count(b",") + 1


_QUOTING = (
    "Write the file as CSV of RFC 4180: lines end with LF or CRLF, a value with a quote, a comma or a line break in it "
    'stands in quotes, and each quote in it is written twice (""). Then press Refresh.'
)


def _refuse_width(name: str, line: int, record: bytes, found: int, columns: int) -> None:
    if not record:
        raise DatasetWrong(f"{name}, line {line}: the line is empty")
    values = "1 value" if found == 1 else f"{found} values"
    raise DatasetWrong(f"{name}, line {line}: {values}, where the header names {columns}: “{_shown(record)}”")


def _shown(record: bytes) -> str:
    return quotable(record.decode(errors="replace"), _SHOWN)

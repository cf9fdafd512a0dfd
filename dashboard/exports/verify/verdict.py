"""What verifying a file can find, and the issued packs that it is held against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Literal

import polars as pl

Kind = Literal["issued", "same", "altered", "incomplete", "unknown", "whole"]

EXIT_CODES: Mapping[Kind, int] = {"issued": 0, "altered": 1, "incomplete": 2, "unknown": 3, "whole": 4, "same": 5}

DIFFERENCES = pl.Schema(
    {
        "file": pl.String(),
        "row": pl.Int64(),
        "column": pl.String(),
        "issued": pl.String(),
        "found": pl.String(),
    }
)
"""Where a file is not the issued one.

`row` counts as a spreadsheet does (the header is row 1; of a page, lines), in the file that was looked at, or in the issued
one for a row that is gone. `column` by its name, of a workbook the sheet (`sheet Lines`), of a manifest the path of the field. `issued` and
`found` are the two values, cut to 200 characters; null = nothing there, or no single cell: then the other one says what.
"""

MOST_DIFFERENCES = 1_000
LONGEST_VALUE = 200
_ROOM = 1 << 20


def comparable(issued_bytes: int) -> int:
    """How many bytes of a file are compared cell by cell with an issued one: what is much larger was not made from it."""
    return 2 * issued_bytes + _ROOM


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of DIFFERENCES."""

    file: str
    row: int | None
    column: str | None
    issued: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    issued: identical to the byte to issued report `number`, or to one of its files. same: issued report `number` with every
    figure and file, read or packed at another time, which its manifest alone tells. altered: made from it, but not it; or
    a pack that disagrees with its own manifest. incomplete: files are missing, or it is cut off. whole: a pack that agrees
    with its own manifest, but was not issued here. unknown: none of these.

    `number`: the issued report that it was held against, None where there is none. `differences` as DIFFERENCES, the
    first 1,000; `more`: there are others. `words` say it in a sentence or two.
    """

    kind: Kind
    number: int | None
    words: str
    differences: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DIFFERENCES))
    more: bool = False

    @property
    def exit_code(self) -> int:
        """The command's: 0 issued, 1 altered, 2 incomplete, 3 unknown, 4 whole, 5 same."""
        return EXIT_CODES[self.kind]


@dataclass(frozen=True, slots=True)
class IssuedPack:
    """A pack in the ledger: what is known without reading it, and `read`, which brings its bytes."""

    number: int
    platform: str
    report_id: str
    start: date
    end: date
    manifest: str
    pack_bytes: int
    pack_sha256: str
    read: Callable[[], bytes]


def differing(kind: Kind, number: int | None, words: str, differences: Iterable[Difference]) -> Verdict:
    """A verdict with its places; of more than 1,000 the first ones, and no more are looked for."""
    found = list(islice(differences, MOST_DIFFERENCES + 1))
    rows = [
        (_cut(each.file), each.row, _cut(each.column), _cut(each.issued), _cut(each.found))
        for each in found[:MOST_DIFFERENCES]
    ]
    more = len(found) > MOST_DIFFERENCES
    if more:
        words = f"{words} There are more than {MOST_DIFFERENCES:,} differences; the first ones are listed."
    return Verdict(kind, number, words, pl.DataFrame(rows, schema=DIFFERENCES, orient="row"), more)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"

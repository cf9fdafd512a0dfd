"""Where two CSV files differ: by row and column, whatever was inserted, taken out or moved; null where that cannot be told."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import polars as pl

from dashboard.exports.verify.texts import line_difference
from dashboard.exports.verify.verdict import MOST_DIFFERENCES, Difference, comparable

MOST_COLUMNS = 100
LARGEST = 384 << 20
MOST_CELLS = 32_000_000
"""Bytes and cells. Of a larger file only the first line that differs is told: a cell takes 16 bytes even if it is empty."""

_MORE_ROWS = 10_000
_BOM = b"\xef\xbb\xbf"


def table_differences(file: str, issued: bytes, found: bytes) -> Iterator[Difference]:
    """Cell by cell in the rows that differ; a row that is only in one of them as a whole, its cells between `;`.

    Rows that are the same in both are left out first, wherever they stand. Of the rest, where as many are left on both
    sides, rows are held against each other in their order. Where the cells are
    the same (other quotes, line ends, order of rows), or it is no table, the first line that differs. So too for a file
    that is much larger than the issued one: how much may be read is measured by what was issued.
    """
    width = len(header(issued))
    if len(found) > comparable(len(issued)) or _rows(found) > 2 * _rows(issued) + _MORE_ROWS:
        sizes = (f"{len(data):,} bytes in {_rows(data):,} lines" for data in (issued, found))
        yield Difference(file, None, None, next(sizes), f"{next(sizes)}: too many to compare cell by cell")
        yield from line_difference(file, issued, found)
        return
    left, right = (_cells(data, width) for data in (issued, found))
    told = [] if left is None or right is None or width != len(header(found)) else _told(file, left, right)
    yield from told or line_difference(file, issued, found)


def header(data: bytes) -> tuple[str, ...]:
    """The column names of a CSV file, as far as its first line can be read."""
    line = data[: 1 << 14].removeprefix(_BOM).partition(b"\n")[0].decode(errors="replace")
    return tuple(name.strip('"\r') for name in line.split(","))


def cells(data: bytes) -> pl.DataFrame | None:
    """The rows of a CSV file under its own header, all text, null = an empty field without quotes; None for no table."""
    if _is_too_large(data, len(header(data))):
        return None
    try:
        return pl.read_csv(BytesIO(data.removeprefix(_BOM)), infer_schema=False)
    except pl.exceptions.PolarsError:
        return None


def _cells(data: bytes, width: int) -> pl.DataFrame | None:
    """The header is row 1 like any other: it can be altered too. A last column takes what a row has too much."""
    if _is_too_large(data, width):
        return None
    schema = {f"column {at + 1}": pl.String() for at in range(width + 1)}
    try:
        held = pl.read_csv(
            BytesIO(data.removeprefix(_BOM)),
            has_header=False,
            schema=schema,
            missing_columns="insert",
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
        )
    except pl.exceptions.PolarsError:
        return None
    return held.fill_null("")


def _is_too_large(data: bytes, columns: int) -> bool:
    return len(data) > LARGEST or not 1 < columns <= MOST_COLUMNS or _rows(data) * columns > MOST_CELLS


def _rows(data: bytes) -> int:
    """At most so many: a line break may stand in a cell."""
    return data.count(b"\n") + 1


def _told(file: str, left: pl.DataFrame, right: pl.DataFrame) -> list[Difference]:
    """Sorted by row; of more than can be listed one more."""
    gone, come = _only(left, right), _only(right, left)
    names = {column: name or column for column, name in zip(left.columns, left.head(1).row(0), strict=True)}
    if gone.height == come.height:
        pairs = zip(_first(gone), _first(come), strict=True)
        return [each for mine, other in pairs for each in _of_pair(file, mine, other, names)]
    told = [Difference(file, row["row"], None, _joined(row, left.columns), None) for row in _first(gone)]
    told += [Difference(file, row["row"], None, None, _joined(row, left.columns)) for row in _first(come)]
    return sorted(told, key=lambda each: each.row or 0)


def _first(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return rows.head(MOST_DIFFERENCES + 1).iter_rows(named=True)


def _only(mine: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows of `mine` that `others` lacks, the second of two alike counted as another one; with `row`, from 1."""
    marks = [_marks(frame) for frame in (mine, others)]
    places = marks[0].join(marks[1], on=["mark", "nth"], how="anti")["row"].sort()
    return mine.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))[places - 1]


def _marks(frame: pl.DataFrame) -> pl.DataFrame:
    marks = pl.DataFrame({"mark": frame.hash_rows(seed=1)}).with_row_index("row", 1)
    return marks.with_columns(pl.col("row").cast(pl.Int64), nth=pl.int_range(pl.len()).over("mark"))


def _of_pair(file: str, mine: dict[str, Any], other: dict[str, Any], names: dict[str, str]) -> Iterator[Difference]:
    for column, name in names.items():
        if mine[column] != other[column]:
            yield Difference(file, other["row"], name, mine[column], other[column])


def _joined(row: dict[str, Any], columns: list[str]) -> str:
    too_much = [] if row[columns[-1]] else columns[-1:]
    return "; ".join(str(row[column]) for column in columns if column not in too_much)

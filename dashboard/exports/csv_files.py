"""The one way a frame becomes a CSV file: RFC 4180 with CRLF, UTF-8, in the form for spreadsheets or the exact one."""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import polars as pl
import polars.selectors as cs

Form = Literal["excel", "exact"]
"""`excel` is for people who double-click files, `exact` for machines (see `csv_file`)."""

_TEXT = cs.string() | cs.categorical() | cs.enum()
_TO_GUARD = r"^[=+\-@\t\r\n＝＋－＠']"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand out: `name` (no folder), `data` (all of it), `rows` (without the header), `guarded_cells`.

    `guarded_cells` = how many cells of `data` have an apostrophe in front that the figures do not have; 0 in the
    exact form. The screen tells it.
    """

    name: str
    data: bytes
    guarded_cells: int
    rows: int


def csv_file(frame: pl.DataFrame, name: str, form: Form) -> ExportFile:
    """`frame` as a CSV file called `name`: its columns by their own names and in their own order, its rows as sorted.

    Null is an empty field. Dates are ISO, instants `2026-01-31T23:59:59Z`, numbers plain (never an exponent).
    The `excel` form begins with a byte order mark, and every text cell that a spreadsheet would run gets one
    apostrophe in front; so does one that begins with an apostrophe, and taking one away restores each of them.
    Text columns only: a negative number stays a number. The `exact` form does neither.

    `frame` has two columns or more (a lone null would be an empty line) and no lists: Polars raises ComputeError.
    """
    plain = frame.with_columns(_TEXT.cast(pl.String), cs.datetime(time_zone="*").dt.convert_time_zone("UTC"))
    if form == "exact":
        return ExportFile(name, _csv_bytes(plain, bom=False), 0, plain.height)
    guarded_cells = sum(int(column.sum()) for column in plain.select(cs.string().str.contains(_TO_GUARD)))
    guarded = plain.with_columns(cs.string().str.replace(_TO_GUARD, "'$0")) if guarded_cells else plain
    return ExportFile(name, _csv_bytes(guarded, bom=True), guarded_cells, plain.height)


def _csv_bytes(frame: pl.DataFrame, *, bom: bool) -> bytes:
    written = BytesIO()
    frame.write_csv(
        written,
        include_bom=bom,
        line_terminator="\r\n",
        quote_style="necessary",
        date_format="%Y-%m-%d",
        datetime_format="%Y-%m-%dT%H:%M:%SZ",
        float_scientific=False,
    )
    return written.getvalue()

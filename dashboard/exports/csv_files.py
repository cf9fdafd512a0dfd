"""The one way a frame becomes a CSV file: RFC 4180 with CRLF, UTF-8, in the form for spreadsheets or the exact one."""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import polars as pl
import polars.selectors as cs

Form = Literal["excel", "exact"]
"""`excel` is for people who double-click files, `exact` for machines (see `csv_file`)."""

_TEXT = cs.string() | cs.categorical() | cs.enum()
_RUNS = r"=+\-@＝＋－＠"
_SPLITS = r"[,;\t\r\n]"
_WHOLE = rf"^(?:['\t\r\n]|\x00*[{_RUNS}])"
"""A cell that a spreadsheet would run, or that begins with an apostrophe. NUL is there for LibreOffice, which drops it."""

_PART = rf"({_SPLITS})('|[\x00\"]*[{_RUNS}])"
"""The same behind a list separator. The file quotes for commas: a reader that splits at `;` or a tab sees those quotes as
letters, so it splits inside them, ends its row at a line break there, and takes a part that begins with `""` for a quoted
nothing with the rest behind it."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand out: `name` (no folder), `data` (all of it), `rows` (without the header), `guarded_cells`.

    `guarded_cells` = how many cells of `data` have apostrophes that the figures do not have; 0 in the exact form. The
    screen tells it.
    """

    name: str
    data: bytes
    guarded_cells: int
    rows: int


def csv_file(frame: pl.DataFrame, name: str, form: Form) -> ExportFile:
    """`frame` as a CSV file called `name`: its columns by their own names and in their own order, its rows as sorted.

    Null is an empty field. Dates are ISO, instants `2026-01-31T23:59:59Z`, numbers plain (never an exponent).
    The `excel` form begins with a byte order mark, and every text cell that a spreadsheet would run gets one
    apostrophe in front; so does one that begins with an apostrophe. Which separator a spreadsheet splits at depends on
    its language, so in a text cell the parts behind `,`, `;`, a tab or a line break are guarded in the same way:
    `x;=1+1` is written `x;'=1+1`. `unguarded` restores each of them. Text columns only: a negative number stays a
    number. The `exact` form does neither.

    `frame` has two columns or more (a lone null would be an empty line) and no lists: Polars raises ComputeError.
    """
    plain = frame.with_columns(_TEXT.cast(pl.String), cs.datetime(time_zone="*").dt.convert_time_zone("UTC"))
    if form == "exact":
        return ExportFile(name, _csv_bytes(plain, bom=False), 0, plain.height)
    counts = plain.select(cs.string().str.contains(f"{_WHOLE}|{_PART}").sum())
    guarded = plain.with_columns(_guarded(column.name) for column in counts if column.item())
    guarded_cells = sum(int(column.item() or 0) for column in counts)
    return ExportFile(name, _csv_bytes(guarded, bom=True), guarded_cells, plain.height)


def unguarded(text: pl.Expr) -> pl.Expr:
    """Cells of an `excel` file as they were: one apostrophe less at their beginning, and behind each separator in them."""
    return text.str.replace_all(rf"(^|{_SPLITS})'", "$1")


def _guarded(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(_PART, "${1}'$2").str.replace(_WHOLE, "'$0")


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

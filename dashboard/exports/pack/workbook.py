"""report.xlsx: typed cells, ids as text, and no formula: a cell is a formula only where a writer makes it one."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.exports.pack import rows
from dashboard.exports.pack.contents import Pack, Tables, Tick
from dashboard.exports.pack.sheet_rows import number_format, sheet_rows
from dashboard.exports.pack.summary import summary
from dashboard.exports.pack.zip_entries import PackZip
from dashboard.numbers import counted

MOST_LINES = 200_000
MOST_OPERATORS = 1_000_000
"""Rows: a sheet ends at 1,048,576, and a file with more is one that no spreadsheet opens."""

_LONGEST_WORDS = 16_000
"""Letters: a cell holds 32,767 halves of them."""

_ROWS_AT_ONCE = 10_000
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the library asks for a time without a zone; it is nobody's
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_END_OF_ROWS = b"</sheetData>"
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_MOST_IN_A_CELL = 10**13
"""Minor units included it has no more digits than a spreadsheet keeps; a larger total is text."""

Parts = Iterable[pl.DataFrame]


def workbook(pack: Pack, tables: Tables, tick: Tick) -> bytes:
    """Sheets Summary, Operators, Lines, Checks, with the column names and rows of the CSV files.

    With more than 200,000 lines the sheet is called `Lines (first 200,000)`, and the summary says so; so too with more than
    a million operators.
    """
    frame, finished = BytesIO(), BytesIO()
    with Workbook(frame, _OPTIONS) as book:
        book.set_properties({"title": f"Usage report {tables.report_id}", "created": _CREATED})
        sheets = _Sheets(book)
        _fill(sheets, pack, tables, tick)
    with ZipFile(frame) as read, PackZip(finished) as written:
        for name in read.namelist():
            written.add(name, _with_rows(read.read(name), sheets.rows.get(name), sheets.styles()))
    return finished.getvalue()


def checks(pack: Pack) -> pl.DataFrame:
    """The checks as rows: check, state, words, evidence_rows."""
    return pl.DataFrame(
        [
            (each.title, each.state, each.words, 0 if each.evidence is None else each.evidence.height)
            for each in pack.checks
        ],
        schema={"check": pl.String(), "state": pl.String(), "words": pl.String(), "evidence_rows": pl.Int64()},
        orient="row",
    )


def _fill(sheets: "_Sheets", pack: Pack, tables: Tables, tick: Tick) -> None:
    """The sheets in their order; the rows of the larger ones are made when they are written."""
    of, told = tables.report_id, summary(pack, tables)
    operators, lines = tables.operators.head(MOST_OPERATORS), tables.lines.head(MOST_LINES)
    if operators.height < tables.operators.height:
        first = counted(MOST_OPERATORS, "operator")
        told.append(("Sheet Operators", f"{first} of {tables.operators.height:,}; operators.csv holds all"))
    if lines.height < tables.lines.height:
        told.append(("Sheet Lines", f"{counted(MOST_LINES, 'line')} of {tables.lines.height:,}; lines.csv holds all"))
    sheets.summary(told, rows.totals_rows(tables.totals, pack, of))
    name = _sheet_name("Operators", operators, tables.operators)
    sheets.table(name, *_shaped(operators, lambda part: rows.operators_rows(part, pack, of), tick))
    name = _sheet_name("Lines", lines, tables.lines)
    sheets.table(name, *_shaped(lines, lambda part: rows.lines_rows(part, pack, of), tick))
    sheets.table("Checks", checks(pack).clear(), [checks(pack)])


def _sheet_name(name: str, shown: pl.DataFrame, of: pl.DataFrame) -> str:
    return name if shown.height == of.height else f"{name} (first {shown.height:,})"


def _shaped(
    frame: pl.DataFrame, shape: Callable[[pl.DataFrame], pl.DataFrame], tick: Tick
) -> tuple[pl.DataFrame, Iterator[pl.DataFrame]]:
    """The columns of a sheet, as a frame without rows, and its rows, some at a time."""

    def parts() -> Iterator[pl.DataFrame]:
        for at in range(0, frame.height, _ROWS_AT_ONCE):
            tick("report.xlsx", at / frame.height)
            yield shape(frame.slice(at, _ROWS_AT_ONCE))

    return shape(frame.clear()), parts()


def _with_rows(sheet: bytes, parts: Parts | None, styles: dict[str, int]) -> Iterator[bytes]:
    """A file of the workbook; where it is a sheet that has `parts`, their rows stand behind its header."""
    if parts is None:
        yield sheet
        return
    before, end, after = sheet.partition(_END_OF_ROWS)
    yield _DIMENSION.sub(b"", before)  # it tells of the header alone, and readers may do without
    yield from sheet_rows(parts, styles, first=2)
    yield end + after


class _Sheets:
    """The sheets of one book: headers and small cells by the library, `rows` by the file of the sheet they belong in."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._forms: dict[str, Format] = {}
        self.rows: dict[str, Parts] = {}

    def summary(self, told: Sequence[tuple[str, str]], totals: pl.DataFrame) -> None:
        """Titles and words, and the totals below them; every cell here is text or a number that its writer names."""
        sheet = self._added("Summary")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        self._header(sheet, 0, ["Usage report", ""])
        for at, (title, words) in enumerate(told, 1):
            sheet.write_string(at, 0, title)
            sheet.write_string(at, 1, words[:_LONGEST_WORDS], self._wrapped)
        first = len(told) + 2
        self._header(sheet, first, totals.columns)
        for at, row in enumerate(totals.iter_rows(), first + 1):
            for column, (value, kind) in enumerate(zip(row, totals.dtypes, strict=True)):
                self._cell(sheet, (at, column), value, number_format(kind))

    def table(self, name: str, columns: pl.DataFrame, parts: Parts) -> None:
        """A sheet with the header of `columns` and the rows of `parts`, which are asked for once, later."""
        sheet = self._added(name)
        for at, (column, kind) in enumerate(columns.schema.items()):
            form = number_format(kind)
            sheet.set_column(at, at, max(14, len(column) + 2), self._form(form) if form else None)
        self._header(sheet, 0, columns.columns)
        self.rows[f"xl/worksheets/sheet{len(self._book.worksheets())}.xml"] = parts

    def styles(self) -> dict[str, int]:
        """The index of each number format in the finished book."""
        return {form: int(made.xf_index) for form, made in self._forms.items()}

    def _added(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet

    def _header(self, sheet: Worksheet, at: int, names: Sequence[str]) -> None:
        for column, name in enumerate(names):
            sheet.write_string(at, column, name, self._head)

    def _cell(self, sheet: Worksheet, at: tuple[int, int], value: object, form: str | None) -> None:
        if isinstance(value, date):
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), self._form(form or ""))  # noqa: DTZ001
        elif isinstance(value, int | Decimal) and -_MOST_IN_A_CELL < value < _MOST_IN_A_CELL:
            sheet.write_number(*at, value, self._form(form or ""))
        elif value is not None:
            sheet.write_string(*at, str(value))

    def _form(self, numbers: str) -> Format:
        if numbers not in self._forms:
            self._forms[numbers] = self._book.add_format({"num_format": numbers})
        return self._forms[numbers]

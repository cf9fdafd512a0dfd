"""A frame -> the rows of a worksheet as XML, some thousand at a time: a writer of single cells needs minutes for them.

A cell is a number, a day or a text. A text is inline, so nothing in it is ever taken for a formula or a link. A number
of more than 15 digits is text: a spreadsheet keeps no more digits, and would round it without a word.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import polars as pl

_MOST_DIGITS = 15
_DAY_0 = date(1899, 12, 30)
_LONGEST = 32_767
_CUT_TO = 16_000
"""Letters, where a text has more bytes than a cell may hold letters: a longer one makes the whole file unreadable."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CODED = r"_x[0-9A-Fa-f]{4}_"
_NOT_IN_XML = {chr(code): f"_x{code:04X}_" for code in (*range(9), *range(0x0B, 0x20), 0xFFFE, 0xFFFF)}


def sheet_rows(parts: Iterable[pl.DataFrame], styles: Mapping[str, int], first: int) -> Iterator[bytes]:
    """The rows of `parts`, numbered from `first` (1 = the sheet's first), as `<row>` elements in UTF-8.

    `styles`: the index of the cell format for each `number_format`. Null is no cell.
    """
    for part in parts:
        number = pl.int_range(first, first + part.height).cast(pl.String)
        cells = [_cell(name, kind, number, at, styles) for at, (name, kind) in enumerate(part.schema.items())]
        row = pl.concat_str(pl.lit('<row r="'), number, pl.lit('">'), *cells, pl.lit("</row>"))
        yield part.select(row.str.join("")).item().encode()
        first += part.height


def number_format(kind: pl.DataType) -> str | None:
    """How a column of this type is shown; None for text."""
    if isinstance(kind, pl.Decimal):
        return "#,##0" + ("." + "0" * kind.scale if kind.scale else "")
    if kind.is_integer():
        return "#,##0"
    return "yyyy-mm-dd" if kind == pl.Date() else None


def _cell(name: str, kind: pl.DataType, row: pl.Expr, column: int, styles: Mapping[str, int]) -> pl.Expr:
    """A cell as XML; empty for null."""
    value, form = pl.col(name), number_format(kind)
    at = pl.concat_str(pl.lit(f'<c r="{_letters(column)}'), row, pl.lit('"'))
    inline = pl.concat_str(
        at, pl.lit(' t="inlineStr"><is><t xml:space="preserve">'), _text(value), pl.lit("</t></is></c>")
    )
    if form is None:
        return inline.fill_null("")
    figure = (value - pl.lit(_DAY_0)).dt.total_days() if kind == pl.Date() else value
    styled = pl.concat_str(at, pl.lit(f' s="{styles[form]}"><v>'), figure.cast(pl.String), pl.lit("</v></c>"))
    if kind == pl.Date():
        return styled.fill_null("")
    too_long = value.cast(pl.String).str.replace_all(r"[-.]", "").str.len_bytes() > _MOST_DIGITS
    return pl.when(too_long).then(inline).otherwise(styled).fill_null("")


def _text(value: pl.Expr) -> pl.Expr:
    """Letters that XML cannot hold are written `_x000D_`, as the format has it, and what looks like that is kept apart."""
    text = value.cast(pl.String)
    text = pl.when(text.str.len_bytes() > _LONGEST).then(text.str.head(_CUT_TO) + "…").otherwise(text)
    text = pl.when(text.str.contains(_CODED)).then(text.str.replace_all("_x", "_x005F_x", literal=True)).otherwise(text)
    return text.str.replace_many(_NOT_IN_XML).str.replace_many(_ENTITIES)


def _letters(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters

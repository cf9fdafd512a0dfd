"""Tables on the screen: titles, widths and formats of all columns in one place."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st

from dashboard.words import state_title
from data_access.direction import column_with_marks

_LARGEST_EXACT = 2**53 - 1
_DIGIT, _PADDING = 7.3, 20
"""Pixels: of one figure at the grid's size, and of both sides of a cell."""
_ROW, _TALL_ROW = 36, 66
"""Pixels. The grid wraps text only in rows above four times the font's size."""
_C = st.column_config
_SHORT = "plain"


def table(
    frame: pl.DataFrame,
    columns: Mapping[str, Any],
    *,
    key: str,
    alt: str,
    rows: int = 16,
    empty: str = "Nothing to show.",
    wraps: bool = False,
) -> None:
    """`frame`'s columns that `columns` names, in its order; at most `rows` high; `empty` in words for no rows.

    `wraps`: rows have room for three lines of text.
    """
    if frame.is_empty():
        st.info(empty)
        return
    row = _TALL_ROW if wraps else _ROW
    shown = _in_full(frame.select(list(columns)).with_columns(column_with_marks(cs.string())))
    st.dataframe(
        shown.to_arrow(),  # Streamlit takes a Polars frame through pandas: see test_floors.py
        hide_index=True,
        column_config={name: _wide_enough(column, shown[name]) for name, column in columns.items()},
        row_height=row,
        height=_ROW + row * min(frame.height, rows) - 1,
        placeholder="—",
        key=key,
        alt=alt,
        lazy=False,
    )


def _in_full(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with integers that a browser's numbers cannot hold to the last digit written out as text."""
    whole = [column for column in frame.iter_columns() if column.dtype.is_integer()]
    large = [column for column in whole if not (column.abs() <= _LARGEST_EXACT).all()]
    written = [[None if value is None else f"{value:,}" for value in column] for column in large]
    return frame.with_columns(
        pl.Series(column.name, texts, pl.String) for column, texts in zip(large, written, strict=True)
    )


def _wide_enough(column: Any, values: pl.Series) -> Any:
    """`column` at least as wide as its widest figure: the grid cuts leading digits, and half a figure is another one."""
    kind = column["type_config"] if isinstance(column, dict) else {}
    if kind.get("type") != "number" or values.null_count() == len(values):
        return column
    width = column["width"]
    if values.dtype == pl.String():
        column, ends = _C.TextColumn(column["label"], alignment="right"), values.drop_nulls().to_list()
    else:
        # The longest figure of a column with as many decimals as each needs may be any of them.
        widest = values.drop_nulls().unique() if kind["format"] == _SHORT else (values.min(), values.max())
        ends = [_written(value, kind["format"]) for value in widest]
    return {**column, "width": max(width, round(_PADDING + _DIGIT * max(map(len, ends))))}


def _written(value: Any, form: str) -> str:
    """As the grid writes it, thousands commas included."""
    if form == "localized":
        return f"{value:,}"
    if form == _SHORT:
        return f"{Decimal(str(value)):f}".removesuffix(".0")
    digits = form.removeprefix("%").removeprefix("+").removeprefix(",").removesuffix("%%")
    return f"{value:+,{digits}}%"


def facts(rows: Mapping[str, str | None] | Sequence[Mapping[str, str]], *, narrow: bool = False) -> None:
    """A few words and figures that are written out, as a plain table without a grid; never a frame."""
    st.table(
        dict(rows) if isinstance(rows, Mapping) else [dict(row) for row in rows],
        border="horizontal",
        hide_index=None if isinstance(rows, Mapping) else True,
        width="content" if narrow else "stretch",
    )


def opener(title: str, key: str, width: int = 184) -> Any:
    """A column of names that open something; hostile names stay text: a button's label is not Markdown in a grid."""
    return _C.ButtonColumn(title, width=width, type="tertiary", alignment="left", pinned=True, key=key)


def count(title: str, width: int = 104) -> Any:
    """Whole numbers with thousands commas."""
    return _C.NumberColumn(title, width=width, format="localized")


def short_number(title: str, width: int = 104) -> Any:
    """Figures that are rounded already, each with the digits that it has."""
    return _C.NumberColumn(title, width=width, format=_SHORT)


def share(title: str, width: int = 104) -> Any:
    """A part of 100, whole percent, as a bar. The frame's column is 0..100: see `percents`."""
    return _C.ProgressColumn(title, width=width, format="%.0f%%", min_value=0, max_value=100, color="gray")


def whole_percent(title: str, width: int = 80) -> Any:
    """A part of 100 in whole percent, without a bar."""
    return _C.NumberColumn(title, width=width, format="%.0f%%")


def change(title: str = "Change", width: int = 80) -> Any:
    """A change in whole percent with its sign. The frame's column is in percent: see `percents`."""
    return _C.NumberColumn(title, width=width, format="%+.0f%%")


def text(title: str, width: int = 120) -> Any:
    """Names and words."""
    return _C.TextColumn(title, width=width)


def moment(title: str, width: int = 130) -> Any:
    """An instant in UTC."""
    return _C.DatetimeColumn(title, width=width, format="D MMM YYYY, HH:mm", timezone="UTC")


def decimal(title: str, width: int = 110) -> Any:
    """A ratio of two counts, one decimal."""
    return _C.NumberColumn(title, width=width, format="%,.1f")


def money(title: str, digits: int, width: int = 110) -> Any:
    """Exact decimals (Decimal) of a currency with `digits` after the point; they sort by size."""
    return _C.NumberColumn(title, width=width, format=f"%,.{digits}f")


def percents(*columns: str) -> list[pl.Expr]:
    """Ratios 0..1 as whole percent, as the column formats want them; adding 0 turns -0 into 0."""
    return [(pl.col(column) * 100).round(mode="half_away_from_zero") + 0.0 for column in columns]


def titled(frame: pl.DataFrame, *columns: str) -> list[pl.Expr]:
    """The statuses, plans and states in `columns` of `frame` as people write them; unreported ones stay null.

    The few words are written first and looked up by Polars then: a Python function inside an expression can stop the
    whole process (`tests/test_floors.py` says why).
    """
    words = {column: frame[column].drop_nulls().unique().to_list() for column in columns}
    return [pl.col(column).replace({one: state_title(one) for one in words[column]}) for column in columns]


def badges(title: str, states: Sequence[str], width: int = 104) -> Any:
    """States as coloured badges. The frame's column is a list of one title: see `words.state_title`."""
    return _C.MultiselectColumn(
        title,
        width=width,
        options=[state_title(state) for state in states],
        color=[_BADGES.get(state, "gray") for state in states],
    )


_BADGES = {
    "dormant": "red",
    "inactive": "red",
    "at risk": "orange",
    "watch": "yellow",
    "new": "blue",
    "recovered": "green",
}
"""Colour marks exceptions only: what is healthy, suspended or unknown stays grey."""


def weeks(title: str, width: int = 92) -> Any:
    """A list of figures as a small area from 0; its own scale in every row. Grey, as colour marks exceptions only."""
    return _C.AreaChartColumn(title, width=width, y_min=0, color="gray")


def plain_column(title: str, dtype: pl.DataType) -> Any:
    """A column by its type alone, for evidence of any shape."""
    if dtype.is_integer():
        return count(title, 120)
    if dtype == pl.Date():
        return date(title, 120)
    return text(title, 160)


def weekday(title: str, width: int = 130) -> Any:
    """A UTC calendar day with its weekday."""
    return _C.DateColumn(title, width=width, format="ddd D MMM YYYY")


def date(title: str, width: int = 110) -> Any:
    """A UTC calendar day."""
    return _C.DateColumn(title, width=width, format="D MMM YYYY")


def calendar_day(title: str, width: int = 100) -> Any:
    """The UTC day of an instant."""
    return _C.DatetimeColumn(title, width=width, format="D MMM YYYY", timezone="UTC")


CHANGE_NOTE = "Change “—”: it was 0 before, or there is nothing to compare with."
"""Said under tables with a change: a column of numbers has no room for words."""

"""Tables on the screen: titles, widths and formats of all columns in one place."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.views.grid import Grid, grid
from dashboard.views.storage import readable
from dashboard.words import state_title

_DIGIT, _PADDING = 7.3, 20
"""Pixels: of one figure at the grid's size, and of both sides of a cell."""
_ROW, _TALL_ROW = 36, 66
"""Pixels. The grid wraps text only in rows above four times the font's size."""
_C = st.column_config


def table(
    shown: Grid | pl.DataFrame,
    columns: Mapping[str, Any],
    *,
    key: str,
    alt: str,
    rows: int = 16,
    empty: str = "Nothing to show.",
    wraps: bool = False,
) -> None:
    """The columns of `shown` that `columns` names, in its order; at most `rows` high; `empty` in words for no rows.

    A frame is made a grid of in place. `wraps`: rows have room for three lines of text.
    """
    if not (shown.height if isinstance(shown, pl.DataFrame) else shown.rows):
        st.info(empty)
        return
    drawn = grid(shown.select(list(columns))) if isinstance(shown, pl.DataFrame) else shown
    placed = in_units(columns, drawn.units)
    row = _TALL_ROW if wraps else _ROW
    st.dataframe(
        drawn.arrow.select(list(placed)),
        hide_index=True,
        column_config={name: _wide_enough(name, column, drawn) for name, column in placed.items()},
        row_height=row,
        height=_ROW + row * min(drawn.rows, rows) - 1,
        placeholder="—",
        key=key,
        alt=alt,
        lazy=False,
    )


def in_units(columns: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    """`columns` where those of bytes are readable, in `units` (as `views.grid.Grid`).

    In the place of `storage_bytes`, titled "Storage", stands "Storage, GB"; the exact "Storage, bytes" comes last.
    Without a unit it stands alone, in its place.
    """
    titles = {name: columns[name]["label"] for name in units}
    exact = {name: count(f"{title}, bytes", columns[name]["width"]) for name, title in titles.items()}
    short = {name: short_number(f"{titles[name]}, {unit}") for name, unit in units.items() if unit}
    placed = {
        readable(name) if name in short else name: short.get(name, exact.get(name, column))
        for name, column in columns.items()
    }
    return placed | {name: exact[name] for name in short}


def _wide_enough(name: str, column: Any, drawn: Grid) -> Any:
    """`column` at least as wide as its widest figure: the grid cuts leading digits, and half a figure is another one."""
    kind = column["type_config"] if isinstance(column, dict) else {}
    if kind.get("type") != "number":
        return column
    width = column["width"]
    if name in drawn.written:
        column, longest = _C.TextColumn(column["label"], alignment="right"), drawn.written[name]
    elif name in drawn.rounded:
        longest = drawn.rounded[name]
    elif name in drawn.ends:
        longest = max(len(_written(value, kind["format"])) for value in drawn.ends[name])
    else:
        return column
    return {**column, "width": max(width, round(_PADDING + _DIGIT * longest))}


def _written(value: Any, form: str) -> str:
    """As the grid writes it, thousands commas included."""
    if form == "localized":
        return f"{value:,}"
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
    return _C.NumberColumn(title, width=width, format="plain")


def share(title: str, width: int = 104) -> Any:
    """A part of 100, whole percent, as a bar. The column is 0..100: see `views.titles.percents`."""
    return _C.ProgressColumn(title, width=width, format="%.0f%%", min_value=0, max_value=100, color="gray")


def whole_percent(title: str, width: int = 80) -> Any:
    """A part of 100 in whole percent, without a bar."""
    return _C.NumberColumn(title, width=width, format="%.0f%%")


def change(title: str = "Change", width: int = 80) -> Any:
    """A change in whole percent with its sign. The column is in percent: see `views.titles.percents`."""
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

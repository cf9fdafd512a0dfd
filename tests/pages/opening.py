"""Opening a page as a reader would, and reading what stands on it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The API's clock: the last 28 days are then those that the sample ends with."""

PAGES = ("overview", "operators", "operator_detail", "connectors", "billing", "settings")
Link = dict[str, str | list[str]]


_no_components = BidiComponentManager()
"""Every AppTest looks through all installed packages for Streamlit components, which takes most of its time."""


def opened(page: str, link: Link | None = None) -> AppTest:
    """The page after a link to it was opened; no page may ever show an exception."""
    at = AppTest.from_file(ROOT / "pages" / "router.py", default_timeout=30)
    at._bidi_component_manager = _no_components
    at.query_params.update(link or {})
    if page == "operator_detail":
        at.run()  # a page whose address is not its file's name is known only once the router has run
    if page != "overview":
        at.switch_page(f"{page}.py")
    return unbroken(at.run())


def unbroken(at: AppTest) -> AppTest:
    """The same page, once it is seen to show no exception."""
    assert [one.message for one in at.exception] == []
    return at


def tiles(at: AppTest) -> dict[str, tuple[str, str]]:
    """The figure and the change of each tile, by label."""
    return {tile.label: (tile.value, tile.delta) for tile in at.metric}


def failures(at: AppTest) -> list[tuple[str, str]]:
    """Title and text of every failure that is told, as read: without the escapes of Markdown."""
    return [(read(error.proto.title), read(error.value)) for error in at.error]


def words(at: AppTest) -> str:
    """All the words on the page and in the sidebar, as read."""
    elements = (*at.title, *at.header, *at.caption, *at.markdown, *at.info, *at.warning, *at.error, *at.success)
    return "\n".join(read(element.value) for element in elements)


def read(markdown: str) -> str:
    """Markdown as read: no escapes, no invisible joiners."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown).replace("\u2060", "")


def table(at: AppTest, *columns: str) -> pl.DataFrame:
    """The first table that has all of these columns."""
    for one in at.dataframe:
        if set(columns) <= set(one.value.columns):
            held = one.value
            return pl.DataFrame({name: _cells(held[name]) for name in held.columns}, strict=False)
    raise AssertionError(f"no table has the columns {columns}")


def _cells(column: Any) -> list[Any]:
    return [_cell(cell) for cell in column.tolist()]


def _cell(cell: Any) -> Any:
    """A badge is a list of one: its text."""
    if hasattr(cell, "tolist"):
        return cell.tolist()[0] if len(cell) == 1 else cell.tolist()
    return None if cell is None or cell != cell else cell  # noqa: PLR0124  finds NaN

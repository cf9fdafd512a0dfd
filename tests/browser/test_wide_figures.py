"""The widest figures that there can be: no table cuts a digit of them."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from data_access.tables import DAILY_USAGE
from tests.browser.app_process import RunningApp, running_app
from tests.browser.views import ROW, opened, table_rows
from tests.data_access.tiny import write_tiny, write_usage

LARGE, BEYOND_A_BROWSER = 987_654_321_012_345, 2**60 + 1
FEW = 123
"""Bytes a day, which read long in the unit of LARGE: 0.000000000123."""
MAY = "period=custom&from=2026-05-01&to=2026-05-31"
TABLES = {
    f"billing?{MAY}": "Usage by operator, most billable units first",
    f"operators?{MAY}&measure=events_ingested": "Operators, most at stake first",
    f"operators?{MAY}&measure=storage_bytes": "Operators, most at stake first",
    f"connectors?{MAY}": "Connectors by gateway requests, largest first",
}
_BORDER, _INK, _KEPT_CLEAR = range(205, 246), 140, 3
"""Greys of the lines between cells and of letters; pixels right of a line that a figure which fits leaves empty."""


@pytest.fixture(scope="module")
def wide_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = tmp_path_factory.mktemp("wide")
    day = date(2026, 5, 2)
    rows = [
        (day, "op_acme", "api_calls", "gateway", LARGE),
        (day, "op_acme", "gateway_requests", "stripe", LARGE),
        (day, "op_acme", "events_ingested", "bet", BEYOND_A_BROWSER),
        (day, "op_acme", "storage_bytes", "", LARGE),
        (day, "op_bell", "api_calls", "gateway", 5),
        (day, "op_bell", "storage_bytes", "", 31 * FEW),
    ]
    dataset: Path = write_tiny(folder / "dataset")
    write_usage(dataset, pl.DataFrame(rows, DAILY_USAGE, orient="row"))
    with running_app(folder / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(dataset)) as app:
        yield app


def lines_between_cells(picture: Image.Image) -> list[int]:
    """The columns of pixels that are a line from the head down."""
    width, height = picture.size
    return [
        x
        for x in range(1, width - _KEPT_CLEAR)
        if all(picture.getpixel((x, y)) in _BORDER for y in range(4, min(height, 3 * ROW) - 4))
    ]


def once_still(page: Page, region: Locator) -> bytes:
    """A picture of a grid, which draws itself some frames after its hidden table stands."""
    last, picture = b"", region.screenshot()
    while picture != last:
        page.wait_for_timeout(300)
        last, picture = picture, region.screenshot()
    return picture


@pytest.mark.parametrize("where", TABLES)
def test_no_figure_runs_over_the_left_edge_of_its_cell(page: Page, wide_app: RunningApp, where: str) -> None:
    page.set_viewport_size({"width": 2400, "height": 1000})
    opened(page, wide_app / where)
    table_rows(page, TABLES[where])
    region = page.get_by_role("region", name=TABLES[where], exact=True)
    picture = Image.open(io.BytesIO(once_still(page, region))).convert("L")
    lines = lines_between_cells(picture)
    assert len(lines) >= 5
    cut = [
        x
        for x in lines
        for y in range(ROW + 4, picture.height - 4)
        if any(picture.getpixel((x + right, y)) < _INK for right in range(1, _KEPT_CLEAR + 1))
    ]
    assert cut == []


def test_a_figure_that_a_browser_would_round_is_written_out(page: Page, wide_app: RunningApp) -> None:
    opened(page, wide_app / f"billing?{MAY}")
    events = [row["Events ingested"] for row in table_rows(page, TABLES[f"billing?{MAY}"])]
    assert f"{BEYOND_A_BROWSER:,}" in events


def test_storage_stands_in_one_unit_with_every_byte_beside_it(page: Page, wide_app: RunningApp) -> None:
    page.set_viewport_size({"width": 2400, "height": 1000})
    opened(page, wide_app / f"billing?{MAY}")
    rows = {row["Id"]: row for row in table_rows(page, TABLES[f"billing?{MAY}"])}
    assert float(rows["op_bell"]["Storage, TB"]) == FEW / 10**12
    assert rows["op_bell"]["Storage, bytes"].replace(",", "") == str(FEW)
    assert float(rows["op_acme"]["Storage, TB"]) == 31.9
    assert rows["op_acme"]["Storage, bytes"].replace(",", "") == str((LARGE + 15) // 31)

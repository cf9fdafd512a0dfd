"""No figure is ever cut off: every tile with the widest value that it can hold, on a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_access.tables import ACTIVITY
from tests.browser.app_process import RunningApp, running_app
from tests.browser.harsh import write_wide
from tests.browser.views import opened, settled
from tests.data_access.tiny import write_json

PHONE = ViewportSize(width=390, height=844)
_CUT = """() => {
  const cut = [];
  for (const metric of document.querySelectorAll('[data-testid=stMetric]')) {
    const tile = metric.closest('[data-testid=stVerticalBlock]') ?? metric;
    const edge = tile.getBoundingClientRect();
    for (const element of tile.querySelectorAll('[data-testid=stMetric] *, [data-testid=stCaptionContainer] *')) {
      if (element.closest('svg') || !element.textContent.trim()) continue;
      const box = element.getBoundingClientRect();
      const clips = getComputedStyle(element).overflowX !== 'visible';
      if ((clips && element.scrollWidth > element.clientWidth) || box.right > edge.right + 1 || box.right > innerWidth)
        cut.push(`${element.textContent}: ${element.scrollWidth} in ${element.clientWidth}, ${box.right} of ${edge.right}`);
    }
  }
  return cut;
}"""


@pytest.fixture(scope="module")
def wide_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    directory: Path = tmp_path_factory.mktemp("wide")
    dataset = write_wide(directory / "dataset")
    write_json(dataset / "billable.json", dict.fromkeys(ACTIVITY, "1"))
    with running_app(directory / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(dataset)) as app:
        yield app


@pytest.mark.parametrize(
    ("path", "figures"),
    [
        ("", ["9,999", "888bn", "88.8bn", "8.88bn", "88.9k"]),
        ("operator?id=op_0000", ["888bn", "88.8bn", "8.88bn", "8.88 TB", "986bn"]),
        ("operator?id=op_0001", ["8.89M", "8.89M", "8.89M", "4.44 TB", "26.7M"]),
        ("connectors", ["1", "88.8bn", "1", "88.9k"]),
        ("billing", ["986bn", "888bn", "88.8bn", "8.88bn", "13.3 TB"]),
    ],
    ids=["overview", "operator", "operator that began at 1", "connectors", "billing"],
)
def test_no_tile_cuts_its_widest_figure(page: Page, wide_app: RunningApp, path: str, figures: list[str]) -> None:
    opened(page, wide_app / path)
    values = page.get_by_test_id("stMetricValue")
    expect(values).to_have_text(figures)
    deltas = page.get_by_test_id("stMetricDelta").all_text_contents()

    on_desk = page.evaluate(_CUT)
    page.set_viewport_size(PHONE)
    settled(page)
    on_phone = page.evaluate(_CUT)

    assert (on_desk, on_phone) == ([], []), deltas


def test_a_large_change_is_written_out_and_the_exact_values_are_one_click_away(
    page: Page, wide_app: RunningApp
) -> None:
    opened(page, wide_app.url)
    expect(page.get_by_test_id("stMetricDelta").first).to_contain_text("1,234.5%")

    page.get_by_role("button", name="Definitions").click()

    definitions = page.get_by_test_id("stPopoverBody")
    for exact in ("888,499,999,999", "88,849,999,999", "8,884,999,999"):
        expect(definitions).to_contain_text(exact)

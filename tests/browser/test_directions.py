"""Names that are read from right to left, or would turn a line round, leave the figures beside them where they are."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from data_access.direction import TURNS, marked
from tests.browser.app_process import RunningApp, running_app
from tests.browser.views import opened, table_rows
from tests.data_access.tiny import operators, write_table, write_tiny

HEBREW = "שלם 7"
NAMES = {"op_acme": HEBREW, "op_bell": "Bell\u202e000,1", "op_chi": "\u2067Chi\u200f"}
TAME = {HEBREW, "Bell000,1", "Chi"}
PERIOD = "period=custom&from=2026-05-01&to=2026-05-27"

_PLACES = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = {};
  for (let node = walker.nextNode(); node; node = walker.nextNode()) for (const word of words) {
    const at = node.data.indexOf(word);
    if (at < 0 || places[word] !== undefined) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    places[word] = range.getBoundingClientRect().left;
  }
  return words.map(word => places[word]);
}"""
"""From the left, where each of the words is drawn."""


@pytest.fixture(scope="module")
def turned_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    directory: Path = tmp_path_factory.mktemp("turned")
    dataset = write_tiny(directory / "dataset")
    write_table(operators.with_columns(name=pl.col("operator_id").replace(NAMES)), dataset / "operators.parquet")
    with running_app(directory / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(dataset)) as app:
        yield app


def places(line: Locator, *words: str) -> list[float]:
    found: list[float] = line.evaluate(_PLACES, list(words))
    return found


def turns_nothing(page: Page) -> None:
    text = page.locator("body").evaluate("body => body.textContent")
    assert marked(text.replace("\ufffd", "")) == text.replace("\ufffd", "")


@pytest.mark.parametrize("path", ["", "operator?id=op_bell", "connectors"])
def test_nothing_on_a_page_turns_the_reading_direction(page: Page, turned_app: RunningApp, path: str) -> None:
    turns_nothing(opened(page, turned_app / f"{path}{'&' if '?' in path else '?'}{PERIOD}"))


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("operators", "Operators, most at stake first"),
        ("billing", "Usage by operator, most billable units first"),
    ],
)
def test_nothing_on_a_page_with_a_table_turns_it_and_the_table_holds_names_without_the_marks(
    page: Page, turned_app: RunningApp, path: str, table: str
) -> None:
    turns_nothing(opened(page, turned_app / f"{path}?{PERIOD}"))
    names = {row["Operator"] for row in table_rows(page, table)}
    assert names >= TAME
    assert not pl.Series(list(names)).str.contains(TURNS).any()


def test_a_figure_stands_to_the_right_of_a_name_that_is_read_from_right_to_left(
    page: Page, turned_app: RunningApp
) -> None:
    opened(page, turned_app / f"billing?{PERIOD}&trace=op_acme")
    line = page.get_by_text("lines, ").filter(has_text="together").first
    expect(line).to_contain_text(HEBREW)
    before, count, after = places(line, "שלם", "2 lines", "together")
    assert before < count < after

"""Two people at one report: what one of them sees, takes away and issues is one reading, whatever the other does."""

import csv
import io
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data_access.tables import DAILY_USAGE
from tests.browser.app_process import RunningApp, running_app
from tests.browser.conftest import DESK
from tests.browser.views import one_run, opened, refresh_button, settled, table_rows
from tests.data_access import tiny
from tests.data_access.tiny import write_json, write_table, write_tiny, write_usage

MAY = "billing?period=custom&from=2026-05-01&to=2026-05-20"
BILL = "Usage by operator, most billable units first"
LINES_OF_A_LARGE_FILE = 40_000


@pytest.fixture
def colleague(browser: Browser) -> Iterator[Page]:
    """Somebody else's browser."""
    context: BrowserContext = browser.new_context(viewport=DESK, accept_downloads=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = write_tiny(tmp_path / "books")
    write_json(folder / "manifest.json", {**tiny.MANIFEST, "as_of": "2026-05-31T23:59:59Z"})
    return folder


@pytest.fixture
def books_app(books: Path, tmp_path: Path) -> Iterator[RunningApp]:
    with running_app(tmp_path / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(books)) as app:
        yield app


def calls_on_screen(page: Page) -> list[tuple[str, str]]:
    return sorted((row["Operator"], row["API calls"]) for row in table_rows(page, BILL))


def calls_once_drawn(page: Page, expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The grid draws itself some frames after the run has ended."""
    deadline = time.monotonic() + 15
    while (shown := calls_on_screen(page)) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return shown


def taken_away(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def calls_in_file(page: Page) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(taken_away(page, "Usage by operator").decode("utf-8-sig"), newline=""))
    return sorted((row["operator_name"], row["api_calls"]) for row in rows)


def refreshed(page: Page, where: str) -> None:
    opened(page, where)
    with one_run(page):
        refresh_button(page).click()
    settled(page)


def doubled(books: Path) -> None:
    write_usage(books, tiny.usage.with_columns(pl.col("quantity") * 2))


def test_a_file_is_what_its_page_shows_and_an_issue_that_would_not_be_is_refused_and_redrawn(
    books: Path, books_app: RunningApp, page: Page, colleague: Page
) -> None:
    opened(page, books_app / MAY)
    seen = calls_on_screen(page)
    doubled(books)
    refreshed(colleague, books_app / MAY)
    with one_run(page):
        page.get_by_text("Exact, for machines").first.click()
    expect(page.get_by_text("Newer figures are there", exact=True)).to_be_visible()
    assert calls_in_file(page) == calls_on_screen(page) == seen
    page.get_by_role("button", name="Issue", exact=True).click()
    page.get_by_role("textbox", name="Your name").fill("Ana")
    with one_run(page):
        page.get_by_role("textbox", name="Your name").press("Enter")
    with one_run(page):
        page.get_by_role("button", name="Issue this report").click()
    expect(page.get_by_text("Nothing was issued: there is something newer")).to_be_visible()
    settled(page)
    assert calls_once_drawn(page, calls_on_screen(colleague)) == calls_on_screen(colleague) != seen
    with one_run(page):
        page.get_by_role("tab", name="Issued").click()
    expect(page.get_by_text("Nothing is issued yet")).to_be_visible()


def many_lines(of_2000: int) -> pl.DataFrame:
    """Each of 1,000 calls but one of 2,000: whichever it is, the sums at the file's end are the same."""
    day = date(2026, 5, 2)
    rows = [
        (day, "op_acme", "api_calls", f"category-{n:05}", 2_000 if n == of_2000 else 1_000)
        for n in range(LINES_OF_A_LARGE_FILE)
    ]
    return pl.DataFrame(rows, DAILY_USAGE, orient="row")


@pytest.fixture
def large_books(books: Path) -> Path:
    shutil.rmtree(books / "usage")
    write_table(many_lines(13_000), books / "usage.csv")
    return books


def test_two_large_files_of_one_name_and_length_are_two_files(
    large_books: Path, books_app: RunningApp, page: Page, colleague: Page
) -> None:
    """Above 1 MiB Streamlit tells files apart by their length, three samples and their type alone."""
    opened(page, books_app / MAY)
    first = taken_away(page, "Usage lines")
    write_table(many_lines(13_001), large_books / "usage.csv")
    refreshed(colleague, books_app / MAY)
    second = taken_away(colleague, "Usage lines")
    assert len(first) == len(second) > 1 << 20
    assert (b"category-13000,2000," in first, b"category-13001,2000," in second) == (True, True)
    assert taken_away(page, "Usage lines") == first

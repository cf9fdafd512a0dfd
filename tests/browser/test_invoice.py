"""A finance person's walk: check last month, issue it, prove which file was sent, and correct what was restated."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from data_access.settings import SAMPLE
from tests.browser.app_process import RunningApp, running_app
from tests.browser.views import one_run, opened, refresh_button, settled, table_rows

LAST_MONTH = "billing?period=last_month"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample that can be restated."""
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("books") / "dataset"))


@pytest.fixture(scope="module")
def books_app(books: Path) -> Iterator[RunningApp]:
    with running_app(books.parent / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(books)) as app:
        yield app


def tab(page: Page, name: str) -> None:
    with one_run(page):
        page.get_by_role("tab", name=name).click()


def typed(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label)
    field.fill(text)
    with one_run(page):
        field.press("Enter")


def restate(books: Path) -> None:
    """Fjordlys made 100 calls more on 2 October, as its vendor says now."""
    file = books / "usage" / "month=2026-10" / "usage.parquet"
    rows = pl.read_parquet(file, hive_partitioning=False)
    mine = (
        (pl.col("operator_id") == "op_fjordlys")
        & (pl.col("metric") == "api_calls")
        & (pl.col("key") == "gateway")
        & (pl.col("date").dt.day() == 2)
    )
    assert rows.filter(mine).height == 1
    more = pl.when(mine).then(pl.col("quantity") + 100).otherwise("quantity").cast(rows.schema["quantity"])
    rows.with_columns(quantity=more).write_parquet(file)
    manifest = json.loads((books / "manifest.json").read_text())
    (books / "manifest.json").write_text(json.dumps({**manifest, "as_of": "2026-11-21T23:59:58Z"}))


def downloaded_pack(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return Path(waiting.value.path()).read_bytes()


def verdict(page: Page, name: str, content: bytes, words: str) -> None:
    tab(page, "Verify")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )
    expect(page.get_by_test_id("stMain")).to_contain_text(words, timeout=PATIENCE)
    settled(page)


@pytest.mark.timeout(300)
def test_a_finance_person_issues_last_month_proves_it_and_corrects_it(
    page: Page, books_app: RunningApp, books: Path
) -> None:
    opened(page, books_app / LAST_MONTH)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("Final", exact=True)).to_be_visible()
    expect(main).to_contain_text("A second fetch gave the same rows.")

    page.get_by_role("button", name="Issue").click()
    typed(page, "Your name", "Ada")
    page.get_by_role("button", name="Issue this report").click()
    expect(main).to_contain_text("Issued as number 1 by Ada", timeout=PATIENCE)
    pack = downloaded_pack(page, "Download the pack")

    verdict(page, "pack.zip", pack, "Identical to the byte")
    altered = with_one_digit_changed(pack)
    opened(page, books_app / LAST_MONTH)
    verdict(page, "lines.csv", altered, "Altered")
    differing = table_rows(page, "Where the file differs from what was issued")
    assert [row["Column"] for row in differing] == ["quantity"]

    tab(page, "Issued")
    assert downloaded_pack(page, "Pack no. 1, as it was issued") == pack
    expect(main).to_contain_text("Nothing changed: what was invoiced is today")

    restate(books)
    refresh_button(page).click()
    expect(main).to_contain_text("2 lines changed", timeout=PATIENCE)
    changed = table_rows(page, "Lines that changed since they were invoiced")
    assert {(row["Figure"], row["Difference"]) for row in changed} == {("API calls", "100"), ("Billable units", "100")}

    typed(page, "Your name", "Ada") if page.get_by_role("textbox", name="Your name").count() else None
    typed(page, "Why", "restated by the vendor")
    page.get_by_role("button", name="Write the correction").click()
    expect(main).to_contain_text("Issued as number 2 by Ada", timeout=PATIENCE)
    correction = downloaded_pack(page, "Download the pack")
    lines = zipfile.ZipFile(io.BytesIO(correction)).read("lines.csv").decode("utf-8-sig")
    assert [row["quantity"] for row in pl.read_csv(io.StringIO(lines)).iter_rows(named=True)] == [100, 100]

    opened(page, books_app / f"{LAST_MONTH}&billing_view=Issued")
    expect(main).to_contain_text("Nothing changed: what was invoiced is today", timeout=PATIENCE)


def with_one_digit_changed(pack: bytes) -> bytes:
    """The lines of the pack with the first quantity's last digit another."""
    text = zipfile.ZipFile(io.BytesIO(pack)).read("lines.csv").decode("utf-8-sig")
    header, first, *rest = text.split("\r\n")
    cells = first.split(",")
    at = header.split(",").index("quantity")
    cells[at] = str(int(cells[at]) + 1)
    return ("\ufeff" + "\r\n".join([header, ",".join(cells), *rest])).encode()

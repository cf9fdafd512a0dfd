"""A real Chromium, real `streamlit run app.py` processes, and pages that are watched while a test drives them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from starlette.responses import PlainTextResponse

from data_access import Source, open_source
from data_access.settings import SAMPLE, Settings
from tests.browser.app_process import RunningApp, running_app
from tests.browser.views import Watched
from tests.conftest import KEY
from tests.serving import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # with a page that stays open, the next page finds the scripts compiled: half the time of a load
]
DESK = ViewportSize(width=1280, height=900)
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser last: its event loop stays current in this thread, and `asyncio.run` would refuse to start."""
    items.sort(key=lambda item: _HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def blank() -> Iterator[str]:
    """The address of an empty page; of the same site as every app here, for a port makes no other site."""
    with serving(PlainTextResponse("")) as url:
        yield url


@pytest.fixture(scope="module")
def context(browser: Browser, blank: str) -> Iterator[BrowserContext]:
    """A browser, light, as wide as a desk. A module's tests share it, so what they all load is loaded and compiled once.

    A test that needs one without a past makes its own: `browser.new_context()`.
    """
    shared = browser.new_context(viewport=DESK, color_scheme="light", accept_downloads=True)
    shared.set_default_timeout(60_000)
    shared.new_page().goto(blank)
    yield shared
    shared.close()


@pytest.fixture
def watched_page(context: BrowserContext) -> Iterator[tuple[Page, Watched]]:
    """A page and what it does unseen. With the test its pages go and what they wrote into the browser; the cache stays."""
    others = context.pages
    page = context.new_page()
    yield page, Watched(page)
    for one in context.pages:
        if one not in others:
            _leave(one)
    context.clear_cookies()


def _leave(page: Page) -> None:
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()


@pytest.fixture
def page(watched_page: tuple[Page, Watched]) -> Iterator[Page]:
    """A page; whatever a test does with it, it leaves neither a console error nor a request to another machine."""
    page, watched = watched_page
    yield page
    assert watched.errors == []
    assert watched.foreign_requests == []


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the apps' logs lie."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def sample_app(logs: Path) -> Iterator[RunningApp]:
    """The app on the bundled sample, for the whole run: for reading only."""
    with running_app(logs / "sample", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(SAMPLE)) as app:
        yield app


@pytest.fixture(scope="session")
def sample() -> Source:
    """The bundled sample, asked directly: what the pages and files are compared with."""
    return open_source(Settings(source="dataset", dataset=SAMPLE))


@pytest.fixture(scope="session")
def api_app(logs: Path, stage: tuple[object, str]) -> Iterator[RunningApp]:
    """The app in API mode against `tiny_platform`'s address; what stands there changes with each test."""
    base_url = f"{stage[1]}/platform-api"
    with running_app(logs / "api", ONEHAZEL_SOURCE="api", ONEHAZEL_BASE_URL=base_url, ONEHAZEL_API_KEY=KEY) as app:
        yield app

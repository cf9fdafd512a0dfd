"""A real Chromium, real `streamlit run app.py` processes, and pages that are watched while a test drives them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from data_access import Source, open_source
from data_access.settings import SAMPLE, Settings
from tests.browser.app_process import RunningApp, running_app
from tests.browser.views import Watched
from tests.conftest import KEY

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1280, height=900)
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser last: its event loop stays current in this thread, and `asyncio.run` would refuse to start."""
    items.sort(key=lambda item: _HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past, light, as wide as a desk."""
    fresh = browser.new_context(viewport=DESK, color_scheme="light", accept_downloads=True)
    fresh.set_default_timeout(30_000)
    yield fresh
    fresh.close()


@pytest.fixture
def watched_page(context: BrowserContext) -> tuple[Page, Watched]:
    """A page and what it does unseen."""
    page = context.new_page()
    return page, Watched(page)


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

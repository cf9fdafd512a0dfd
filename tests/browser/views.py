"""The views under test, and how a test opens one, waits for it and reads it."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from scripts.platform_api.faults import Fault
from tests.conftest import Served

OPERATOR_ID = "op_saltmarsh"
CONNECTOR_ID = "stripe"
_HARMLESS_404 = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$|/media/[0-9a-f]+")
"""Streamlit asks for the first two below a deep link's own path before it finds the server's root. A download button
asks for its file as soon as it is drawn; where the person has gone on to another view by then, the file is gone."""
_GONE_FILE = "Client Error: Download Button source error - 404"

ROW, TALL_ROW = 36, 66
"""How high a row of a table is, in pixels, its head too; and a row whose text wraps."""

_SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const still = app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED';
  return still && document.querySelector('[data-testid=stMain] :is(h1, [data-testid=stAlert])')
    && !document.querySelector('[data-testid^=stSkeleton], [data-stale=true]');
}"""

_COUNT_MESSAGES = """
if (window.messagesSeen === undefined) {
  window.messagesSeen = 0;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...named) {
      super(...named);
      this.addEventListener('message', () => { window.messagesSeen += 1; });
    }
  };
}
"""
_ANSWERED = """before => window.messagesSeen > before && new Promise(
  drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true)))
)"""
"""The server has said something since, and what it said is drawn. A short run comes and goes between two looks at the
page's own state, so that is no sign."""


@dataclass(frozen=True, slots=True)
class View:
    """A page: its address below the root, its heading, and the fixed labels of its KPI tiles."""

    path: str
    heading: str
    kpis: Sequence[str] = ()


ACTIVITY = ("API calls", "Gateway requests", "Events ingested")
VIEWS = {
    "overview": View("", "Overview", ("Operators", *ACTIVITY, "Active connections")),
    "operators": View("operators", "Operators"),
    "operator": View(f"operator?id={OPERATOR_ID}", "Saltmarsh Racing", ACTIVITY),
    "connectors": View("connectors", "Connectors", ("Gateway requests",)),
    "connector": View(f"connectors?connector={CONNECTOR_ID}", "Connectors"),
    "billing": View("billing", "Billing", ACTIVITY),
    "settings": View("settings", "Settings"),
}
"""By name; over the bundled sample."""


class Watched:
    """What a page did that nobody sees: errors in its console, uncaught ones, requests, dialogs."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dialog)

    def _console(self, message: Any) -> None:
        is_404 = "404" in message.text and _HARMLESS_404.search(message.location["url"])
        if message.type == "error" and not is_404 and _GONE_FILE not in message.text:
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def foreign_requests(self) -> list[str]:
        """The requests that left this machine."""
        return [url for url in self.requests if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url)]


def opened(page: Page, url: str) -> Page:
    """`page` at `url`, once the whole view stands."""
    page.add_init_script(_COUNT_MESSAGES)
    page.goto(url, wait_until="commit")
    return settled(page)


def settled(page: Page) -> Page:
    """`page` once its script has ended and nothing is a skeleton or stale any more."""
    page.wait_for_function(_SETTLED)
    return page


@contextmanager
def one_run(page: Page) -> Iterator[None]:
    """Waits for the run of the script that what is done inside sets off."""
    before = page.evaluate("window.messagesSeen")
    yield
    page.wait_for_function(_ANSWERED, arg=before)
    settled(page)


def told(page: Page, words: str) -> None:
    """Wait until the page says these words."""
    expect(page.get_by_test_id("stMain")).to_contain_text(words)


def linked(page: Page) -> dict[str, list[str]]:
    """What the address holds, by name."""
    return parse_qs(urlsplit(page.url).query)


def _holds(name: str, wanted: list[str], url: str) -> bool:
    return parse_qs(urlsplit(url).query).get(name, []) == wanted


def waits_for_link(page: Page, **values: list[str]) -> None:
    """Wait until the link holds exactly these values."""
    for name, wanted in values.items():
        page.wait_for_url(partial(_holds, name, wanted))
    assert linked(page) == {name: wanted for name, wanted in values.items() if wanted}


def expect_heading(page: Page, words: str) -> None:
    """Wait until the view with this title stands."""
    expect(page.locator("h1")).to_contain_text(words)
    settled(page)


def table_rows(page: Page, alt: str) -> list[dict[str, str]]:
    """The rows that a table on the screen shows now, by column title: a canvas keeps them in a hidden table."""
    region = page.get_by_role("region", name=alt, exact=True)
    region.scroll_into_view_if_needed()
    grid = region.locator("table[role=grid]")
    grid.locator("tbody tr").first.wait_for(state="attached")
    titles = grid.locator("thead th").all_text_contents()
    rows = grid.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [dict(zip(titles, cells, strict=True)) for cells in rows]


def press_first_row(page: Page, alt: str, left: int, row: int = ROW) -> None:
    """Press the button that stands `left` pixels from a table's edge: on a canvas only its place tells."""
    table_rows(page, alt)
    canvas = page.get_by_role("region", name=alt, exact=True).get_by_test_id("data-grid-canvas").bounding_box()
    assert canvas is not None
    page.mouse.click(canvas["x"] + left, canvas["y"] + ROW + row / 2)


def refresh_button(page: Page) -> Locator:
    """The sidebar's button that asks the source again."""
    return page.get_by_test_id("stSidebar").get_by_role("button", name="Refresh")


def choose(page: Page, name: str, option: str) -> None:
    """Choose an option of the select box that mirrors `name` of the link."""
    page.locator(f".st-key-choose_{name} input").click()
    page.get_by_role("option", name=option, exact=True).click()


def asked_anew(page: Page, platform: Served, *faults: Fault) -> None:
    """Everything forgotten, and asked again from a platform with these faults."""
    platform.state.faults = list(faults)
    platform.state.requests.clear()
    refresh_button(page).click()
    deadline = time.monotonic() + 10
    while not platform.state.requests and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    settled(page)
    assert platform.state.requests

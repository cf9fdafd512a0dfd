"""Names come from outside: whatever they hold, they stand on the screen letter by letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.app_process import RunningApp, running_app
from tests.browser.harsh import HOSTILE_NAMES, write_hostile
from tests.browser.test_downloads import downloaded, parsed
from tests.browser.views import Watched, opened, table_rows

OPERATOR_TITLES = {f"operator?id={id_}": name for id_, name in HOSTILE_NAMES.items()}
UNKNOWN = "%5Bx%5D(https%3A%2F%2Fevil.example)%3Cimg%20src%3Dx%3E"
PATHS = {
    "overview": "",
    **{f"operator {id_}": f"operator?id={id_}" for id_ in HOSTILE_NAMES},
    "connector": "connectors?connector=co_op_markdown",
    "settings": "settings",
    "unknown operator": f"operator?id={UNKNOWN}",
    "unknown connector": f"connectors?connector={UNKNOWN}",
    "unknown period and filter": f"operators?period={UNKNOWN}&plan={UNKNOWN}",
}
TABLES = {
    "operators": ("Operators, most at stake first", "Operator"),
    "connectors": ("Connectors by gateway requests, largest first", "Connector"),
    "billing": ("Usage by operator, most billable units first", "Operator"),
}
_MADE_OF_NAMES = """() => [...document.querySelectorAll('[data-testid=stApp] *')].filter(element =>
  element.matches('script, iframe, object, form[action*=evil]')
  || (element.tagName === 'A' && element.href && new URL(element.href).host !== location.host)
  || element.matches('img:not([src^="data:"]):not([src^="/"]):not([src^="http://127.0.0.1"])')
  || element.matches('.katex, [onerror]')
  || (element.matches('[data-testid=stMarkdownContainer] strong, code, b') && /^(bold|code)$/.test(element.textContent))
).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    directory: Path = tmp_path_factory.mktemp("hostile")
    dataset = write_hostile(directory / "dataset")
    with running_app(directory / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(dataset)) as app:
        yield app


def unharmed(visit: tuple[Page, Watched]) -> Page:
    """The page, on which no name became markup, a link, a picture, a script or a request."""
    page, watched = visit
    assert page.evaluate(_MADE_OF_NAMES) == []
    assert watched.dialogs == []
    assert watched.errors == []
    assert watched.foreign_requests == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return page


def shown(page: Page, selector: str) -> str:
    """The text without the invisible joiners that keep addresses from becoming links."""
    return page.locator(selector).inner_text().replace("\u2060", "")


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_no_name_becomes_markup_and_titles_and_lists_hold_them_letter_by_letter(
    watched_page: tuple[Page, Watched], hostile_app: RunningApp, path: str
) -> None:
    opened(watched_page[0], hostile_app / path)

    page = unharmed(watched_page)
    if path in OPERATOR_TITLES:
        assert shown(page, "h1").startswith(OPERATOR_TITLES[path])
    if not path:
        assert [name for name in HOSTILE_NAMES.values() if name not in shown(page, "body")] == []


@pytest.mark.parametrize("path", TABLES)
def test_the_tables_hold_the_names_letter_by_letter(
    watched_page: tuple[Page, Watched], hostile_app: RunningApp, path: str
) -> None:
    opened(watched_page[0], hostile_app / path)

    page = unharmed(watched_page)
    table, column = TABLES[path]
    assert {row[column] for row in table_rows(page, table)} == set(HOSTILE_NAMES.values())


def test_a_file_is_named_for_the_platform_and_guards_what_a_spreadsheet_would_run(
    page: Page, hostile_app: RunningApp
) -> None:
    opened(page, hostile_app / "operators")
    name, data = downloaded(page, "CSV of these operators", "Excel")

    assert name == "operators_evil-b-platform-b_2026-03-04_2026-03-31.csv"
    names = {row["operator_id"]: row["operator_name"] for row in parsed(data, "Excel")}
    assert names == {**HOSTILE_NAMES, "op_formula": "'=cmd|' /C calc'!A0"}

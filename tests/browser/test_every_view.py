"""What holds on every view, each opened once and then looked at from all sides."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.app_process import RunningApp
from tests.browser.conftest import DESK
from tests.browser.views import VIEWS, View, Watched, opened, settled

Scheme = Literal["light", "dark"]
PHONE = ViewportSize(width=390, height=844)
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(9, 9, 11)"}
SIDEBAR = {"light": "rgb(250, 250, 249)", "dark": "rgb(17, 17, 19)"}
STREAMLITS_OWN: dict[str, str] = {}
"""axe's rules that Streamlit's own markup breaks on our pages, and why we cannot mend it."""


@pytest.fixture(scope="module", params=list(VIEWS.values()), ids=list(VIEWS))
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.param
    return found


@pytest.fixture(scope="module")
def visit(context: BrowserContext, sample_app: RunningApp, view: View) -> Iterator[tuple[Page, Watched]]:
    page = context.new_page()
    watched = Watched(page)
    yield opened(page, sample_app / view.path), watched
    page.close()


@pytest.fixture
def shown(visit: tuple[Page, Watched]) -> Page:
    page = visit[0]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    return settled(page)


def test_a_view_has_its_heading_and_its_kpi_labels(shown: Page, view: View) -> None:
    labels = shown.get_by_test_id("stMetricLabel").all_text_contents()
    expect(shown.locator("h1")).to_contain_text(view.heading)
    assert [label for label in labels if label in view.kpis] == list(view.kpis)


def test_sample_figures_carry_their_mark_beside_the_title_and_in_the_sidebar(shown: Page) -> None:
    expect(shown.get_by_test_id("stMain").get_by_text("Sample data", exact=True)).to_be_visible()
    expect(shown.get_by_test_id("stSidebar").get_by_text("Sample data", exact=True)).to_be_visible()


def test_the_sidebar_tells_how_old_the_figures_are_and_offers_a_refresh(shown: Page) -> None:
    sidebar = shown.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text("Data as of 21 Nov 2026, 23:59 UTC")
    expect(sidebar.get_by_role("button", name="Refresh")).to_be_visible()


def test_a_view_shows_no_failure(shown: Page) -> None:
    expect(shown.get_by_test_id("stException")).to_have_count(0)
    expect(shown.get_by_text("This view failed")).to_have_count(0)
    expect(shown.get_by_role("button", name="Try again")).to_have_count(0)


def test_every_chart_says_in_words_what_it_shows_and_has_its_figures_as_a_table(shown: Page) -> None:
    charts = shown.get_by_test_id("stPlotlyChart")
    for chart in charts.all():
        expect(chart).to_have_attribute("role", "figure")
        expect(chart).to_have_attribute("aria-label", re.compile(r"\w+ \w+.*"))
    expect(shown.get_by_test_id("stMain").get_by_role("button", name="Table")).to_have_count(charts.count())


def test_every_picture_has_words(shown: Page) -> None:
    without = shown.locator("[data-testid=stMain] img:not([alt]), [data-testid=stMain] img[alt='']")
    expect(without).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_are_the_palettes_for_what_the_readers_system_prefers(shown: Page, scheme: Scheme) -> None:
    shown.emulate_media(color_scheme=scheme)
    expect(shown.get_by_test_id("stApp")).to_have_css("background-color", BACKGROUND[scheme])
    expect(shown.get_by_test_id("stSidebar")).to_have_css("background-color", SIDEBAR[scheme])


@pytest.mark.parametrize(
    ("scheme", "rules"),
    [("light", {"resultTypes": ["violations"]}), ("dark", {"runOnly": ["color-contrast"]})],
    ids=["light", "dark"],
)
def test_axe_finds_nothing_but_what_is_streamlits_own(shown: Page, scheme: Scheme, rules: dict[str, list[str]]) -> None:
    """Of all its rules contrast alone looks at colours."""
    shown.emulate_media(color_scheme=scheme)
    expect(shown.get_by_test_id("stApp")).to_have_css("background-color", BACKGROUND[scheme])
    violations = Axe().run(settled(shown), options=rules).response["violations"]
    assert [
        told for violation in violations for told in _told(violation) if violation["id"] not in STREAMLITS_OWN
    ] == []


def test_a_phone_does_not_scroll_sideways(shown: Page) -> None:
    shown.set_viewport_size(PHONE)
    settled(shown)
    width = "() => document.documentElement.scrollWidth <= innerWidth"
    shown.wait_for_function(width)
    shown.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid=stMain], [data-testid=stMainBlockContainer]')]
             .every(box => box.scrollWidth <= box.clientWidth)"""
    )


def test_nothing_is_said_in_the_console_and_nothing_asked_of_another_machine(visit: tuple[Page, Watched]) -> None:
    watched = visit[1]
    assert watched.errors == []
    assert watched.foreign_requests == []
    assert watched.dialogs == []


def _told(violation: dict[str, Any]) -> list[str]:
    return [f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:400]}" for node in violation["nodes"]]

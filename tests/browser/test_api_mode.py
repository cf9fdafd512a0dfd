"""API mode: the platform's own figures, and words that a person can act on for everything that can go wrong.

One app serves all tests here. It keeps what it read for minutes, so a test begins with a press on Refresh.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scripts.platform_api.faults import Fault
from tests.browser.app_process import RunningApp
from tests.browser.held import held
from tests.browser.views import Watched, asked_anew, expect_heading, opened, refresh_button, settled, table_rows, told
from tests.conftest import KEY, Served, Stage

MAY = "period=custom&from=2026-05-01&to=2026-05-31"
PATHS = {
    "overview": f"?{MAY}",
    "operators": f"operators?{MAY}",
    "connector": f"connectors?connector=stripe&{MAY}",
    "settings": "settings",
}
FAULTS = {
    "429": (Fault("429", retry_after=3600), "OneHazel asks us to wait", "Try again after"),
    "500 as HTML": (Fault("500", body="html"), "OneHazel has a fault", "try again in a few minutes"),
    "a dropped connection": (Fault("drop"), "OneHazel did not answer", "Check ONEHAZEL_BASE_URL"),
}
"""One that says when, one that is a page of its own, and no answer at all; `tests/pages/test_failing.py` asks for each."""


@pytest.fixture(scope="module")
def overview(context: BrowserContext) -> Iterator[Page]:
    """A page for all faults, the first of them opens Overview: each test begins by asking anew and ends in health."""
    page = context.new_page()
    watched = Watched(page)
    yield page
    assert watched.errors == []
    assert watched.foreign_requests == []
    page.close()


@pytest.fixture
def platform(tiny_platform: Served) -> Iterator[Served]:
    """The platform; its faults end with the test, so that the next one finds the app in health."""
    yield tiny_platform
    tiny_platform.state.faults = []


def expect_no_sample(page: Page) -> None:
    """The sidebar names the API, nothing is marked as sample data, and the key stands nowhere."""
    expect(page.get_by_test_id("stSidebar")).to_contain_text("OneHazel Platform API at 127.0.0.1")
    expect(page.get_by_text("Sample data")).to_have_count(0)
    assert KEY not in page.content()


def figures(page: Page) -> dict[str, str]:
    """The KPI tiles, value by label."""
    tiles = page.get_by_test_id("stMetric")
    return {
        tile.get_by_test_id("stMetricLabel").inner_text(): tile.get_by_test_id("stMetricValue").inner_text()
        for tile in tiles.all()
    }


def test_the_figures_are_the_platforms(page: Page, api_app: RunningApp, platform: Served) -> None:
    opened(page, api_app / PATHS["overview"])

    assert figures(page) == {
        "Operators": "4",
        "API calls": "13",
        "Gateway requests": "3",
        "Events ingested": "5.00bn",
        "Active connections": "3",
    }
    expect(page.get_by_test_id("stMain")).to_contain_text("as counted by OneHazel, period not stated")
    expect(page.get_by_test_id("stMain")).to_contain_text("A daily trend needs daily figures.")


@pytest.mark.parametrize(("fault", "title", "advice"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_what_to_do_and_try_again_recovers(
    overview: Page, api_app: RunningApp, platform: Served, fault: Fault, title: str, advice: str
) -> None:
    page = opened(overview, api_app / PATHS["overview"]) if overview.url == "about:blank" else settled(overview)
    asked_anew(page, platform, fault)

    alert = page.get_by_test_id("stMain").get_by_role("alert").filter(has_text=title).first
    expect(alert).to_contain_text(advice)
    told = page.locator("body").inner_text()
    assert not re.search(r"Traceback|<html|<!DOCTYPE|Welcome|Sample data", told)
    assert figures(page) == {}

    platform.state.faults = []
    page.get_by_test_id("stMain").get_by_role("button", name="Try again").first.click()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("4")
    settled(page)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


@pytest.mark.parametrize("path", [PATHS["operators"], PATHS["connector"], PATHS["settings"]])
def test_another_view_tells_a_fault_and_recovers(page: Page, api_app: RunningApp, platform: Served, path: str) -> None:
    opened(page, api_app / path)
    expect_no_sample(page)
    heading = page.locator("h1").inner_text()
    platform.state.faults = [Fault("500")]
    refresh_button(page).click()
    failed = page.get_by_test_id("stMain").get_by_role("alert").filter(has_text="OneHazel has a fault")
    expect(failed.first).to_be_visible()
    settled(page)
    expect_no_sample(page)
    assert figures(page) == {}

    platform.state.faults = []
    page.get_by_test_id("stMain").get_by_role("button", name="Try again").first.click()
    expect(failed).to_have_count(0)
    expect_heading(page, heading)


def test_the_siblings_only_enrich_so_their_faults_hide_no_figure(
    page: Page, api_app: RunningApp, platform: Served
) -> None:
    page.set_viewport_size({"width": 2700, "height": 900})
    opened(page, api_app / PATHS["operators"])
    asked_anew(page, platform, Fault("403", "/operators"), Fault("404", "/catalog"))

    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    rows = table_rows(page, "Operators, most at stake first")
    assert {row["Id"]: row["API calls"] for row in rows} == {"op_acme": "7", "op_bell": "6", "007": "0", "op_chi": "0"}
    asked_anew(page, platform)


def test_while_the_platform_thinks_a_skeleton_stands_where_the_figures_will_be(
    page: Page, api_app: RunningApp, platform: Served, stage: tuple[Stage, str]
) -> None:
    with held(stage[0]):
        page.goto(api_app / "?period=custom&from=2026-05-02&to=2026-05-30", wait_until="commit")

        told(page, "0 of 29 days known")
        expect(page.get_by_test_id("stMain").get_by_test_id("stSkeletonElement")).to_be_visible()
        expect(page.get_by_test_id("stMetricValue")).to_have_count(0)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("4")
    settled(page)


def test_a_short_wait_that_the_platform_asks_for_is_waited_without_a_word(
    page: Page, api_app: RunningApp, platform: Served
) -> None:
    opened(page, api_app / PATHS["overview"])
    asked_anew(page, platform, Fault("429", "/usage/report", times=1, retry_after=1))

    expect(page.get_by_test_id("stMetricValue").first).to_have_text("4")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_refresh_asks_the_platform_again_and_a_look_at_another_view_does_not(
    page: Page, api_app: RunningApp, platform: Served
) -> None:
    opened(page, api_app / PATHS["overview"])
    asked_anew(page, platform)
    paths = [asked["path"] for asked in platform.state.requests]
    assert {"/metrics/summary", "/metrics/operators", "/operators", "/usage/report"} <= set(paths)

    reports = paths.count("/usage/report")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Operators").click()
    expect_heading(page, "Operators")
    assert [asked["path"] for asked in platform.state.requests].count("/usage/report") == reports


def test_the_connections_state_on_settings_is_the_present_one(
    page: Page, api_app: RunningApp, platform: Served
) -> None:
    opened(page, api_app / "settings")
    expect(page.get_by_test_id("stMain").get_by_text("Reachable", exact=True)).to_be_visible()

    platform.state.faults = [Fault("500")]
    refresh_button(page).click()

    expect(page.get_by_test_id("stMain").get_by_text("Not reachable", exact=True)).to_be_visible()


def test_operators_that_the_report_does_not_list_are_not_reported_rather_than_zero(
    page: Page, api_app: RunningApp, platform: Served
) -> None:
    opened(page, api_app / f"billing?{MAY}")

    rows = table_rows(page, "Usage by operator, most billable units first")
    assert len(rows) == 4
    assert "0" not in {row["API calls"] for row in rows if row["Mark"] == "Not in the report"}

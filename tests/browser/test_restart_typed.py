"""What was just chosen or typed is not lost: by a click that comes too soon, nor by a restart at a bad moment."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.app_process import RunningApp
from tests.browser.held_back import can_be_slow, held_back, server_has_answered
from tests.browser.views import choose, expect_heading, opened, settled, told, waits_for_link

LAST_7 = "15 – 21 Nov 2026, both days included, UTC"
LAST_28 = "25 Oct – 21 Nov 2026, both days included, UTC"


def menu_link(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="App pages").get_by_role("link", name=name)


def steps(page: Page) -> int:
    """How many entries the history of this tab has."""
    length: int = page.evaluate("history.length")
    return length


def test_a_click_on_the_menu_before_a_choice_has_reached_the_browser_brings_the_choice_along(
    page: Page, sample_app: RunningApp
) -> None:
    opened(can_be_slow(page), sample_app / "operators?period=last_84_days")
    with held_back(page):
        choose(page, "period", "Last 7 days")
        server_has_answered(page)
        menu_link(page, "Connectors").click()

    expect_heading(page, "Connectors")
    told(page, LAST_7)
    waits_for_link(page, period=["last_7_days"])
    expect(menu_link(page, "Billing")).to_have_attribute("href", "./billing?period=last_7_days")


def test_the_logo_leads_home_in_one_step_and_takes_the_period_along(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "billing?period=last_7_days&by=api_calls")
    before = steps(page)
    page.get_by_test_id("stLogoLink").first.click()

    expect_heading(page, "Overview")
    told(page, LAST_7)
    waits_for_link(page, period=["last_7_days"])
    assert (urlsplit(page.url).path, steps(page)) == ("/", before + 1)

    page.go_back(wait_until="commit")
    expect_heading(page, "Billing")
    waits_for_link(page, period=["last_7_days"], by=["api_calls"])
    settled(page)


def test_a_period_that_no_link_can_mean_stays_on_the_page_that_was_opened_with_it(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / "?period=no_such")
    told(page, "which does not exist")
    menu_link(page, "Connectors").click()

    expect_heading(page, "Connectors")
    told(page, LAST_28)
    waits_for_link(page, period=[])
    expect(page.get_by_test_id("stMain").get_by_test_id("stAlert")).to_have_count(0)


def test_a_view_that_was_left_by_a_step_back_writes_nothing_into_the_address_when_its_word_comes_late(
    page: Page, sample_app: RunningApp
) -> None:
    opened(can_be_slow(page), sample_app.url)
    for name in ("Operators", "Connectors"):
        menu_link(page, name).click()
        expect_heading(page, name)
    settled(page)
    before = steps(page)
    with held_back(page):
        page.go_back(wait_until="commit")
        server_has_answered(page)
        page.go_back(wait_until="commit")
        assert urlsplit(page.url).path == "/"

    expect_heading(page, "Overview")
    settled(page)
    assert (urlsplit(page.url).path, steps(page)) == ("/", before)
    page.go_forward(wait_until="commit")
    expect_heading(page, "Operators")

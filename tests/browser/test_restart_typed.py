"""What was just chosen or typed is not lost: by a click that comes too soon, nor by a restart at a bad moment."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from pydantic import SecretStr

from data_access import Settings
from data_access.records.opening import open_records
from tests.browser.app_process import RunningApp, restartable_app
from tests.browser.held_back import can_be_slow, held_back, server_has_answered
from tests.browser.views import Watched, choose, expect_heading, one_run, opened, settled, told, waits_for_link
from tests.data_access import tiny
from tests.data_access.records.ledger_rows import days, enter, report

LAST_7 = "15 – 21 Nov 2026, both days included, UTC"
LAST_28 = "25 Oct – 21 Nov 2026, both days included, UTC"

_LINES_THAT_BREAK = """
window.lines = [];
const Unbroken = window.WebSocket;
window.WebSocket = class extends Unbroken {
  constructor(...named) { super(...named); window.lines.push(this); }
};
"""


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


def test_a_line_that_breaks_is_no_restart(page: Page, sample_app: RunningApp) -> None:
    page.add_init_script(_LINES_THAT_BREAK)
    opened(page, sample_app / "?period=last_7_days")
    with one_run(page):
        page.evaluate("window.lines.at(-1).close()")
    settled(page)

    told(page, LAST_7)
    expect(page.get_by_test_id("stMain")).not_to_contain_text("Hazelboard was restarted")


def test_the_reason_of_an_issue_outlives_a_restart_which_is_told_and_is_recorded_with_it(
    watched_page: tuple[Page, Watched], tmp_path: Path
) -> None:
    page, database = watched_page[0], f"sqlite:///{tmp_path / 'records.db'}"
    records = open_records(Settings(database_url=SecretStr(database)))
    enter(records, report("r-before", days("2026-05-01", "2026-05-20")), "plat_tiny")
    records.close()
    dataset = str(tiny.write_tiny(tmp_path / "data"))
    with restartable_app(tmp_path / "log", ONEHAZEL_DATASET=dataset, HAZELBOARD_DATABASE_URL=database) as (
        app,
        restart,
    ):
        opened(page, app / "billing?period=custom&from=2026-05-10&to=2026-05-22")
        pressed(page, "Issue")
        for key, words in (("person_name", "Ben"), ("overlap_reason", "Asked for by the operator")):
            typed(page, key).fill(words)
            with one_run(page):
                typed(page, key).press("Enter")
        with one_run(page):
            page.locator(".st-key-overlap_confirmed label").click()
        restart()
        told(page, "Hazelboard was restarted. This page is drawn anew")
        settled(page)

        expect(typed(page, "overlap_reason")).to_have_value("Asked for by the operator")
        expect(page.locator(".st-key-overlap_confirmed input")).to_be_checked()
        pressed(page, "Issue this report")
        told(page, "Issued as number 2 by Ben")


def typed(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input")


def pressed(page: Page, name: str) -> None:
    with one_run(page):
        page.get_by_role("button", name=name, exact=True).click()

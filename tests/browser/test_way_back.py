"""Back and Forward lead to what was there: one step a choice, one step a view, also while the server is slow."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from scripts.platform_api.faults import Fault
from tests.browser.app_process import RunningApp
from tests.browser.held import held
from tests.browser.views import (
    OPERATOR_ID,
    TALL_ROW,
    asked_anew,
    choose,
    expect_heading,
    linked,
    one_run,
    opened,
    press_first_row,
    refresh_button,
    settled,
    told,
    waits_for_link,
)
from tests.conftest import Served, Stage

LAST_7 = "15 – 21 Nov 2026, both days included, UTC"
LAST_28 = "25 Oct – 21 Nov 2026, both days included, UTC"
LAST_84 = "30 Aug – 21 Nov 2026, both days included, UTC"
NOVEMBER = "1 – 21 Nov 2026, both days included, UTC"
PHONE = ViewportSize(width=390, height=844)

_HELD_BACK = """
window.heldBack = null;
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  addEventListener(kind, listener, ...more) {
    const late = event => window.heldBack ? window.heldBack.push(() => listener(event)) : listener(event);
    super.addEventListener(kind, kind === 'message' ? late : listener, ...more);
  }
};
"""
"""A line as slow as a test wants it: what the server says waits in `heldBack` until it is let through."""
_HOLD = "() => { window.heldBack = []; }"
_WAITING = "() => window.heldBack.length > 0"
_LET_THROUGH = "() => { const waiting = window.heldBack; window.heldBack = null; waiting.forEach(say => say()); }"


def steps(page: Page) -> int:
    """How many entries the history of this tab has."""
    length: int = page.evaluate("history.length")
    return length


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="App pages").get_by_role("link", name=name).click()
    expect_heading(page, name)


def back(page: Page) -> None:
    page.go_back(wait_until="commit")


def forward(page: Page) -> None:
    page.go_forward(wait_until="commit")


def search(page: Page, words: str) -> None:
    page.locator(".st-key-choose_q input").fill(words)
    page.locator(".st-key-choose_q input").press("Enter")
    waits_for_link(page, q=[words])


def shows_period(page: Page, title: str) -> None:
    expect(page.locator(".st-key-choose_period input")).to_have_value(title)


def at(page: Page, path: str, days: str, **link: list[str]) -> None:
    """Wait until page and address both say the same: this path, these days, exactly this link."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    waits_for_link(page, **link)
    told(page, days)
    settled(page)
    told(page, days)
    assert (urlsplit(page.url).path, linked(page)) == (path, link)


def test_back_after_the_first_change_of_period_shows_the_period_before(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app.url)
    at(page, "/", LAST_28)
    before = steps(page)
    choose(page, "period", "Last 7 days")
    at(page, "/", LAST_7, period=["last_7_days"])
    assert steps(page) == before + 1

    back(page)

    at(page, "/", LAST_28)
    shows_period(page, "Last 28 days")


def test_each_change_of_period_is_a_step_back_and_a_step_forward(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "billing?period=last_84_days")
    choose(page, "period", "Last 7 days")
    at(page, "/billing", LAST_7, period=["last_7_days"])
    choose(page, "period", "This month")
    at(page, "/billing", NOVEMBER, period=["this_month"])

    back(page)
    at(page, "/billing", LAST_7, period=["last_7_days"])
    back(page)
    at(page, "/billing", LAST_84, period=["last_84_days"])
    shows_period(page, "Last 84 days")

    forward(page)
    at(page, "/billing", LAST_7, period=["last_7_days"])
    forward(page)
    at(page, "/billing", NOVEMBER, period=["this_month"])
    shows_period(page, "This month")


def test_a_range_of_days_is_one_step(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "billing?period=last_7_days")
    before = steps(page)
    choose(page, "period", "Custom range")
    at(page, "/billing", LAST_7, **{"period": ["custom"], "from": ["2026-11-15"], "to": ["2026-11-21"]})
    assert steps(page) == before + 1

    back(page)
    at(page, "/billing", LAST_7, period=["last_7_days"])
    shows_period(page, "Last 7 days")


def test_the_menu_takes_the_period_along_and_each_view_is_one_step(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app.url)
    choose(page, "period", "Last 7 days")
    at(page, "/", LAST_7, period=["last_7_days"])
    before = steps(page)
    for view in ("Operators", "Connectors", "Billing"):
        menu(page, view)
        at(page, f"/{view.lower()}", LAST_7, period=["last_7_days"])
    assert steps(page) == before + 3

    back(page)
    at(page, "/connectors", LAST_7, period=["last_7_days"])
    back(page)
    at(page, "/operators", LAST_7, period=["last_7_days"])
    back(page)
    at(page, "/", LAST_7, period=["last_7_days"])
    back(page)
    at(page, "/", LAST_28)


def test_a_row_opens_its_operator_in_one_step_and_back_finds_the_filters_again(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / "operators?period=last_7_days&q=saltmarsh")
    before = steps(page)
    press_first_row(page, "Operators, most at stake first", left=70, row=TALL_ROW)
    expect_heading(page, "Saltmarsh Racing")
    assert steps(page) == before + 1
    choose(page, "period", "This month")
    at(page, "/operator", NOVEMBER, id=[OPERATOR_ID], period=["this_month"])

    back(page)
    at(page, "/operator", LAST_7, id=[OPERATOR_ID], period=["last_7_days"])
    back(page)
    at(page, "/operators", LAST_7, period=["last_7_days"], q=["saltmarsh"])
    told(page, "1 of 60 operators")


def test_the_operator_ranked_next_is_what_the_address_says(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / f"operator?id={OPERATOR_ID}")
    page.get_by_role("navigation", name="Ranked next").get_by_role("link", name="Vesper Tables").click()
    expect_heading(page, "Vesper Tables")
    waits_for_link(page, id=["op_vesper"])

    page.reload(wait_until="commit")
    expect_heading(page, "Vesper Tables")
    back(page)
    expect_heading(page, "Saltmarsh Racing")


def test_each_filter_is_one_step(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "operators")
    before = steps(page)
    search(page, "lantern")
    told(page, "2 of 60 operators")
    search(page, "saltmarsh")
    told(page, "1 of 60 operators")
    assert steps(page) == before + 2

    back(page)
    told(page, "2 of 60 operators")
    expect(page.locator(".st-key-choose_q input")).to_have_value("lantern")
    back(page)
    told(page, "60 of 60 operators")
    assert linked(page) == {}
    forward(page)
    told(page, "2 of 60 operators")
    waits_for_link(page, q=["lantern"])


@pytest.mark.parametrize(
    ("path", "tab"),
    [("connectors?view=Adoption", "Adoption"), ("billing?billing_view=Issued", "Issued")],
    ids=["connectors", "billing"],
)
def test_back_from_another_view_finds_the_tab_that_was_open(
    page: Page, sample_app: RunningApp, path: str, tab: str
) -> None:
    opened(page, sample_app / path)
    before = steps(page)
    menu(page, "Settings")
    assert steps(page) == before + 1

    back(page)

    page.wait_for_url(f"**/{path}")
    expect(page.get_by_role("tab", selected=True)).to_have_text(tab)


def test_opening_a_connector_is_one_step_and_back_finds_the_list(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "connectors?find=stripe-eu")
    before = steps(page)
    press_first_row(page, "Connectors by gateway requests, largest first", left=24)
    expect(page.get_by_role("heading", name="Stripe")).to_be_visible()
    assert steps(page) == before + 1

    back(page)
    waits_for_link(page, find=["stripe-eu"])
    told(page, "1 of ")
    expect(page.get_by_role("heading", name="Stripe")).to_have_count(0)


def test_a_link_that_names_nothing_shows_the_usual_choices_and_is_left_as_it_is(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / "operators?period=no_such&plan=platinum&rule=patience%3A3&since=never")
    before = steps(page)
    told(page, "the period “no_such”, which does not exist")
    with one_run(page):
        page.get_by_role("button", name="Link").click()
    assert steps(page) == before
    assert linked(page) == {"period": ["no_such"], "plan": ["platinum"], "rule": ["patience:3"], "since": ["never"]}


def test_the_menu_is_a_landmark_whose_links_carry_the_period_and_mark_the_page(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / "operators?period=last_7_days&plan=grow")
    links = page.get_by_role("navigation", name="App pages").get_by_role("link")
    expect(links).to_have_count(5)
    assert [link.get_attribute("href") for link in links.all()] == [
        f"./{path}?period=last_7_days" for path in ("", "operators", "connectors", "billing", "settings")
    ]
    assert [link.get_attribute("aria-current") for link in links.all()] == [None, "page", None, None, None]

    links.filter(has_text="Billing").focus()
    page.keyboard.press("Enter")
    expect_heading(page, "Billing")
    expect(links.filter(has_text="Billing")).to_have_attribute("aria-current", "page")
    expect(links.filter(has_text="Billing")).to_be_focused()


def test_on_a_phone_the_menu_makes_way_for_the_view(page: Page, sample_app: RunningApp) -> None:
    page.set_viewport_size(PHONE)
    opened(page, sample_app.url)
    page.get_by_role("button", name="Open sidebar").or_(page.get_by_test_id("stExpandSidebarButton")).first.click()
    menu(page, "Billing")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_a_change_that_arrives_after_the_step_back_does_not_stay_in_the_address(
    page: Page, sample_app: RunningApp
) -> None:
    page.add_init_script(_HELD_BACK)
    opened(page, sample_app / "billing?period=last_84_days")
    choose(page, "period", "This month")
    at(page, "/billing", NOVEMBER, period=["this_month"])
    page.evaluate(_HOLD)
    choose(page, "period", "Last 7 days")
    page.wait_for_function(_WAITING)

    back(page)
    page.evaluate(_LET_THROUGH)

    at(page, "/billing", LAST_84, period=["last_84_days"])
    shows_period(page, "Last 84 days")


def test_a_choice_made_before_the_last_one_arrived_keeps_both(page: Page, sample_app: RunningApp) -> None:
    page.add_init_script(_HELD_BACK)
    opened(page, sample_app / "operators")
    page.evaluate(_HOLD)
    page.locator(".st-key-choose_q input").fill("lantern")
    page.locator(".st-key-choose_q input").press("Enter")
    page.wait_for_function(_WAITING)
    choose(page, "period", "Last 7 days")
    page.evaluate(_LET_THROUGH)

    at(page, "/operators", LAST_7, q=["lantern"], period=["last_7_days"])
    told(page, "2 of 60 operators")


MAY = "1 – 31 May 2026, both days included, UTC"
IN_MAY = {"period": ["custom"], "from": ["2026-05-01"], "to": ["2026-05-31"]}
MAY_LINK = "period=custom&from=2026-05-01&to=2026-05-31"
SLOW = Fault("delay", seconds=3)


@pytest.fixture
def slow_platform(tiny_platform: Served) -> Iterator[Served]:
    """The platform behind `api_app`; it is quick again when the test ends."""
    yield tiny_platform
    tiny_platform.state.faults = []


def test_back_while_the_platform_is_asked_for_another_period(
    page: Page, api_app: RunningApp, tiny_platform: Served, stage: tuple[Stage, str]
) -> None:
    opened(page, api_app / f"billing?{MAY_LINK}")
    asked_anew(page, tiny_platform)
    with held(stage[0]) as platform:
        choose(page, "period", "Last 7 days")
        waits_for_link(page, period=["last_7_days"])
        platform.wait_until_asked(page)
        back(page)

    at(page, "/billing", MAY, **IN_MAY)
    shows_period(page, "Custom range")


def test_two_quick_steps_back_while_the_platform_is_slow(
    page: Page, api_app: RunningApp, tiny_platform: Served, stage: tuple[Stage, str]
) -> None:
    opened(page, api_app / f"billing?{MAY_LINK}")
    asked_anew(page, tiny_platform)
    for title, preset in (("Last 7 days", "last_7_days"), ("This month", "this_month")):
        choose(page, "period", title)
        waits_for_link(page, period=[preset])
        settled(page)
    with held(stage[0]) as platform:
        refresh_button(page).click()
        platform.wait_until_asked(page)
        back(page)
        back(page)

    at(page, "/billing", MAY, **IN_MAY)
    shows_period(page, "Custom range")
    forward(page)
    waits_for_link(page, period=["last_7_days"])
    shows_period(page, "Last 7 days")
    settled(page)
    assert linked(page) == {"period": ["last_7_days"]}


def test_back_while_another_view_is_loading(page: Page, api_app: RunningApp, slow_platform: Served) -> None:
    opened(page, api_app / f"billing?{MAY_LINK}")
    asked_anew(page, slow_platform)
    slow_platform.state.faults = [SLOW]
    page.get_by_role("navigation", name="App pages").get_by_role("link", name="Connectors").click()
    page.wait_for_url("**/connectors?*")

    back(page)

    expect_heading(page, "Billing")
    at(page, "/billing", MAY, **IN_MAY)
    forward(page)
    expect_heading(page, "Connectors")
    at(page, "/connectors", MAY, **IN_MAY)

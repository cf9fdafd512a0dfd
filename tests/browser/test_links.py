"""Period and filters live in the link: a reload, a bookmark and another view show the same days."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.app_process import RunningApp
from tests.browser.views import (
    choose,
    linked,
    opened,
    press_first_row,
    settled,
    table_rows,
    told,
    waits_for_link,
)

LAST_7 = "15 – 21 Nov 2026, both days included, UTC · compared with 8 – 14 Nov 2026"
LAST_28 = "25 Oct – 21 Nov 2026, both days included, UTC · compared with 27 Sep – 24 Oct 2026"
MARCH = "3 – 9 Mar 2026, both days included, UTC · compared with 24 Feb – 2 Mar 2026"
WIDE_ENOUGH_FOR_ALL_COLUMNS = ViewportSize(width=2700, height=900)
CUSTOM = "period=custom&from=2026-03-03&to=2026-03-09"


def reloaded(page: Page) -> Page:
    page.reload(wait_until="commit")
    return settled(page)


def test_a_chosen_period_is_in_the_link_and_a_reload_keeps_it(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app.url)
    told(page, LAST_28)
    choose(page, "period", "Last 7 days")
    told(page, LAST_7)
    waits_for_link(page, period=["last_7_days"])

    reloaded(page)

    told(page, LAST_7)
    assert linked(page) == {"period": ["last_7_days"]}


def test_a_custom_range_comes_from_the_link_and_a_reload_keeps_it(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / f"billing?{CUSTOM}")
    told(page, MARCH)

    reloaded(page)

    told(page, MARCH)
    assert linked(page) == {"period": ["custom"], "from": ["2026-03-03"], "to": ["2026-03-09"]}


def test_filters_search_and_measure_come_from_the_link_and_a_reload_keeps_them(
    page: Page, sample_app: RunningApp
) -> None:
    query = (
        "measure=events_ingested&order=value&status=active&plan=grow&plan=scale&industry=igaming&q=an"
        "&rule=inactive_days%3A17"
    )
    page.set_viewport_size(WIDE_ENOUGH_FOR_ALL_COLUMNS)
    for _ in range(2):
        opened(page, sample_app / f"operators?{query}")
        told(page, "largest first; rank and share by Events ingested, of the whole platform")
        rows = table_rows(page, "Operators, largest first")
        assert {row["Status"] for row in rows} == {"Active"}
        assert {row["Plan"] for row in rows} == {"Grow", "Scale"}
        assert {row["Industry"] for row in rows} == {"igaming"}
        assert all("an" in f"{row['Operator']} {row['Id']} {row['Contact']}".lower() for row in rows)
        expect(page.locator(".st-key-choose_q input")).to_have_value("an")
        assert linked(page) == parse_qs(query)


def test_a_filter_chosen_by_hand_is_in_the_link(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "operators")
    page.locator(".st-key-choose_q input").fill("lantern")
    page.locator(".st-key-choose_q input").press("Enter")
    told(page, "2 of 60 operators")
    waits_for_link(page, q=["lantern"])

    page.get_by_test_id("stMain").get_by_role("radio", name=re.compile("^Healthy")).click()
    waits_for_link(page, q=["lantern"], state=["healthy"])
    reloaded(page)

    rows = table_rows(page, "Operators, most at stake first")
    assert [row["Operator"] for row in rows] == ["Lucky Lantern", "Lucky Lantern"]


def test_the_link_to_copy_has_fixed_dates_and_keeps_the_filters(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "operators?period=last_7_days&plan=grow&plan=scale&q=a%26b")
    page.get_by_role("button", name="Link").click()

    copied = page.get_by_test_id("stCode").text_content() or ""

    assert copied.startswith(f"{sample_app.url}/operators?")
    assert parse_qs(urlsplit(copied.strip()).query) == {
        "period": ["custom"],
        "from": ["2026-11-15"],
        "to": ["2026-11-21"],
        "plan": ["grow", "scale"],
        "q": ["a&b"],
    }


def test_a_row_opens_its_connector_and_its_operators(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "connectors?period=last_7_days&find=stripe-eu")
    press_first_row(page, "Connectors by gateway requests, largest first", left=24)

    expect(page.get_by_role("heading", name="Stripe")).to_be_visible()
    page.wait_for_url(re.compile("connector=stripe-eu"))
    assert linked(page)["period"] == ["last_7_days"]

"""Period and filters live in the link: a reload, a bookmark and another view show the same days."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.app_process import RunningApp
from tests.browser.views import (
    OPERATOR_ID,
    TALL_ROW,
    choose,
    expect_heading,
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


def test_a_period_is_kept_when_the_view_changes_and_the_way_back_leads_to_the_view_before(
    page: Page, sample_app: RunningApp
) -> None:
    opened(page, sample_app / f"?{CUSTOM}")
    told(page, MARCH)

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Billing").click()
    expect_heading(page, "Billing")
    told(page, MARCH)
    waits_for_link(page, **{"period": ["custom"], "from": ["2026-03-03"], "to": ["2026-03-09"]})

    page.go_back()
    expect_heading(page, "Overview")
    told(page, MARCH)


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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("period=custom&from=2026-03-09&to=2026-03-03", "from “2026-03-09” to “2026-03-03”"),
        ("period=custom&from=soon&to=2026-03-03", "from “soon” to “2026-03-03”"),
        ("period=last_year", "the period “last_year”, which does not exist"),
    ],
    ids=["reversed", "unreadable", "unknown preset"],
)
def test_a_period_that_a_link_cannot_mean_is_told_and_the_usual_one_shown(
    page: Page, sample_app: RunningApp, query: str, words: str
) -> None:
    opened(page, sample_app / f"?{query}")

    alert = page.get_by_test_id("stMain").get_by_test_id("stAlert")
    expect(alert).to_contain_text(words)
    expect(alert).to_contain_text("Shown: the last 28 days.")
    told(page, LAST_28)


def test_a_filters_value_that_is_no_option_any_more_is_told(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "operators?plan=platinum")

    alert = page.get_by_test_id("stMain").get_by_test_id("stAlert")
    expect(alert).to_contain_text("The link asks for plan “platinum”, which is not there now.")
    told(page, "60 of 60 operators")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("operator?id=op_nobody", "There is no operator with the id “op_nobody” on this platform."),
        ("operator", "No operator is chosen. Open one from Operators."),
        ("connectors?connector=nothing", "There is no connector “nothing” on this platform."),
    ],
)
def test_a_link_to_something_that_is_not_there_is_told_within_the_frame_of_the_app(
    page: Page, sample_app: RunningApp, path: str, words: str
) -> None:
    opened(page, sample_app / path)

    expect(page.get_by_test_id("stMain").get_by_test_id("stAlert")).to_contain_text(words)
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Data as of 21 Nov 2026")


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


def test_a_row_opens_its_operator_and_the_period_goes_along(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "operators?period=last_7_days&q=saltmarsh")
    press_first_row(page, "Operators, most at stake first", left=70, row=TALL_ROW)

    expect_heading(page, "Saltmarsh Racing")
    told(page, LAST_7)
    waits_for_link(page, id=[OPERATOR_ID], period=["last_7_days"])


def test_a_row_opens_its_connector_and_its_operators(page: Page, sample_app: RunningApp) -> None:
    opened(page, sample_app / "connectors?period=last_7_days&find=stripe-eu")
    press_first_row(page, "Connectors by gateway requests, largest first", left=24)

    expect(page.get_by_role("heading", name="Stripe")).to_be_visible()
    page.wait_for_url(re.compile("connector=stripe-eu"))
    assert linked(page)["period"] == ["last_7_days"]

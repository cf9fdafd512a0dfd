"""A deep link as the very first request of a fresh server: the router must have run, whatever file the link names.

With a folder `pages/` beside the main script Streamlit would serve `pages/<stem>.py` alone (see app.py): no sidebar facts, no
word mark, every file in the navigation. One file whose stem is a route, and one whose stem is none, stand for all.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data_access.settings import SAMPLE
from tests.browser.app_process import ROOT, running_app
from tests.browser.views import Watched, expect_heading

HEADINGS = {"settings": "Settings", "operator_detail": "Overview"}
"""What a stem shows: its view where it is a route too, else the first page."""
NO_SUCH_PAGE = "The page that you have requested does not seem to exist. Running the app's main page."
"""Streamlit says so in the console, too."""


@pytest.mark.parametrize("stem", HEADINGS)
def test_the_first_request_of_a_fresh_server_may_be_any_deep_link(
    watched_page: tuple[Page, Watched], tmp_path: Path, stem: str
) -> None:
    page, watched = watched_page
    assert (ROOT / "pages" / f"{stem}.py").is_file()
    with running_app(tmp_path / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(SAMPLE)) as app:
        page.goto(app / stem, wait_until="commit")

        expect_heading(page, HEADINGS[stem])
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar).to_contain_text("Data as of 21 Nov 2026")
        expect(sidebar.get_by_role("img", name="Logo")).to_be_visible()
        assert page.get_by_test_id("stSidebarNavLink").locator("p").all_text_contents() == [
            "Overview",
            "Operators",
            "Connectors",
            "Billing",
            "Settings",
        ]
        assert [error for error in watched.errors if NO_SUCH_PAGE not in error] == []
        assert "Traceback" not in app.log.read_text()

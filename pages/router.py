"""The main script: which pages there are, and what frames each of them."""

from pathlib import Path

import streamlit as st

from dashboard.ui.frame import chrome
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.gate import gate
from dashboard.ui.frame.newer import newer_figures
from dashboard.ui.frame.unknown import unknown_now
from dashboard.ui.page import links, pinned, state
from data_access import one_page

HERE = Path(__file__).parent


def page(file: str, title: str, icon: str, url_path: str, *, default: bool = False, hidden: bool = False) -> st.Page:
    return st.Page(
        HERE / file,
        title=title,
        icon=f":material/{icon}:",
        url_path=url_path,
        default=default,
        visibility="hidden" if hidden else "visible",
    )


chrome.page_frame()
pages = [
    page("overview.py", "Overview", "space_dashboard", "overview", default=True),
    page("operators.py", "Operators", "groups", "operators"),
    page("operator_detail.py", "Operator", "person", "operator", hidden=True),
    page("connectors.py", "Connectors", "cable", "connectors"),
    page("billing.py", "Billing", "receipt_long", "billing"),
    page("settings.py", "Settings", "tune", "settings"),
]
chosen = st.navigation(pages, position="hidden")
state.settle_link(links.brought_along)
links.menu(pages, chosen)
facts = st.sidebar.container(gap="xsmall")
with gate(chosen.title), one_page():
    pinned.begin_run(chosen.url_path)
    with told("page"):
        newer_figures()
        notes = st.container()
        chosen.run()
        with notes:
            unknown_now()
    with facts:
        chrome.sidebar_facts()
pinned.end_run()

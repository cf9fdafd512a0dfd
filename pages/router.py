"""The main script: which pages there are, and what frames each of them."""

from pathlib import Path

import streamlit as st

from dashboard.ui import chrome, data
from dashboard.ui.failure import told
from dashboard.ui.gate import gate
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
data.begin_run()
chosen = st.navigation(
    [
        page("overview.py", "Overview", "space_dashboard", "overview", default=True),
        page("operators.py", "Operators", "groups", "operators"),
        page("operator_detail.py", "Operator", "person", "operator", hidden=True),
        page("connectors.py", "Connectors", "cable", "connectors"),
        page("billing.py", "Billing", "receipt_long", "billing"),
        page("settings.py", "Settings", "tune", "settings"),
    ]
)
facts = st.sidebar.container(gap="xsmall")
with gate(chosen.title), one_page():
    with told("page"):
        chosen.run()
    with facts:
        chrome.sidebar_facts()

"""The least that a select box and a change of page can cost in Streamlit: what the filters are compared with."""

import streamlit as st


def one_tile() -> None:
    """A tile that shows what the select box chose."""
    chosen = st.selectbox("Period", ["Last 28 days", "Last 84 days"])
    st.metric("Chosen", {"Last 28 days": "28", "Last 84 days": "84"}[chosen])


def empty() -> None:
    """A page to change to."""
    st.title("Empty")


st.navigation(
    [st.Page(one_tile, title="Overview", default=True), st.Page(empty, title="Billing", url_path="billing")]
).run()

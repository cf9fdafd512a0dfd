"""Verify: drop a pack or one of its files, and learn whether it is the one that was issued."""

import streamlit as st

from dashboard.exports.verify.verdict import Kind, Verdict
from dashboard.ui.frame.failure import told
from dashboard.ui.page import records, state
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import plain

_WORDS: dict[Kind, str] = {
    "issued": "Issued",
    "same": "The same report, at another time",
    "altered": "Altered",
    "incomplete": "Incomplete",
    "unknown": "Unknown",
    "whole": "Whole, but not issued here",
}


@st.fragment
@told("verify")
def verify_card() -> None:
    """A file in, a verdict out; where it differs from what was issued: file, row, column, both values."""
    card_title("Is this the one that was sent?")
    st.caption(
        "Drop a pack, or one of its files: lines.csv, operators.csv, totals.csv, report.xlsx, report.html or manifest.json. "
        "Nothing of it is kept."
    )
    dropped = st.file_uploader(
        "File to verify",
        type=["zip", "csv", "xlsx", "html", "json"],
        key=state.widget_key("verify"),
        label_visibility="collapsed",
    )
    if dropped is None:
        if state.chosen("verify") is not None:
            st.warning(
                "Hazelboard was restarted and no longer has this file: drop it again.", icon=":material/restart_alt:"
            )
        return
    with st.spinner("Comparing with what was issued"):
        _verdict(records.verdict(dropped.name, dropped.getvalue()))


def _verdict(found: Verdict) -> None:
    words = f"**{_WORDS[found.kind]}**: {plain(found.words)}"
    if found.kind == "issued":
        st.success(words, icon=":material/verified:")
    elif found.kind == "same":
        st.info(words, icon=":material/verified:")
    elif found.kind in ("altered", "incomplete"):
        st.error(words, icon=":material/report:")
    else:
        st.warning(words, icon=":material/help:")
    if found.differences.height:
        tables.table(
            found.differences,
            {
                "file": tables.text("File", 130),
                "row": tables.count("Row", 70),
                "column": tables.text("Column", 140),
                "issued": tables.text("Issued", 220),
                "found": tables.text("Found", 220),
            },
            key="verify_differences",
            alt="Where the file differs from what was issued",
            rows=10,
        )

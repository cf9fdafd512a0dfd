"""A mistake of ours: the log gets the traceback, the reader a number to report."""

import logging
import secrets

import streamlit as st

_LOG = logging.getLogger(__name__)


def told(error: Exception) -> bool:
    """Log `error` under a number and show that number in place of a traceback."""
    number = secrets.token_hex(4)
    _LOG.error("Failure %s", number, exc_info=error)
    st.error(
        f"Nothing was lost. Reload the page; if it stays, tell whoever runs Hazelboard the number **{number}**: "
        "the log says more.",
        title="This view failed",
        icon=":material/error:",
    )
    return True

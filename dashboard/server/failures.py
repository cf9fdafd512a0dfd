"""A mistake of ours: the log gets the traceback, the reader a number to report."""

import logging
import secrets

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from dashboard.server.headers import SECURITY

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


async def answered(request: Request, _error: Exception) -> PlainTextResponse:
    """What is sent where an answer could not be made; Starlette raises the error again, and the server logs it.

    It is sent from outside every middleware, so it brings the security headers itself.
    """
    number = secrets.token_hex(4)
    _LOG.error("Failure %s: %s %.200r", number, request.method, request.url.path)
    words = f"This failed. Tell whoever runs Hazelboard the number {number}: the log says more.\n"
    return PlainTextResponse(words, 500, headers=dict(SECURITY))

"""A line as slow as a test wants it: what the server says waits until it is let through."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

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
_HOLD = "() => { window.heldBack = []; }"
_WAITING = "() => window.heldBack.length > 0"
_LET_THROUGH = "() => { const waiting = window.heldBack; window.heldBack = null; waiting.forEach(say => say()); }"


def can_be_slow(page: Page) -> Page:
    """`page`, whose line can be held back once it is opened."""
    page.add_init_script(_HELD_BACK)
    return page


@contextmanager
def held_back(page: Page) -> Iterator[None]:
    """What the server says meanwhile reaches the page at the end."""
    page.evaluate(_HOLD)
    yield
    page.evaluate(_LET_THROUGH)


def server_has_answered(page: Page) -> None:
    """Wait until something of the server waits in the line."""
    page.wait_for_function(_WAITING)

"""A platform that thinks for exactly as long as a test needs it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from anyio import to_thread
from playwright.sync_api import Page
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.conftest import Stage


class Held:
    """The platform, which answers no report until it may."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._may, self._is_asked = app, Event(), Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/usage/report"):
            self._is_asked.set()
            await to_thread.run_sync(self._may.wait)
        await self._app(scope, receive, send)

    def wait_until_asked(self, page: Page) -> None:
        """Returns once a report is waited for; the page goes on meanwhile."""
        while not self._is_asked.is_set():
            page.wait_for_timeout(20)

    def answer(self) -> None:
        """From now on every report is answered, those that wait too."""
        self._may.set()


@contextmanager
def held(stage: Stage) -> Iterator[Held]:
    """Held within; answered afterwards."""
    platform = stage.app = Held(stage.app)
    try:
        yield platform
    finally:
        platform.answer()

"""How long one page may wait for a platform that asks to come back later, whatever it asks (contract: 20 s in all)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PAGE_SECONDS = 20.0
MOST_JITTER = 0.5


@dataclass(slots=True)
class Budget:
    """The waiting between tries, in seconds, that is left. Reading itself is not counted."""

    left: float = PAGE_SECONDS

    def spent_on(self, wait: float, jitter: float) -> float | None:
        """Takes `wait` seconds and some of `jitter` (0..1) off, and tells how long to wait; None when that is too long.

        Jitter only adds: to come back before the time that was told is to be refused again.
        """
        if wait > self.left:
            return None
        waited = min(wait + jitter * MOST_JITTER, self.left)
        self.left -= waited
        return waited


_of_page: ContextVar[Budget | None] = ContextVar("budget of the page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """All questions asked inside, in this thread, share one budget."""
    token = _of_page.set(Budget())
    try:
        yield
    finally:
        _of_page.reset(token)


def waiting_budget() -> Budget:
    """The page's budget, or a new one for a question that no page asks."""
    return _of_page.get() or Budget()

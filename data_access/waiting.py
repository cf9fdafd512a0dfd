"""How long a page or a sync may wait for a platform that asks to come back later, and how long a question may take.

Contract: a page waits 20 s in all; a sync as told, up to 15 minutes a wait. One question, with every try, page and
wait of it, is over after three minutes for a page, after an hour for a sync: whoever asks gets an answer or an error.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PAGE_SECONDS = 20.0
SYNC_SECONDS = 15 * 60.0
PAGE_QUESTION_SECONDS = 3 * 60.0
SYNC_QUESTION_SECONDS = 60 * 60.0
MOST_JITTER = 0.5


@dataclass(slots=True)
class Budget:
    """The waiting between tries, in seconds, that is `left`; reading itself is not counted there.

    `question_seconds`: how long each question may take in all, reading and waiting.
    """

    left: float = PAGE_SECONDS
    question_seconds: float = PAGE_QUESTION_SECONDS

    def spent_on(self, wait: float, jitter: float) -> float | None:
        """Takes `wait` seconds and some of `jitter` (0..1) off, and tells how long to wait; None when that is too long.

        Jitter only adds: to come back before the time that was told is to be refused again.
        """
        if wait > self.left:
            return None
        waited = min(wait + jitter * MOST_JITTER, self.left)
        self.left -= waited
        return waited

    def wait(self, seconds: float, sleep: Callable[[float], None]) -> bool:
        """Wait by `sleep`; whether to ask again afterwards."""
        sleep(seconds)
        return True


@dataclass(slots=True)
class SyncBudget(Budget):
    """Every single wait may take `left` seconds. Nothing is used up, so that threads may share it.

    `waits` does the waiting, so that it can be shown and given up: it tells whether to ask again.
    """

    left: float = SYNC_SECONDS
    question_seconds: float = SYNC_QUESTION_SECONDS
    waits: Callable[[float], bool] = lambda _: True

    def spent_on(self, wait: float, jitter: float) -> float | None:
        """How long to wait; None when that is too long."""
        return None if wait > self.left else wait + jitter * MOST_JITTER

    def wait(self, seconds: float, sleep: Callable[[float], None]) -> bool:  # noqa: ARG002  it cannot be given up
        """Wait as the sync does; whether to ask again afterwards."""
        return self.waits(seconds)


_of_page: ContextVar[Budget | None] = ContextVar("budget of the page", default=None)


def one_page() -> AbstractContextManager[None]:
    """All questions asked inside, in this thread, share one budget."""
    return spending(Budget())


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """All questions asked inside, in this thread, take their waits from `budget`."""
    token = _of_page.set(budget)
    try:
        yield
    finally:
        _of_page.reset(token)


def waiting_budget() -> Budget:
    """The page's budget, or a new one for a question that no page asks."""
    return _of_page.get() or Budget()

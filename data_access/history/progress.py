"""How far a sync is, as a frozen value for whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` days are read. `rate` = days a second so far, None before the first.

    `step` says in words what goes on. `waiting_until` (UTC): OneHazel asked to come back then; None while it answers.
    """

    step: str
    done: int
    total: int
    rate: float | None = None
    waiting_until: datetime | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long the days to come take at this rate, without waits that are told later; None while not known."""
        return None if not self.rate else (self.total - self.done) / self.rate


Watcher = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Show nothing."""


def never() -> bool:
    """Not cancelled."""
    return False

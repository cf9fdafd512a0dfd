"""Whose turn it is: runs that start together share one interpreter, and all of them are late together.

So one goes at a time and the others stand in line, first come, first served. A run steps aside while it waits for
somebody else (`waiting`), and a turn that takes longer than `longest` counts no more: whoever hangs stops nobody.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, local

_SILENT, _PAUSE = 0.25, 2.0
"""Seconds in line before anything is said, and between two words."""


class Turns:
    """One line; see the module. A turn belongs to the thread that takes it."""

    def __init__(
        self, *, at_once: int = 1, longest: float = 3.0, silent: float = _SILENT, pause: float = _PAUSE
    ) -> None:
        """`at_once` turns of at most `longest` seconds; `turn` speaks after `silent` and then every `pause` seconds."""
        self._at_once, self._longest, self._silent, self._pause = at_once, longest, silent, pause
        self._lock = Lock()
        self._returning: deque[Event] = deque()
        self._line: deque[Event] = deque()
        self._going: dict[Event, float] = {}
        self._mine = local()

    @contextmanager
    def turn(self, in_line: Callable[[int], None]) -> Iterator[None]:
        """Wait in line, then have the turn until the block ends. Inside a turn of the same thread: at once.

        While it waits, `in_line` is told again and again how many come first; what it raises leaves the line.
        """
        if hasattr(self._mine, "ticket"):
            yield
            return
        ticket = Event()
        try:
            self._join(self._line, ticket)
            self._stand(ticket, in_line)
            self._mine.ticket = ticket
            yield
        finally:
            self._leave(ticket)
            vars(self._mine).clear()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let the others go while the block waits for somebody else; afterwards be the first in line.

        Nothing that a run needs to end its turn may be held on the way out of the block: a lock belongs inside it.
        """
        ticket: Event | None = vars(self._mine).pop("ticket", None)
        if ticket is None:
            yield
            return
        self._leave(ticket)
        try:
            yield
        finally:
            ticket.clear()
            self._join(self._returning, ticket)
            while not ticket.wait(self._silent):
                self._call_next()
            self._mine.ticket = ticket

    def _stand(self, ticket: Event, in_line: Callable[[int], None]) -> None:
        pause = self._silent
        while not ticket.wait(pause):
            before = self._call_next(ticket)
            if before is not None:
                in_line(before)
            pause = self._pause

    def _join(self, line: deque[Event], ticket: Event) -> None:
        with self._lock:
            line.append(ticket)
        self._call_next()

    def _leave(self, ticket: Event) -> None:
        """Wherever the ticket stands."""
        with self._lock:
            self._going.pop(ticket, None)
            for line in (self._returning, self._line):
                if ticket in line:
                    line.remove(ticket)
        self._call_next()

    def _call_next(self, ticket: Event | None = None) -> int | None:
        """Let in whom there is room for; how many come before `ticket`, None when it stands in line no more."""
        with self._lock:
            now = time.monotonic()
            counted = sum(now - since < self._longest for since in self._going.values())
            while counted < self._at_once and (line := self._returning or self._line):
                called = line.popleft()
                self._going[called] = now
                called.set()
                counted += 1
            if ticket is None or ticket not in self._line:
                return None
            return counted + len(self._returning) + self._line.index(ticket)


_RUNS = Turns()
turn, waiting = _RUNS.turn, _RUNS.waiting
"""The turns of this process's page runs."""

"""At most four questions at once, asked in threads; a platform that asks to wait is asked one at a time afterwards.

Everything that shows or decides happens in the thread that reads the answers: the workers only ask and wait.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import Condition, Event, Lock, get_ident
from typing import Self, TypeVar

from data_access.waiting import SyncBudget, spending

LANES = 4
_GOOD_ANSWERS = 10
"""So many answers without a wait open one more lane again."""
_GLANCE_SECONDS = 0.1

Answer = TypeVar("Answer")
Question = Callable[[], Answer]


class CancelledSync(Exception):
    """The person who watches does not want it any more."""


class Asking:
    """A few workers for the questions of one sync. `glance` is called while an answer is waited for.

    `glance` is told until when OneHazel asked us to wait (None = not at all), and raises to give up.
    """

    def __init__(self, glance: Callable[[datetime | None], None]) -> None:
        """Nothing is asked yet."""
        self._glance = glance
        self._lanes = _Lanes()
        self._stop = Event()
        self._waits: dict[int, datetime] = {}
        self._waiting = Lock()
        self._budget = SyncBudget(waits=self._wait)
        self._workers = ThreadPoolExecutor(LANES, thread_name_prefix="sync")
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End all waits; after a failure do not stay for answers that nobody wants."""
        self._stop.set()
        self._lanes.open_all()
        self._workers.shutdown(wait=kind is None, cancel_futures=True)

    def answer(self, question: Question[Answer]) -> Answer:
        """The answer to one question. Raises what it raises."""
        return next(self.answers([question])).result()

    def answers(self, questions: Iterable[Question[Answer]]) -> Iterator[Future[Answer]]:
        """Each question's answer, or failure, in the order of the questions; the next ones are asked meanwhile."""
        to_come = iter(questions)
        asked = deque(self._submit(question) for question in islice(to_come, LANES))
        while asked:
            first = asked.popleft()
            while not first.done():
                self._glance(self._waiting_until())
                wait([first], _GLANCE_SECONDS)
            asked.extend(self._submit(question) for question in islice(to_come, 1))
            yield first

    def _submit(self, question: Question[Answer]) -> Future[Answer]:
        self.asked += 1
        return self._workers.submit(self._asked, question)

    def _asked(self, question: Question[Answer]) -> Answer:
        with self._lanes:
            if self._stop.is_set():
                raise CancelledSync
            with spending(self._budget):
                return question()

    def _wait(self, seconds: float) -> bool:
        """Wait in a worker, for all to see; False when the sync ends meanwhile."""
        self._lanes.narrow()
        with self._waiting:
            self._waits[get_ident()] = datetime.now(UTC) + timedelta(seconds=seconds)
        ended = self._stop.wait(seconds)
        with self._waiting:
            del self._waits[get_ident()]
        return not ended

    def _waiting_until(self) -> datetime | None:
        with self._waiting:
            return max(self._waits.values(), default=None)


class _Lanes:
    """How many may ask at once: one after a wait was asked for, and one more with every few good answers."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._open, self._busy, self._good = LANES, 0, 0

    def __enter__(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._busy < self._open)
            self._busy += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._busy -= 1
            self._good += 1
            if self._good >= _GOOD_ANSWERS and self._open < LANES:
                self._open, self._good = self._open + 1, 0
            self._changed.notify_all()

    def narrow(self) -> None:
        with self._changed:
            self._open, self._good = 1, 0

    def open_all(self) -> None:
        with self._changed:
            self._open = LANES
            self._changed.notify_all()

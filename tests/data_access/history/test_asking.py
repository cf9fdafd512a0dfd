"""Four at once, in order; after a wait one at a time; a wait ends when nobody wants the sync any more."""

from functools import partial
from threading import Barrier, BrokenBarrierError, Event, Lock

import pytest

from data_access.errors import UnexpectedAnswer
from data_access.history.asking import LANES, Asking, CancelledSync
from data_access.waiting import SYNC_SECONDS, SyncBudget, waiting_budget


def _unwatched(_):
    return None


class _Crowd:
    """Counts how many are inside at once."""

    def __init__(self):
        self.inside, self.most, self._lock = 0, 0, Lock()

    def __enter__(self):
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)

    def __exit__(self, *_):
        with self._lock:
            self.inside -= 1


def test_answers_come_in_the_order_of_the_questions():
    second_is_done = Event()

    def slow():
        return second_is_done.wait(10) and 1

    def quick():
        second_is_done.set()
        return 2

    with Asking(_unwatched) as asking:
        assert [answer.result() for answer in asking.answers([slow, quick])] == [1, 2]
        assert asking.asked == 2


def test_four_are_asked_at_once_and_never_more():
    meeting, crowd = Barrier(LANES, timeout=10), _Crowd()

    def met():
        with crowd:
            meeting.wait()

    with Asking(_unwatched) as asking:
        for answer in asking.answers([met] * (2 * LANES)):
            answer.result()
    assert crowd.most == LANES


def test_after_a_wait_one_is_asked_at_a_time():
    meeting = Barrier(2)

    def waits():
        return waiting_budget().wait(0.01, _unwatched)

    def meets_another():
        try:
            meeting.wait(0.1)
        except BrokenBarrierError:
            return False
        return True

    with Asking(_unwatched) as asking:
        assert asking.answer(waits) is True
        assert [answer.result() for answer in asking.answers([meets_another] * 4)] == [False] * 4


def test_every_question_waits_as_a_sync_may():
    with Asking(_unwatched) as asking:
        budget = asking.answer(waiting_budget)
    assert isinstance(budget, SyncBudget)


def test_a_failure_is_its_own_questions_alone():
    def fails():
        raise UnexpectedAnswer("here")

    with Asking(_unwatched) as asking:
        first, second = asking.answers([fails, partial(int, 7)])
        assert isinstance(first.exception(), UnexpectedAnswer)
        assert second.result() == 7


def test_a_wait_is_seen_and_ends_when_the_sync_is_cancelled():
    seen = []

    def glance(waiting_until):
        seen.append(waiting_until)
        if waiting_until is not None:
            raise CancelledSync

    waited = []

    def waits():
        waited.append(waiting_budget().wait(SYNC_SECONDS, _unwatched))

    with pytest.raises(CancelledSync), Asking(glance) as asking:
        asking.answer(waits)
    asking._workers.shutdown(wait=True)
    assert waited == [False]
    assert seen[-1] is not None


def test_a_sync_waits_fifteen_minutes_each_time_and_no_longer():
    budget = SyncBudget()
    assert [budget.spent_on(900, 0), budget.spent_on(900, 1), budget.spent_on(900.1, 0)] == [900, 900.5, None]

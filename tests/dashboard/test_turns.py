"""Turns: one at a time, first come, first served, and nobody who hangs, fails or leaves stops the others."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from dashboard.turns import Turns

_LONG = 30.0


class Person:
    """Takes a turn in a thread of its own, and keeps it until `leave` is set."""

    def __init__(self, turns: Turns, threads: ThreadPoolExecutor, *, fails: bool = False) -> None:
        self.in_line, self.came, self.leave = Event(), Event(), Event()
        self.told: list[int] = []
        self._turns, self._fails = turns, fails
        self.done: Future[None] = threads.submit(self._run)

    def _run(self) -> None:
        with self._turns.turn(self._tell):
            self.came.set()
            assert self.leave.wait(_LONG)
            if self._fails:
                raise ZeroDivisionError

    def _tell(self, before: int) -> None:
        self.told.append(before)
        self.in_line.set()


Arrive = Callable[..., Person]


def quick(**options: float) -> Turns:
    """A line that speaks soon and whose turns never grow old unless told otherwise."""
    return Turns(**{"silent": 0.001, "pause": 0.001, "longest": _LONG} | options)  # type: ignore[arg-type]


@pytest.fixture
def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(8)


def test_first_come_first_served_and_each_knows_how_many_come_first(threads: ThreadPoolExecutor) -> None:
    turns, people = quick(), []
    for _ in range(4):
        people.append(Person(turns, threads))
        assert (people[-1].in_line if people[1:] else people[-1].came).wait(_LONG)
    assert [person.told[0] for person in people[1:]] == [1, 2, 3]
    for person, following in zip(people, [*people[1:], None], strict=True):
        assert person.came.wait(_LONG)
        assert following is None or not following.came.is_set()
        person.leave.set()
        person.done.result(_LONG)


def test_a_line_tells_again_as_it_moves(threads: ThreadPoolExecutor) -> None:
    turns = quick()
    first, second, third = (_standing(turns, threads, first=number == 0) for number in range(3))
    first.leave.set()
    assert second.came.wait(_LONG)
    third.in_line.clear()
    assert third.in_line.wait(_LONG)
    second.leave.set()
    third.leave.set()
    third.done.result(_LONG)
    assert third.told[0] == 2
    assert third.told[-1] == 1


def _standing(turns: Turns, threads: ThreadPoolExecutor, *, first: bool) -> Person:
    person = Person(turns, threads)
    assert (person.came if first else person.in_line).wait(_LONG)
    return person


def test_a_turn_that_fails_is_over(threads: ThreadPoolExecutor) -> None:
    turns = quick()
    failing, following = _standing(turns, threads, first=True), None
    failing._fails = True
    following = _standing(turns, threads, first=False)
    failing.leave.set()
    assert following.came.wait(_LONG)
    following.leave.set()
    with pytest.raises(ZeroDivisionError):
        failing.done.result(_LONG)


def test_whoever_leaves_the_line_is_not_waited_for(threads: ThreadPoolExecutor) -> None:
    turns = quick()
    first = _standing(turns, threads, first=True)
    with pytest.raises(ConnectionResetError), turns.turn(_gone):
        pass
    last = _standing(turns, threads, first=False)
    assert last.told[0] == 1
    first.leave.set()
    assert last.came.wait(_LONG)
    last.leave.set()


def _gone(_before: int) -> None:
    raise ConnectionResetError


def test_whoever_hangs_stops_the_others_for_a_while_only(threads: ThreadPoolExecutor) -> None:
    turns = quick(longest=0.05)
    hanging = _standing(turns, threads, first=True)
    following = Person(turns, threads)
    assert following.came.wait(_LONG)
    for person in (hanging, following):
        person.leave.set()


def test_the_others_go_while_one_waits_for_somebody_else_and_it_is_next_afterwards(threads: ThreadPoolExecutor) -> None:
    turns, order = quick(), []
    with turns.turn(_never):
        second = Person(turns, threads)
        assert second.in_line.wait(_LONG)
        third = Person(turns, threads)
        assert third.in_line.wait(_LONG)
        with turns.waiting():
            assert second.came.wait(_LONG)
            threads.submit(_let_go_once_somebody_returned, turns, second)
        order.append("back")
        assert not third.came.is_set()
    assert third.came.wait(_LONG)
    third.leave.set()
    assert order == ["back"]


def _let_go_once_somebody_returned(turns: Turns, person: Person) -> None:
    while not turns._returning:
        Event().wait(0.001)
    person.leave.set()


def _never(before: int) -> None:
    raise AssertionError(f"{before} before the first")


def test_a_wait_that_fails_gives_the_turn_back_all_the_same(threads: ThreadPoolExecutor) -> None:
    turns = quick()
    with turns.turn(_never):
        with pytest.raises(ZeroDivisionError), turns.waiting():
            raise ZeroDivisionError
        following = Person(turns, threads)
        assert following.in_line.wait(_LONG)
        assert not following.came.is_set()
    assert following.came.wait(_LONG)
    following.leave.set()


def test_a_turn_within_a_turn_is_the_same_one() -> None:
    turns = quick()
    with turns.turn(_never), turns.turn(_never), turns.waiting(), turns.waiting():
        pass
    with turns.turn(_never):
        pass


def test_waiting_without_a_turn_asks_for_none(threads: ThreadPoolExecutor) -> None:
    turns = quick()
    first = _standing(turns, threads, first=True)
    with turns.waiting():
        pass
    first.leave.set()

"""What is kept, for whom, and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import polars as pl
import pytest

from dashboard.answers import keeping
from dashboard.answers.keeping import Keeping, forget_answers
from dashboard.answers.reading import Reading
from data_access import Answer, DataAccessError, Unknown

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_kept():
    forget_answers()
    yield
    forget_answers()


def test_one_asks_and_the_others_wait_for_that_answer():
    asked, together = [], Barrier(8)

    def slow(number):
        asked.append(number)
        return number * 10

    answers = Keeping(slow)

    def ask(_):
        together.wait()
        return answers(7)

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(ask, range(8))) == [70] * 8
    assert asked == [7]


def test_an_error_is_not_kept():
    told = iter([DataAccessError("not now"), 5])

    def answer():
        one = next(told)
        if isinstance(one, DataAccessError):
            raise one
        return one

    answers = Keeping(answer)
    with pytest.raises(DataAccessError):
        answers()
    assert answers() == answers() == 5


def test_an_answer_under_way_when_everything_was_forgotten_is_not_kept():
    begun, may_end, told = Event(), Event(), iter(["old", "new"])

    def answer():
        one = next(told)
        if one == "old":
            begun.set()
            may_end.wait(10)
        return one

    answers = Keeping(answer)
    with ThreadPoolExecutor(1) as somebody:
        early = somebody.submit(answers)
        begun.wait(10)
        forget_answers()
        may_end.set()
        assert early.result(10) == "old"
    assert answers() == "new"


def test_one_question_can_be_forgotten_and_the_others_stay():
    numbers = iter(range(9))
    first, second = Keeping(lambda: next(numbers)), Keeping(lambda: next(numbers))
    assert (first(), second()) == (0, 1)
    first.forget()
    assert (first(), second()) == (2, 1)


def test_a_glimpse_asks_nothing():
    asked = []
    answers = Keeping(lambda one: asked.append(one) or one)
    assert answers.glimpsed(3) is None
    assert answers(3) == answers.glimpsed(3) == 3
    assert asked == [3]


def test_an_answer_of_which_a_part_failed_just_now_is_asked_again_soon_and_one_that_will_never_come_is_not(monkeypatch):
    frame = pl.DataFrame({"plan": [None]})
    for lasting, seconds in ((False, keeping.SECONDS_OF_A_PART), (True, keeping.SECONDS)):
        part = Reading(Answer(frame, (Unknown(("plan",), DataAccessError("500"), lasting),)), NOW)
        assert keeping._until(None, part, 100.0) == 100.0 + seconds


def test_no_more_is_kept_than_the_ceiling_and_what_is_larger_is_answered_all_the_same(monkeypatch):
    asked = []

    def answer(rows):
        asked.append(rows)
        return pl.DataFrame({"n": pl.zeros(rows, pl.Int64, eager=True)})

    monkeypatch.setattr(keeping._kept, "_Cache__maxsize", 100_000)
    answers = Keeping(answer)
    assert answers(50_000).height == answers(50_000).height == 50_000
    assert [answers(1_000).height for _ in range(2)] == [1_000] * 2
    assert asked == [50_000, 50_000, 1_000]
    assert keeping._kept.currsize <= 100_000


def test_what_is_made_of_another_reading_is_another_answer_also_where_both_say_the_same():
    made = Keeping(lambda reading: [reading.value])
    one, other = Reading(5, NOW), Reading(5, NOW)
    assert made(one) is made(one)
    assert made(one) is not made(other)
    assert one.says_the_same(other)


@pytest.mark.parametrize("middle", [500, 501])
def test_two_readings_that_differ_in_the_middle_of_a_frame_do_not_say_the_same(middle):
    rows = pl.DataFrame({"n": range(1_000)})
    other = rows.with_columns(pl.when(pl.col("n") == middle).then(-1).otherwise("n").alias("n"))
    assert Reading(rows, NOW).says_the_same(Reading(rows.clone(), NOW))
    assert not Reading(rows, NOW).says_the_same(Reading(other, NOW))

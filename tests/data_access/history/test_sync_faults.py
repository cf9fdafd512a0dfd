"""A platform that fails in the middle: waits are kept, what is held stays, one bad day does not cost the others."""

from datetime import timedelta

import pytest
from polars.testing import assert_frame_equal

from data_access.errors import (
    HistoryUnwritable,
    PlatformBroken,
    PlatformUnreachable,
    SyncRunning,
    SyncStopped,
    TooManyRequests,
    UnexpectedAnswer,
)
from data_access.history import commit
from data_access.history.lock import only_sync
from data_access.history.writing import write
from data_access.period import Period
from tests.data_access.history.platform import LAST_DAY, NOW, counted, fault, usage

pytestmark = [pytest.mark.usefixtures("soon_again"), pytest.mark.slow]

_DAY = timedelta(days=1)
_TWENTY = list(Period(LAST_DAY - 19 * _DAY, LAST_DAY).dates())


class _Meddling:
    """Once `after` days are done, lets the platform fail so; remembers everything that was shown."""

    def __init__(self, kept, after, words):
        self._kept, self._after, self._words = kept, after, words
        self.shown = []

    def __call__(self, progress):
        self.shown.append(progress)
        if self._words and progress.done >= self._after:
            self._kept.state.faults.extend(fault(one) for one in self._words)
            self._words = ()


def _complete(kept):
    """The next sync brings the rest; afterwards everything is as the platform has it."""
    kept.state.faults.clear()
    result = kept.sync()
    assert (result.held, result.is_complete) == (20, True)
    assert_frame_equal(counted(kept.rows(), _TWENTY), counted(usage(), _TWENTY))


def test_a_sync_waits_as_it_is_told_shows_it_and_goes_on(kept):
    meddling = _Meddling(kept, 8, ["429,endpoint=/usage/report,times=2,retry_after=1"])
    result = kept.sync(progress=meddling)
    assert (result.held, result.is_complete) == (20, True)
    assert any(one.waiting_until for one in meddling.shown)


def test_a_short_fault_costs_nothing(kept):
    kept.state.faults += [fault("503,endpoint=/usage/report,times=1"), fault("cut,endpoint=/usage/report,times=1")]
    assert kept.sync().is_complete


def test_a_wait_of_more_than_fifteen_minutes_ends_the_sync_with_the_time(kept):
    with pytest.raises(SyncStopped) as stopped:
        kept.sync(progress=_Meddling(kept, 10, ["429,endpoint=/usage/report,retry_after=901"]))
    assert isinstance(stopped.value.cause, TooManyRequests)
    assert "Try again after 11 Jun 2026, 12:15:01 UTC. What is held stays" in stopped.value.advice
    assert stopped.value.held >= 10
    _complete(kept)


def test_a_network_that_is_cut_in_the_middle_ends_the_sync_and_says_what_is_held(kept):
    with pytest.raises(SyncStopped, match=r"OneHazel did not answer: .*; 1\d of 20 days are held$") as stopped:
        kept.sync(progress=_Meddling(kept, 10, ["drop"]))
    assert isinstance(stopped.value.cause, PlatformUnreachable)
    assert stopped.value.advice.endswith("the next sync goes on from there.")
    held = [day for day, state in kept.states().items() if state != "missing"]
    assert_frame_equal(counted(kept.rows(), held), counted(usage(), held))
    kept.asked_days()
    _complete(kept)
    assert not set(kept.asked_days()).intersection(day for day in held if day < LAST_DAY - 2 * _DAY)


def test_one_day_that_cannot_be_read_costs_no_other(kept):
    result = kept.sync(progress=_Meddling(kept, 8, ["malformed,endpoint=/usage/report,times=1"]))
    assert (result.held, len(result.failed), result.is_complete) == (19, 1, False)
    assert "not JSON" in result.failed[0][1]
    _complete(kept)


def test_three_days_in_a_row_that_cannot_be_read_end_the_sync(kept):
    with pytest.raises(SyncStopped) as stopped:
        kept.sync(progress=_Meddling(kept, 10, ["malformed,endpoint=/usage/report"]))
    assert isinstance(stopped.value.cause, UnexpectedAnswer)
    _complete(kept)


def test_a_fault_before_anything_is_held_leaves_no_history_to_open(kept):
    kept.state.faults.append(fault("500,endpoint=/usage/report"))
    with pytest.raises(SyncStopped, match=r"0 of 20 days are held") as stopped:
        kept.sync()
    assert isinstance(stopped.value.cause, PlatformBroken)
    assert not kept.store.is_there
    _complete(kept)


def test_a_key_that_is_refused_in_the_middle_ends_the_sync_at_once(kept):
    with pytest.raises(SyncStopped, match=r"OneHazel refused the key"):
        kept.sync(progress=_Meddling(kept, 10, ["401,endpoint=/usage/report"]))
    _complete(kept)


@pytest.mark.parametrize(
    ("name", "written", "held"),
    [("days.parquet", 0, 0), ("days.parquet", 1, 1), ("days.parquet", 5, 5), ("manifest.json", 0, 0)],
)
def test_a_full_disk_is_told_with_as_many_days_as_a_reader_finds(kept, monkeypatch, name, written, held):
    """A day whose file is there, but not in the table, is not held; nothing is before there is a manifest."""
    left = [written]

    def full(path, content):
        if path.name == name:
            left[0] -= 1
            if left[0] < 0:
                raise HistoryUnwritable("no space left on device")
        write(path, content)

    monkeypatch.setattr(commit, "write", full)
    with pytest.raises(SyncStopped, match=rf"no space left on device; {held} of 20 days are held$") as stopped:
        kept.sync()
    assert stopped.value.held == held
    assert (kept.store.holding().held if held else 0) == held
    monkeypatch.setattr(commit, "write", write)
    _complete(kept)


def test_a_disk_that_is_full_at_the_very_end_is_told_with_what_is_held(kept, monkeypatch):
    def full():
        raise HistoryUnwritable("no space left on device")

    monkeypatch.setattr(commit.Commits, "finish", lambda _: full())
    with pytest.raises(SyncStopped, match=r"20 of 20 days are held$") as stopped:
        kept.sync()
    assert isinstance(stopped.value.cause, HistoryUnwritable)


def test_cancelling_keeps_what_is_there(kept):
    done = []
    result = kept.sync(progress=lambda one: done.append(one.done), cancelled=lambda: bool(done) and done[-1] >= 12)
    assert (result.cancelled, result.is_complete) == (True, False)
    assert (result.read, result.held) == (12, 12)
    assert kept.store.holding().held == 12
    _complete(kept)


def test_cancelling_ends_a_long_wait(kept):
    meddling = _Meddling(kept, 10, ["429,endpoint=/usage/report,retry_after=899"])
    result = kept.sync(progress=meddling, cancelled=lambda: any(one.waiting_until for one in meddling.shown))
    assert result.cancelled
    assert result.held >= 10
    _complete(kept)


def test_while_a_sync_runs_a_second_one_leaves(kept):
    with only_sync(kept.directory, NOW), pytest.raises(SyncRunning, match=r"since 11 Jun 2026, 12:00:00 UTC"):
        kept.sync()
    assert not kept.store.is_there
    _complete(kept)


def test_progress_counts_up_to_all_days_with_a_rate(kept):
    shown = []
    kept.sync(progress=shown.append)
    assert [one.done for one in shown] == sorted(one.done for one in shown)
    assert (shown[-1].done, shown[-1].total) == (20, 20)
    assert shown[-1].rate > 0
    assert shown[-1].seconds_left == 0
    assert {one.step for one in shown} == {"reading the roster", "checking that days add up", "reading days"}

"""Every step of a commit leaves a history that a reader can open: held days whole, everything else missing."""

import os
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from data_access.errors import HistoryUnwritable
from data_access.history import commit
from data_access.history.commit import Commits
from data_access.history.place import Platform
from data_access.history.store import Store
from data_access.history.writing import write
from data_access.period import Period
from data_access.source import PlatformProfile
from tests.data_access.history.platform import connectors, counted, operators, usage

_PLATFORM = Platform("plat_days", PlatformProfile("Many Days", None, None))
_NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)
_FIRST = [date(2026, 5, 2), date(2026, 5, 1), date(2026, 4, 30)]
_LATER = [date(2026, 6, 10), date(2026, 6, 9), date(2026, 3, 30)]
"""Further back a month lies between that has no day."""
_ALL = usage()


class _Killed(BaseException):
    """As kill -9: nothing catches it, nothing is tidied up."""


def _hold(store, days, state="closed"):
    """Hold `days` one by one, as a sync does."""
    commits = Commits(store, _PLATFORM)
    commits.put_connectors(connectors)
    for day in days:
        rows = _ALL.filter(date=day)
        named = operators.select("operator_id", "name").join(rows, on="operator_id", how="semi")
        commits.put_day((day, state, _NOW, None), rows, named)
    commits.finish()
    return commits


def _read(store):
    source = DatasetSource(store.directory, absent_is_zero=False)
    known = source.facts().coverage
    span = Period(known.first_day, known.today)
    return source.daily_usage(span), [day for day in span.dates() if day not in known.missing]


def _refuse_half_days(store):
    if not store.is_there:
        return
    rows, held = _read(store)
    assert_frame_equal(rows, counted(_ALL, held))
    assert rows.select("date", "operator_id", "metric", "key").is_unique().all()


def _killing(monkeypatch, at):
    """Die at the `at`th time that something is flushed to the disk: before and after a name takes its place."""
    left = [at]

    def dying(handle):
        left[0] -= 1
        if left[0] == 0:
            raise _Killed

    monkeypatch.setattr(os, "fsync", dying)
    return left


def _runs_to_its_end(monkeypatch, store, days, at):
    with monkeypatch.context() as patched:
        _killing(patched, at)
        try:
            _hold(store, days)
        except _Killed:
            return False
    return True


@pytest.mark.processes
@pytest.mark.parametrize("held_before", [[], _FIRST], ids=["new", "held"])
def test_killed_at_any_write_a_history_is_readable_and_the_next_sync_completes_it(monkeypatch, tmp_path, held_before):
    wanted = [*_FIRST, *_LATER] if held_before else _FIRST
    for at in range(1, 200):
        store = Store(tmp_path / str(at))
        if held_before:
            _hold(store, held_before)
        ended = _runs_to_its_end(monkeypatch, store, _LATER if held_before else _FIRST, at)
        _refuse_half_days(store)
        _hold(store, wanted)
        _refuse_half_days(store)
        assert _read(store)[1] == sorted(wanted)
        if ended:
            break
    assert 20 < at < 199


def test_a_day_that_an_interrupted_sync_left_is_taken_up_to_be_read_again(tmp_path):
    store = Store(tmp_path / "h")
    _hold(store, _FIRST)
    (store.directory / "days.parquet").unlink()
    assert set(Commits(store, _PLATFORM).days["state"]) == {"settling"}
    assert Commits(store, _PLATFORM).days["date"].to_list() == sorted(_FIRST)


def test_days_between_are_listed_as_missing(tmp_path):
    store = Store(tmp_path / "h")
    _hold(store, [date(2026, 6, 10), date(2026, 3, 30)])
    days = store.days()
    assert days.height == 73
    assert days.filter(pl.col("state") != "missing")["date"].to_list() == [date(2026, 3, 30), date(2026, 6, 10)]
    assert sorted(folder.name for folder in (store.directory / "usage").iterdir()) == [
        *("month=2026-03", "month=2026-04", "month=2026-05", "month=2026-06")
    ]


def test_a_new_operator_makes_readers_open_the_history_anew_before_its_day_is_there(tmp_path):
    store = Store(tmp_path / "h")
    commits = _hold(store, _FIRST)
    before = store.extras()["revision"]
    commits.put_operators(
        pl.DataFrame({"operator_id": ["op_new"], "name": [None]}, schema_overrides={"name": pl.String})
    )
    assert store.extras()["revision"] == before + 1
    assert store.operators().filter(operator_id="op_new")["name"].to_list() == ["op_new"]


def test_the_same_correction_is_kept_once_however_often_a_sync_was_interrupted(tmp_path):
    store = Store(tmp_path / "h")
    commits = _hold(store, _FIRST)
    before = _ALL.filter(date=_FIRST[0])
    after = before.with_columns(quantity=pl.col("quantity") + 1)
    for hour in range(2):
        assert commits.put_corrections(_FIRST[0], before, after, _NOW + timedelta(hours=hour)) == before.height
    assert store.corrections().height == before.height


def test_a_folder_that_cannot_be_written_is_told_and_what_is_held_stays(tmp_path):
    store = Store(tmp_path / "h")
    _hold(store, _FIRST)
    (store.directory / "usage" / "month=2026-06").write_bytes(b"in the way")
    with pytest.raises(HistoryUnwritable, match=r"2026-06-10\.parquet cannot be written"):
        _hold(store, _LATER)


_ROW = (date(2026, 6, 10), "closed", _NOW, None)


@pytest.mark.parametrize("what", ["days.parquet", "manifest.json"])
def test_what_could_not_be_written_is_not_counted_as_held(monkeypatch, tmp_path, what):
    store = Store(tmp_path / "h")
    commits = _hold(store, _FIRST)
    held = commits.days

    def full(path, content):
        if path.name == what:
            raise HistoryUnwritable("no space left on device")
        write(path, content)

    monkeypatch.setattr(commit, "write", full)
    with pytest.raises(HistoryUnwritable):
        commits.put_day(_ROW, _ALL.filter(date=_ROW[0]), operators.select("operator_id", "name"))
    assert_frame_equal(commits.days, held)
    with pytest.raises(HistoryUnwritable):
        commits.finish()
    assert_frame_equal(store.days(), held)
    revision = store.extras()["revision"]
    monkeypatch.setattr(commit, "write", write)
    commits.finish()
    assert store.extras()["revision"] == revision + 1
    _hold(store, [_ROW[0]])
    assert _read(store)[1] == [*sorted(_FIRST), _ROW[0]]


def test_a_history_says_what_it_holds(tmp_path):
    store = Store(tmp_path / "h")
    assert store.holding() is None
    _hold(store, [_FIRST[0], _FIRST[2]])
    told = store.holding()
    assert (told.platform, told.held, told.settling, told.missing, told.corrections) == ("Many Days", 2, 0, 1, 0)
    assert (told.first_day, told.last_day, told.read_at) == (_FIRST[2], _FIRST[0], _NOW)

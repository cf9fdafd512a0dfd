"""A file is there whole or not at all, and one writer holds the lock."""

import os
from datetime import UTC, datetime

import pytest

from data_access.errors import HistoryUnwritable, SyncRunning
from data_access.history.lock import only_sync
from data_access.history.writing import make_folder, make_private, write

_NOW = datetime(2026, 6, 11, 12, 0, 5, tzinfo=UTC)


def test_content_takes_the_place_of_what_was_there_and_leaves_nothing_else(tmp_path):
    write(tmp_path / "a", b"old")
    write(tmp_path / "a", b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"new"}


def test_what_an_interrupted_write_left_is_removed_by_the_next(tmp_path):
    (tmp_path / ".a.0123abcd.part").write_bytes(b"half of something longer")
    (tmp_path / ".f.part").mkdir()
    (tmp_path / ".f.part" / "stray").write_bytes(b"x")
    write(tmp_path / "a", b"new")
    make_folder(tmp_path / "f", {"b": b"1"})
    assert sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*")) == ["a", "f", "f/b"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_until_all_of_it_is_on_the_disk_the_old_content_stands(monkeypatch, tmp_path, failure):
    write(tmp_path / "a", b"old")

    def fails(_):
        raise failure

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises((KeyboardInterrupt, HistoryUnwritable)):
        write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_folder_comes_with_all_its_files(tmp_path):
    make_folder(tmp_path / "deep" / "f", {"a": b"1", "b": b"2"})
    assert {file.name: file.read_bytes() for file in (tmp_path / "deep" / "f").iterdir()} == {"a": b"1", "b": b"2"}


def test_a_write_that_fails_says_which_file_and_leaves_the_old_one(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(HistoryUnwritable, match=r"/a cannot be written: "):
        write(tmp_path / "a", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(HistoryUnwritable, match=r"Not a directory"):
        make_private(tmp_path / "file" / "b")


def test_a_history_is_for_its_owners_eyes_only(tmp_path):
    make_private(tmp_path / "h")
    assert (tmp_path / "h").stat().st_mode & 0o777 == 0o700


def test_a_second_sync_is_refused_and_told_who_runs(tmp_path):
    told = r"process \d+ on .*, since 11 Jun 2026, 12:00:05 UTC"
    with only_sync(tmp_path, _NOW), pytest.raises(SyncRunning, match=told), only_sync(tmp_path, _NOW):
        pass


def test_the_lock_is_gone_with_its_holder(tmp_path):
    for _ in range(2):
        with only_sync(tmp_path, _NOW):
            assert (tmp_path / ".sync.lock").exists()

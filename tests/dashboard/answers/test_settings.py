"""What is told of a history follows its files, and is read once while they stay as they are."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from dashboard.answers import settings
from data_access.errors import DatasetWrong
from data_access.history.background import Written
from data_access.history.plan import DAYS
from data_access.history.store import Store

TODAY = date(2026, 11, 20)


def write(folder: Path, days: int) -> None:
    """A history that holds so many days before TODAY."""
    told = {"format": 1, "platform": "Acme", "platform_id": "acme", "first_day": "2026-11-01"}
    (folder / "manifest.json").write_text(json.dumps({**told, "as_of": "2026-11-19T23:59:59Z"}), encoding="utf-8")
    read_at = datetime(2026, 11, 20, tzinfo=UTC)
    rows = [{"date": date(2026, 11, 20 - day), "state": "closed", "read_at": read_at} for day in range(days, 0, -1)]
    pl.DataFrame(rows, schema=DAYS).write_parquet(folder / "new")
    (folder / "new").replace(folder / "days.parquet")  # as a sync does


def written(folder: Path) -> Written:
    return Written(folder, Store(folder).trace())


def test_a_history_that_stays_is_read_once_and_one_that_grew_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, 3)
    before = settings.holding(written(tmp_path))
    assert before is not None
    assert (before.held, settings.holding(written(tmp_path))) == (3, before)
    assert settings.holding(written(tmp_path)) is before
    write(tmp_path, 4)
    after = settings.holding(written(tmp_path))
    assert after is not None
    assert after.held == 4


def test_requests_are_counted_for_the_days_that_are_held_wanted_and_verified(tmp_path: Path) -> None:
    write(tmp_path, 9)
    of = written(tmp_path)
    usual = settings.requests_needed(of, TODAY, 9, 0)
    assert settings.requests_needed(of, TODAY, 20, 0) > usual
    assert settings.requests_needed(of, TODAY, 9, 9) > usual
    assert settings.requests_needed(of, date(2026, 11, 25), 20, 0) != settings.requests_needed(of, TODAY, 20, 0)
    write(tmp_path, 1)
    assert settings.requests_needed(written(tmp_path), TODAY, 9, 0) > usual


def test_without_a_history_nothing_is_held_and_every_day_is_asked() -> None:
    assert settings.holding(Written()) is None
    assert settings.requests_needed(Written(), TODAY, 20, 0) > 20


def test_a_history_that_is_damaged_is_told_every_time(tmp_path: Path) -> None:
    write(tmp_path, 3)
    (tmp_path / "days.parquet").write_bytes(b"no table")
    for _ in range(2):
        with pytest.raises(DatasetWrong):
            settings.holding(written(tmp_path))


def test_a_file_that_comes_or_goes_is_another_trace(tmp_path: Path) -> None:
    nothing = Store(tmp_path).trace()
    write(tmp_path, 1)
    there = Store(tmp_path).trace()
    (tmp_path / "corrections.parquet").touch()
    assert len({nothing, there, Store(tmp_path).trace()}) == 3

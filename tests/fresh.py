"""A process without settings and without kept answers, as a test of the pages begins with one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.answers import source
from dashboard.answers.records import forget_records
from dashboard.ui.parts import charts
from data_access import settings
from data_access.history import background


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of ours in the environment, nor in a secrets.toml of whoever runs the tests; nothing kept at home."""
    for name in [name for name in os.environ if name.startswith(("ONEHAZEL_", "HAZELBOARD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "SECRETS", tmp_path / "no-secrets.toml")
    monkeypatch.setenv("ONEHAZEL_HISTORY", str(tmp_path / "history"))
    monkeypatch.setenv("HAZELBOARD_DATABASE_URL", f"sqlite:///{tmp_path / 'records.db'}")


@pytest.fixture(autouse=True)
def fresh_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """No cached answer, before and after.

    A module whose tests only read their platforms says `ONLY_READS = True`: what one of them has read, the next may
    show. The app's own records are each test's own all the same (`no_settings`).
    """
    if getattr(request.module, "ONLY_READS", False):
        yield
        return
    forget_answers()
    yield
    forget_answers()


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser draws here, so nobody needs the numbers before the charts."""
    monkeypatch.setattr(charts, "HEAD_START", 0)


def forget_answers() -> None:
    source.forget_all()
    forget_records()
    background.forget()

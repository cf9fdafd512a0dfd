"""A served platform of many days, and syncs of it with a clock that is handed in."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import SecretStr

from data_access.api import client as api_client
from data_access.api.client import Client
from data_access.api.source import ApiSource
from data_access.dataset.source import DatasetSource
from data_access.history.place import platform_of, store_directory
from data_access.history.store import Store
from data_access.history.sync import SyncResult, sync
from data_access.period import Period
from data_access.settings import Settings
from data_access.source import UsageReport
from scripts.platform_api.app import create_app
from tests.conftest import KEY
from tests.data_access.history import platform


class Remembering(DatasetSource):
    """The platform of `platform` behind many servers, one after the other: each report is counted once."""

    def __init__(self, directory: Path) -> None:
        super().__init__(platform.write_platform(directory, platform.usage()))
        self.directory = directory
        self._told: dict[Period, UsageReport] = {}

    def usage_report(self, period: Period, *, fresh: bool = False) -> UsageReport:
        if period not in self._told:
            self._told[period] = super().usage_report(period, fresh=fresh)
        return self._told[period]


@dataclass
class Kept:
    """A served dataset and the history that is kept of it."""

    stage: Any
    url: str
    usual: Remembering
    dataset: Path
    root: Path
    key: str = KEY
    options: dict[str, Any] = field(default_factory=dict)

    def serve_usual(self, **options: Any) -> None:
        """Serve the platform of `platform` from now on, with no faults and no requests so far."""
        self.stage.app = create_app(self.usual.directory, self.key, source=self.usual, **options)

    def serve(self, rows: pl.DataFrame, roster: pl.DataFrame = platform.operators, **options: Any) -> None:
        """As `serve_usual`, with `rows` in place of its own."""
        platform.write_platform(self.dataset, rows, roster)
        self.stage.app = create_app(self.dataset, self.key, **options)

    @property
    def state(self) -> Any:
        """The server's `faults` and `requests`."""
        return self.stage.app.state

    @property
    def settings(self) -> Settings:
        return Settings(
            source="api",
            api_key=SecretStr(self.key),
            base_url=f"{self.url}/platform-api",
            history=self.root,
            **self.options,
        )

    @property
    def directory(self) -> Path:
        return store_directory(self.settings, "plat_days")

    @property
    def store(self) -> Store:
        return Store(self.directory)

    def sync(self, now: datetime = platform.NOW, days: int = 20, **options: Any) -> SyncResult:
        """One sync, its clock standing still at `now`."""
        client = Client(self.settings.base_url, SecretStr(self.key), lambda: now, jitter=lambda: 0.0)
        source = ApiSource(self.settings, lambda: now, client)
        try:
            asked = platform_of(source, self.settings)
            return sync(source, store_directory(self.settings, asked.platform_id), asked, days=days, **options)
        finally:
            source.close()

    def asked_days(self) -> list[date]:
        """The single days that were asked for since this was last called, newest first."""
        told = self.days_in_order()
        self.state.requests.clear()
        return sorted(told, reverse=True)

    def days_in_order(self) -> list[date]:
        """The single days that were asked for, as they came: of four at once any may be first."""
        told = [one["query"] for one in self.state.requests if one["path"] == "/usage/report"]
        return [date.fromisoformat(one["start"]) for one in told if one["start"] == one["end"]]

    def rows(self) -> pl.DataFrame:
        """Everything that a reader of the history sees, as `tables.DAILY_USAGE`."""
        source = DatasetSource(self.directory, absent_is_zero=False)
        known = source.facts().coverage
        return source.daily_usage(Period(known.first_day, known.today))

    def states(self) -> dict[date, str]:
        return dict(self.store.days().select("date", "state").iter_rows())


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Remembering:
    """The platform of `platform`: for reading only."""
    return Remembering(tmp_path_factory.mktemp("usual") / "platform")


@pytest.fixture
def kept(stage: tuple[Any, str], usual: Remembering, tmp_path: Path) -> Kept:
    """The platform of `platform`, served, and nothing kept of it yet."""
    served = Kept(stage[0], stage[1], usual, tmp_path / "platform", tmp_path / "history")
    served.serve_usual()
    return served


@pytest.fixture(scope="session")
def _first_sync(stage: tuple[Any, str], usual: Remembering, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first sync of 20 days leaves."""
    folder = tmp_path_factory.mktemp("first_sync")
    first = Kept(stage[0], stage[1], usual, folder / "platform", folder / "history")
    first.serve_usual()
    first.sync()
    return first.root


@pytest.fixture
def synced(_first_sync: Path, kept: Kept) -> Kept:
    """As `kept`, after its first sync: a copy of one is what a sync anew would leave."""
    shutil.copytree(_first_sync, kept.root)
    return kept


@pytest.fixture
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where OneHazel does not say how long to wait, nobody waits to ask again; where it does, everybody does."""
    monkeypatch.setattr(api_client, "untold_wait", lambda _retry: 0.0)

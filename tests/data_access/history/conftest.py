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
from data_access.settings import Settings
from scripts.platform_api.app import create_app
from tests.conftest import KEY
from tests.data_access.history import platform


@dataclass
class Kept:
    """A served dataset and the history that is kept of it."""

    stage: Any
    url: str
    dataset: Path
    root: Path
    key: str = KEY
    options: dict[str, Any] = field(default_factory=dict)

    def serve(self, rows: pl.DataFrame, roster: pl.DataFrame = platform.operators, **options: Any) -> None:
        """Serve `rows` from now on, with no faults and no requests so far."""
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
        return source.daily_usage(platform.Period(known.first_day, known.today))

    def states(self) -> dict[date, str]:
        return dict(self.store.days().select("date", "state").iter_rows())


@pytest.fixture
def kept(stage: tuple[Any, str], tmp_path: Path) -> Kept:
    """The platform of `platform`, served, and nothing kept of it yet."""
    served = Kept(stage[0], stage[1], tmp_path / "platform", tmp_path / "history")
    served.serve(platform.usage())
    return served


@pytest.fixture(scope="session")
def _first_sync(stage: tuple[Any, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first sync of 20 days leaves."""
    folder = tmp_path_factory.mktemp("first_sync")
    first = Kept(stage[0], stage[1], folder / "platform", folder / "history")
    first.serve(platform.usage())
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

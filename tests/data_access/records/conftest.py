"""Real SQLite in the test's own folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from data_access.records.database import Records
from data_access.records.opening import open_records
from data_access.settings import Settings


def settings_of(file: Path) -> Settings:
    return Settings(database_url=SecretStr(f"sqlite:///{file}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "records.db"


@pytest.fixture
def records(file: Path) -> Iterator[Records]:
    opened = open_records(settings_of(file))
    yield opened
    opened.close()

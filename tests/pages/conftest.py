"""The pages, each test in a process as new, beside whichever source it asks for."""

import pytest

from dashboard.ui import charts
from tests.fresh import fresh_process, no_settings
from tests.pages.sources import _api_at_noon, _scripted, either_source, read_api, read_dataset, scripted

__all__ = [
    "_api_at_noon",
    "_scripted",
    "either_source",
    "fresh_process",
    "no_settings",
    "read_api",
    "read_dataset",
    "scripted",
]


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser draws here, so nobody needs the numbers before the charts."""
    monkeypatch.setattr(charts, "HEAD_START", 0)

"""Fixtures that decide what the pages read: a dataset, the Platform API, or a platform that answers as it is told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_access.api.client import Client
from data_access.api.source import ApiSource
from data_access.history import opening
from data_access.settings import Settings
from tests.conftest import KEY, Served
from tests.data_access.api.scripted_platform import Platform
from tests.fresh import forget_answers
from tests.pages.opening import NOON

Reading = Callable[[str], None]


@pytest.fixture
def read_dataset(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes the pages read the dataset in a folder."""
    return lambda folder: monkeypatch.setenv("ONEHAZEL_DATASET", str(folder))


@pytest.fixture(scope="module")
def _api_at_noon() -> Iterator[None]:
    """The API is asked at noon of the day after the sample's last, and nobody waits to ask again; the rest is real."""
    opened: list[ApiSource] = []

    def api_at_noon(settings: Settings) -> ApiSource:
        assert settings.api_key is not None
        client = Client(settings.base_url, settings.api_key, lambda: NOON, sleep=lambda _seconds: None)
        opened.append(ApiSource(settings, lambda: NOON, client))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "ApiSource", api_at_noon)
        yield
    forget_answers()
    for one in opened:
        one.close()


@pytest.fixture
def read_api(monkeypatch: pytest.MonkeyPatch, _api_at_noon: None) -> Reading:
    """Makes the pages read the API at an address."""

    def reading(base_url: str) -> None:
        for name, value in {"SOURCE": "api", "API_KEY": KEY, "BASE_URL": base_url}.items():
            monkeypatch.setenv(f"ONEHAZEL_{name}", value)

    return reading


@pytest.fixture(params=["dataset", "api"])
def either_source(request: pytest.FixtureRequest, sample_platform: Served, read_api: Reading) -> str:
    """The bundled sample, read as a dataset and by the API; the name of the way."""
    if request.param == "api":
        read_api(sample_platform.base_url)
    return str(request.param)


@pytest.fixture(scope="session")
def _scripted() -> Iterator[Platform]:
    with Platform().running() as running:
        yield running


@pytest.fixture
def scripted(_scripted: Platform, read_api: Reading) -> Iterator[Platform]:
    """A platform that answers as it is told, and the pages reading it."""
    read_api(_scripted.url)
    yield _scripted
    _scripted.forget()

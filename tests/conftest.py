"""What more than one folder of tests needs: the Platform API, served for real; and which tests are the slow ones."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from data_access.settings import SAMPLE, Settings
from scripts.platform_server import create_app
from tests.app_server import Running, running
from tests.data_access.tiny import write_tiny
from tests.examples import register_profiles
from tests.serving import serving

register_profiles()
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "small"))

KEY = "oh_platform_0123456789abcdef"
_BROWSER = Path(__file__).parent / "browser"

_started: list[str] = []
"""What was heard of processes that began."""


def _hear(event: str, _about: object) -> None:
    if event in {"subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"}:
        _started.append(event)


sys.addaudithook(_hear)


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("processes") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests: of two workers, one would be alone with a long file that comes last."""
    slow = {item.path for item in items if _is_slow(item)}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: a collector that looks through it again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _starting_only_where_marked(item: pytest.Item) -> Generator[None]:
    before = len(_started)
    yield
    if len(_started) > before and not _is_slow(item) and _BROWSER not in item.path.parents:
        pytest.fail(f"It starts a process ({_started[-1]}): mark it `processes`, or `make test-fast` grows slow.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """A test that begins a process while it is set up is marked `processes`."""
    yield from _starting_only_where_marked(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """So is one that begins it itself."""
    yield from _starting_only_where_marked(item)


@dataclass(frozen=True, slots=True)
class Served:
    """A platform server that runs: its address, its state (`faults`, `requests`) and the dataset behind it."""

    url: str
    state: Any
    dataset: Path

    @property
    def base_url(self) -> str:
        """What ONEHAZEL_BASE_URL would say."""
        return f"{self.url}/platform-api"

    @property
    def settings(self) -> Settings:
        """What makes an API source read this server."""
        return Settings(source="api", api_key=SecretStr(KEY), base_url=self.base_url)


@pytest.fixture(scope="session")
def sample_platform() -> Iterator[Served]:
    """The API over the bundled sample, for the whole run: for reading only."""
    app = create_app(SAMPLE, KEY)
    with serving(app) as url:
        yield Served(url, app.state, SAMPLE)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The app over the bundled sample, as a process, for the whole run: for reading, and for visitors."""
    with running(tmp_path_factory.mktemp("server")) as one:
        yield one


class Stage:
    """Where each test puts its own application: starting and ending a server for each would take most of the time."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    """A server without an application, and its address."""
    stage = Stage()
    with serving(stage) as url:
        yield stage, url


@pytest.fixture
def tiny_platform(stage: tuple[Stage, str], tmp_path: Path) -> Served:
    """The API over the hand-counted platform of `tiny`, anew for each test: faults and settings may be changed."""
    dataset = write_tiny(tmp_path / "platform")
    app = create_app(dataset, KEY)
    stage[0].app = app
    return Served(stage[1], app.state, dataset)

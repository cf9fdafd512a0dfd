"""Opening the API with the history of its platform: whose it is, when it is read anew, and what is asked for that."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data_access import open_source, platform_key, source_identity
from data_access.api.source import ApiSource
from data_access.errors import DataAccessError, PlatformBroken, SettingsWrong, UnexpectedAnswer
from data_access.history import background, opening
from data_access.history.source import HistorySource
from data_access.settings import Settings
from data_access.source import PlatformProfile
from scripts.platform_api.app import create_app
from scripts.platform_api.faults import Fault
from tests.conftest import KEY, Served
from tests.data_access.tiny import write_tiny

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def nobody_is_known(soon_again: None) -> Iterator[None]:
    opening.forget_platforms()
    yield
    restarted()


def restarted() -> None:
    """As a new process: only what is on disk is known."""
    for thread in threading.enumerate():
        if thread.name == opening.ASKING:
            thread.join(timeout=60)
    opening.forget_platforms()


def settings(served: Served, root: Path, **more: str) -> Settings:
    kept = root / "history"  # beside the dataset that is served
    return Settings(source="api", api_key=more.pop("key", KEY), base_url=served.base_url, history=kept, **more)


@pytest.fixture(scope="module")
def _first_sync(stage: tuple[Any, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a first sync of the tiny platform makes."""
    folder = tmp_path_factory.mktemp("opening")
    dataset = write_tiny(folder / "platform")
    stage[0].app = app = create_app(dataset, KEY)
    wanted = settings(Served(stage[1], app.state, dataset), folder)
    synced(wanted)
    opening.forget_platforms()
    return folder / "history"


@pytest.fixture
def held(_first_sync: Path, tiny_platform: Served, tmp_path: Path) -> Settings:
    """What makes the app read a platform whose history is here; another process synced it."""
    shutil.copytree(_first_sync, tmp_path / "history")
    return settings(tiny_platform, tmp_path)


def synced(wanted: Settings, days: int = 3) -> None:
    """By the same thread that the app starts."""
    assert background.start(wanted, days)
    for thread in [one for one in background_threads() if one.is_alive()]:
        thread.join(timeout=60)
    ended = background.state(wanted)
    assert ended.error is None
    assert ended.result is not None
    assert ended.result.is_complete


def background_threads() -> list:
    return [one for one in threading.enumerate() if one.name == "sync"]


def paths(served: Served) -> list[str]:
    asked = [request["path"] for request in served.state.requests]
    served.state.requests.clear()
    return asked


def test_without_any_history_nobody_is_asked_who_the_platform_is(tiny_platform: Served, tmp_path: Path) -> None:
    with closing(open_source(settings(tiny_platform, tmp_path))) as source:
        assert isinstance(source, ApiSource)
    assert paths(tiny_platform) == []


def test_after_a_sync_the_source_is_the_api_with_its_history_and_another_one(
    tiny_platform: Served, tmp_path: Path
) -> None:
    wanted = settings(tiny_platform, tmp_path)
    before = source_identity(wanted)
    synced(wanted)
    with closing(open_source(wanted)) as source:
        assert isinstance(source, HistorySource)
        assert source.identity == source_identity(wanted) != before


def test_a_second_sync_makes_it_another_source_again(tiny_platform: Served, tmp_path: Path) -> None:
    wanted = settings(tiny_platform, tmp_path)
    synced(wanted)
    first = source_identity(wanted)
    synced(wanted, days=4)
    assert source_identity(wanted) != first


def test_a_platform_that_is_known_is_asked_beside_the_pages_once_in_a_process(
    tiny_platform: Served, held: Settings
) -> None:
    for _ in range(3):
        source_identity(held)
    restarted()
    assert paths(tiny_platform) == ["/settings"]


@pytest.mark.parametrize("kind", ["500", "drop", "malformed", "unsuccessful", "401", "403", "404", "html"])
def test_a_history_is_found_after_a_restart_whatever_the_settings_answer(
    tiny_platform: Served, held: Settings, kind: str
) -> None:
    """And the records of its platform with it; pressing Refresh forgets nothing."""
    before = (source_identity(held), platform_key(held))
    restarted()
    tiny_platform.state.faults.append(Fault(kind, endpoint="/settings"))
    for _ in range(2):
        with closing(open_source(held)) as source:
            assert isinstance(source, HistorySource)
        assert (source_identity(held), platform_key(held)) == before
        opening.forget_platforms()


def test_a_known_platform_is_opened_without_waiting_for_its_settings(held: Settings) -> None:
    asked, answered = threading.Event(), threading.Event()

    class Slow(ApiSource):
        def identified_profile(self) -> tuple[PlatformProfile, str | None]:
            asked.set()
            answered.wait(60)
            return super().identified_profile()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "ApiSource", Slow)
        assert platform_key(held).endswith("/plat_tiny")
        assert asked.wait(60)
        assert platform_key(held).endswith("/plat_tiny")
        answered.set()
        restarted()


@pytest.mark.parametrize(("kind", "error"), [("500", PlatformBroken), ("malformed", UnexpectedAnswer)])
def test_settings_that_fail_before_the_platform_was_ever_learnt_are_told_and_asked_once(
    tiny_platform: Served, tmp_path: Path, held: Settings, kind: str, error: type[DataAccessError]
) -> None:
    """A platform of another key has a history here: whether it is this one's nobody can tell."""
    (tmp_path / "history" / ".platforms.json").unlink()
    tiny_platform.state.faults.append(Fault(kind, endpoint="/settings"))
    for question in (open_source, source_identity, platform_key, background.written):
        with pytest.raises(error):
            question(held)
    assert paths(tiny_platform) == ["/settings"]
    tiny_platform.state.faults.clear()
    opening.forget_platforms()
    assert platform_key(held).endswith("/plat_tiny")


@pytest.mark.parametrize("kind", ["403", "404"])
def test_a_platform_that_never_told_who_it_is_and_never_will_has_no_history_but_figures(
    tiny_platform: Served, tmp_path: Path, held: Settings, kind: str
) -> None:
    (tmp_path / "history" / ".platforms.json").unlink()
    tiny_platform.state.faults.append(Fault(kind, endpoint="/settings"))
    with closing(open_source(held)) as source:
        assert isinstance(source, ApiSource)


def test_another_platform_behind_the_same_key_takes_its_place(
    tiny_platform: Served, stage: tuple[Any, str], held: Settings
) -> None:
    before = source_identity(held)
    restarted()
    manifest = tiny_platform.dataset / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**told, "platform_id": "plat_other"}))
    stage[0].app = create_app(tiny_platform.dataset, KEY)
    platform_key(held)
    restarted()
    assert platform_key(held).endswith("/plat_other")
    assert source_identity(held) != before
    with closing(open_source(held)) as source:
        assert isinstance(source, ApiSource), "the history of the platform before is none of this one's"


def test_records_are_kept_under_host_and_platform_whatever_the_key(tiny_platform: Served, tmp_path: Path) -> None:
    host = tiny_platform.url.removeprefix("http://")
    assert platform_key(settings(tiny_platform, tmp_path)) == f"{host}/plat_tiny"


def test_where_nothing_names_the_platform_records_are_refused_with_the_way_out(
    tiny_platform: Served, tmp_path: Path
) -> None:
    tiny_platform.state.faults.append(Fault("404", endpoint="/settings"))
    with pytest.raises(SettingsWrong) as refused:
        platform_key(settings(tiny_platform, tmp_path))
    assert "ONEHAZEL_PLATFORM" in refused.value.advice
    assert platform_key(settings(tiny_platform, tmp_path, platform="ours")).endswith("/ours")


def test_a_dataset_keeps_records_under_its_platforms_id(tiny_platform: Served) -> None:
    assert platform_key(Settings(source="dataset", dataset=tiny_platform.dataset)) == "plat_tiny"


def test_a_failed_sync_in_the_background_leaves_its_error(tiny_platform: Served, tmp_path: Path) -> None:
    tiny_platform.state.faults.append(Fault("401"))
    wanted = settings(tiny_platform, tmp_path)
    assert background.start(wanted, 3)
    for thread in background_threads():
        thread.join(timeout=60)
    assert background.state(wanted).error is not None
    assert not background.state(wanted).is_running


def test_how_a_sync_ended_is_told_to_nobody_with_another_key(tiny_platform: Served, tmp_path: Path) -> None:
    synced(settings(tiny_platform, tmp_path))
    assert background.state(settings(tiny_platform, tmp_path, key=KEY + "x")) == background.BackgroundSync()


def test_what_is_held_and_how_many_requests_a_sync_needs_are_told_before_it(
    tiny_platform: Served, tmp_path: Path
) -> None:
    wanted = settings(tiny_platform, tmp_path)
    assert background.holding(background.written(wanted)) is None
    synced(wanted)
    holding = background.holding(background.written(wanted))
    assert holding is not None
    assert holding.held >= 3

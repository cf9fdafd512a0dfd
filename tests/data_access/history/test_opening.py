"""Opening the API with the history of its platform: whose it is, when it is read anew, and what is asked for that."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data_access import open_source, platform_key, source_identity
from data_access.api.source import ApiSource
from data_access.errors import SettingsWrong
from data_access.history import background, opening
from data_access.history.source import HistorySource
from data_access.settings import Settings
from scripts.platform_api.faults import Fault
from tests.conftest import KEY, Served


@pytest.fixture(autouse=True)
def nobody_is_known() -> Iterator[None]:
    opening._known.clear()
    yield
    opening._known.clear()


def settings(served: Served, root: Path, **more: str) -> Settings:
    kept = root / "history"  # beside the dataset that is served
    return Settings(source="api", api_key=more.pop("key", KEY), base_url=served.base_url, history=kept, **more)


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
    import threading

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


def test_the_platform_is_asked_for_its_id_once(tiny_platform: Served, tmp_path: Path) -> None:
    wanted = settings(tiny_platform, tmp_path)
    synced(wanted)
    source_identity(wanted)
    paths(tiny_platform)
    source_identity(wanted)
    assert paths(tiny_platform) == []


def test_a_platform_that_does_not_tell_who_it_is_has_no_history_but_figures(
    tiny_platform: Served, tmp_path: Path
) -> None:
    wanted = settings(tiny_platform, tmp_path)
    synced(wanted)
    opening._known.clear()
    tiny_platform.state.faults.append(Fault("404", endpoint="/settings"))
    with closing(open_source(wanted)) as source:
        assert isinstance(source, ApiSource)


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
    opening._known.clear()
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
    assert background.holding(wanted) is None
    synced(wanted)
    holding = background.holding(wanted)
    assert holding is not None
    assert holding.held >= 3

"""One folder a platform, whatever the key; a platform that nothing names is refused."""

from pathlib import Path

import pytest
from platformdirs import user_data_path

from data_access.api.source import ApiSource
from data_access.errors import AccessRefused, PlatformBroken, SettingsWrong
from data_access.history.place import history_root, platform_id_of, platform_of, store_directory
from data_access.settings import Settings
from data_access.source import PlatformProfile
from tests.data_access.history.platform import NOW, fault

_URL = "https://api.onehazel.com/platform-api"


def _settings(**values):
    return Settings(source="api", **{"api_key": "oh_platform_x", "base_url": _URL, **values})


def _platform(kept):
    source = ApiSource(kept.settings, lambda: NOW)
    try:
        return platform_of(source, kept.settings)
    finally:
        source.close()


def test_a_folder_is_named_for_host_and_platform_and_fit_for_a_file_system():
    where = store_directory(_settings(history=Path("/h")), "plat/../Ünsafe: " + "x" * 300)
    assert where.parent == Path("/h")
    assert where.name.startswith("api-onehazel-com-plat-unsafe-xxx")
    assert len(where.name) < 100
    assert where.name.replace("-", "").isalnum()


def test_ids_that_look_alike_and_hosts_are_told_apart():
    told = [
        store_directory(_settings(), "plat_a"),
        store_directory(_settings(), "plat-a"),
        store_directory(_settings(), "PLAT_A"),
        store_directory(_settings(base_url="https://eu.onehazel.com/platform-api"), "plat_a"),
        store_directory(_settings(), "赤い鳥"),
        store_directory(_settings(), "***"),
    ]
    assert len(set(told)) == len(told)


def test_both_spellings_of_the_address_and_every_key_mean_the_same_folder():
    other = _settings(base_url="https://API.onehazel.com/functions/v1/platform-api/", api_key="oh_platform_y")
    assert store_directory(_settings(), "plat") == store_directory(other, "plat")


def test_without_a_setting_histories_lie_in_the_users_data_directory():
    assert history_root(_settings()) == user_data_path("hazelboard", appauthor=False) / "history"
    assert history_root(_settings(history=Path("~/h"))) == Path.home() / "h"


def test_the_settings_of_the_platform_name_it_before_ours_do():
    assert platform_id_of("plat_told", _settings(platform="ours")) == "plat_told"
    assert platform_id_of(None, _settings(platform="ours")) == "ours"


def test_a_platform_that_nothing_names_is_refused_naming_the_setting():
    with pytest.raises(SettingsWrong, match=r"ONEHAZEL_PLATFORM is not set") as wrong:
        platform_id_of(None, _settings())
    assert "ONEHAZEL_PLATFORM" in wrong.value.advice


def test_the_platform_is_read_from_its_settings_by_one_request(kept):
    told = _platform(kept)
    assert (told.platform_id, told.name) == ("plat_days", "Many Days")
    assert [one["path"] for one in kept.state.requests] == ["/settings"]


@pytest.mark.parametrize("status", ["403", "404"])
def test_where_the_settings_are_not_open_ours_name_the_platform(kept, status):
    kept.state.faults.append(fault(f"{status},endpoint=/settings"))
    kept.options = {"platform": "ours"}
    told = _platform(kept)
    assert (told.platform_id, told.name, told.profile) == ("ours", "ours", PlatformProfile(None, None, None))


def test_a_key_that_may_not_read_the_settings_is_told_how_to_go_on(kept):
    kept.state.faults.append(fault("403,endpoint=/settings"))
    with pytest.raises(AccessRefused) as refused:
        _platform(kept)
    assert refused.value.advice.endswith("set ONEHAZEL_PLATFORM.")


def test_settings_that_fail_once_do_not_move_the_history_elsewhere(kept):
    kept.state.faults.append(fault("500,endpoint=/settings"))
    kept.options = {"platform": "ours"}
    with pytest.raises(PlatformBroken):
        _platform(kept)

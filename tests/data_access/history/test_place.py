"""One folder a platform, whatever the key; a platform that nothing names is refused."""

from pathlib import Path

import pytest
from platformdirs import user_data_path
from starlette.responses import JSONResponse

from data_access.api.source import ApiSource
from data_access.errors import AccessRefused, PlatformBroken, SettingsWrong, UnexpectedAnswer
from data_access.history.console import result_lines
from data_access.history.place import history_root, platform_of, store_directory
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


class _Silent:
    """The served app, whose /settings answer `told` and nothing else."""

    def __init__(self, app, told):
        self._app, self.state, self._told = app, app.state, told

    async def __call__(self, scope, receive, send):
        answers = scope["path"].endswith("/settings")
        await (JSONResponse({"success": True, "data": self._told}) if answers else self._app)(scope, receive, send)


def test_a_platform_that_tells_no_id_is_kept_as_the_slug_of_its_name_and_that_is_said_once(kept):
    kept.stage.app = _Silent(kept.stage.app, {"name": "Many Days"})
    asked = _platform(kept)
    assert (asked.platform_id, asked.name) == ("many-days", "Many Days")
    first = kept.sync()
    assert first.named == (
        "OneHazel tells no id of this platform: its history is kept under “many-days”, made of its name; "
        "ONEHAZEL_PLATFORM gives it another."
    )
    assert first.named in result_lines(first)
    assert kept.sync().named is None
    kept.stage.app = _Silent(kept.stage.app, {"name": "Renamed"})
    assert _platform(kept).platform_id == "many-days"
    kept.stage.app = _Silent(kept.stage.app, {"name": "Renamed", "id": "plat_days"})
    assert _platform(kept).platform_id == "many-days"
    assert store_directory(kept.settings, "many-days").is_dir()


def test_our_setting_names_a_platform_that_tells_no_id_without_a_word(kept):
    kept.stage.app = _Silent(kept.stage.app, {"name": "Many Days"})
    kept.options = {"platform": "ours"}
    assert (_platform(kept).platform_id, kept.sync().named) == ("ours", None)


@pytest.mark.parametrize("told", [{"name": None}, {"name": "***"}])
def test_a_platform_that_nothing_names_is_refused_naming_the_setting(kept, told):
    kept.stage.app = _Silent(kept.stage.app, told)
    with pytest.raises(SettingsWrong, match=r"ONEHAZEL_PLATFORM is not set") as wrong:
        _platform(kept)
    assert "ONEHAZEL_PLATFORM" in wrong.value.advice
    kept.options = {"platform": "ours"}
    assert _platform(kept).platform_id == "ours"


def test_malformed_settings_are_a_failure_and_no_platform_without_a_name(kept):
    kept.stage.app = _Silent(kept.stage.app, None)
    kept.options = {"platform": "ours"}
    with pytest.raises(UnexpectedAnswer, match=r"GET /settings: null is not an object"):
        _platform(kept)


@pytest.mark.parametrize("status", ["403", "404"])
def test_settings_that_close_later_leave_the_platform_what_it_was(kept, status):
    _platform(kept)
    kept.state.faults.append(fault(f"{status},endpoint=/settings"))
    told = _platform(kept)
    assert (told.platform_id, told.name) == ("plat_days", "Many Days")


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

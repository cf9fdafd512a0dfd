"""Settings come from the environment, then from secrets.toml; what is wrong is named without its secret value."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from data_access import settings as settings_module
from data_access.errors import SettingsWrong
from data_access.settings import DEFAULT_BASE_URL, SAMPLE, Settings

KEY = "oh_platform_0123456789abcdef"


@pytest.fixture(autouse=True)
def nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder without secrets.toml, and none of our names in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith(("ONEHAZEL_", "HAZELBOARD_")):
            monkeypatch.delenv(name)


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.from_environment()


def wrong(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    with pytest.raises(SettingsWrong) as told:
        settings(monkeypatch, **environment)
    return told.value.detail


def secrets(text: str) -> None:
    Path(".streamlit").mkdir()
    Path(".streamlit/secrets.toml").write_text(text)


def test_without_any_setting_the_bundled_sample_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch)
    assert read.kind == "dataset"
    assert read.dataset_directory == SAMPLE.resolve()
    assert read.base_url == DEFAULT_BASE_URL == "https://api.onehazel.com/platform-api"
    assert read.masked_key == ""


def test_a_key_means_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, ONEHAZEL_API_KEY=KEY)
    assert read.kind == "api"
    assert read.api_key is not None
    assert read.api_key.get_secret_value() == KEY


def test_the_source_that_is_named_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    both = {"ONEHAZEL_API_KEY": KEY, "ONEHAZEL_DATASET": str(tmp_path)}
    assert settings(monkeypatch, **both, ONEHAZEL_SOURCE="dataset").kind == "dataset"
    assert settings(monkeypatch, **both, ONEHAZEL_SOURCE="api").kind == "api"


def test_a_key_and_a_dataset_without_a_source_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = wrong(monkeypatch, ONEHAZEL_API_KEY=KEY, ONEHAZEL_DATASET=str(tmp_path))
    assert "ONEHAZEL_SOURCE=api or ONEHAZEL_SOURCE=dataset" in told
    assert KEY not in told


def test_the_api_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ONEHAZEL_SOURCE=api needs ONEHAZEL_API_KEY" in wrong(monkeypatch, ONEHAZEL_SOURCE="api")


def test_a_source_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(monkeypatch, ONEHAZEL_SOURCE="database").startswith("ONEHAZEL_SOURCE ")


def test_an_empty_value_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, ONEHAZEL_API_KEY="", ONEHAZEL_DATASET="", ONEHAZEL_SOURCE="", ONEHAZEL_BASE_URL="")
    assert read.kind == "dataset"
    assert read.base_url == DEFAULT_BASE_URL


def test_the_environment_comes_before_secrets_toml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets(f'ONEHAZEL_DATASET = "{tmp_path}/in-file"\nONEHAZEL_BASE_URL = "https://in-file.example"\n')
    read = settings(monkeypatch, ONEHAZEL_DATASET=f"{tmp_path}/in-environment")
    assert read.dataset_directory == tmp_path / "in-environment"
    assert read.base_url == "https://in-file.example"


def test_what_is_empty_in_the_environment_is_taken_from_secrets_toml(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets(f'ONEHAZEL_API_KEY = "{KEY}"\n')
    assert settings(monkeypatch, ONEHAZEL_API_KEY="").kind == "api"


def test_other_entries_and_sections_of_secrets_toml_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets('source = "api"\n[auth]\ncookie_secret = "x"\n')
    assert settings(monkeypatch).kind == "dataset"


def test_a_secrets_toml_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets("ONEHAZEL_API_KEY = ")
    assert wrong(monkeypatch).startswith(".streamlit/secrets.toml cannot be read: ")


def test_names_of_others_in_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, SOURCE="api", API_KEY="x", DATASET="/nowhere").dataset is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ONEHAZEL_API_KEYS", "did you mean ONEHAZEL_API_KEY?"),
        ("ONEHAZEL_BASEURL", "did you mean ONEHAZEL_BASE_URL?"),
        ("HAZELBOARD_DB_URL", "did you mean HAZELBOARD_DATABASE_URL?"),
        ("ONEHAZEL_QQQQQQQQQQQQQQQQ", "known: ONEHAZEL_SOURCE, ONEHAZEL_API_KEY"),
    ],
)
def test_an_unknown_name_of_ours_is_told_with_the_nearest_known_one(
    monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    told = wrong(monkeypatch, **{name: "x"})
    assert told.startswith(f"{name} is no setting of Hazelboard; ")
    assert hint in told


def test_an_unknown_name_in_secrets_toml_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets('ONEHAZEL_KEY = "x"\n')
    assert wrong(monkeypatch).startswith("ONEHAZEL_KEY is no setting of Hazelboard; ")


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("https://api.onehazel.com/platform-api/", "https://api.onehazel.com/platform-api"),
        ("https://abc.example/functions/v1/platform-api", "https://abc.example/functions/v1/platform-api"),
        (" https://api.example ", "https://api.example"),
        ("http://127.0.0.1:8080/platform-api", "http://127.0.0.1:8080/platform-api"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_base_url_is_https_or_loopback_and_loses_its_last_slash(
    monkeypatch: pytest.MonkeyPatch, url: str, used: str
) -> None:
    assert settings(monkeypatch, ONEHAZEL_BASE_URL=url).base_url == used


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://api.onehazel.com/platform-api", "must begin with https://"),
        ("http://127.0.0.1.example/", "must begin with https://"),
        ("ftp://127.0.0.1/", "must begin with https://"),
        ("https://user:secret@api.example", "must not hold a user name or password"),
        ("https://api.example?key=secret", "must not hold a query"),
        ("https://api.example#secret", "must not hold a query"),
        ("api.onehazel.com", "is no address"),
        ("https://", "is no address"),
        (f"https://{'a' * 64}.example", "has a host that no name can be"),
        ("https://a..example", "has a host that no name can be"),
    ],
)
def test_a_base_url_that_would_give_the_key_away_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    detail = wrong(monkeypatch, ONEHAZEL_BASE_URL=url)
    assert detail.startswith(f"ONEHAZEL_BASE_URL {told}")
    assert "secret" not in detail


@pytest.mark.parametrize(("set_to", "read"), [("", 256), ("1", 1), ("1024", 1024)])
def test_the_largest_answer_is_256_mib_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch, set_to: str, read: int
) -> None:
    assert settings(monkeypatch, ONEHAZEL_LARGEST_ANSWER_MIB=set_to).largest_answer_mib == read


@pytest.mark.parametrize("set_to", ["0", "-1", "1.5", "256 MiB", "much"])
def test_a_largest_answer_that_is_no_count_of_mib_is_refused(monkeypatch: pytest.MonkeyPatch, set_to: str) -> None:
    assert wrong(monkeypatch, ONEHAZEL_LARGEST_ANSWER_MIB=set_to).startswith("ONEHAZEL_LARGEST_ANSWER_MIB ")


def test_an_operators_key_is_told_apart_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    told = wrong(monkeypatch, ONEHAZEL_API_KEY="oh_live_0123456789")
    assert told.startswith("ONEHAZEL_API_KEY holds an operator's key (oh_live_…)")
    assert "0123456789" not in told


@pytest.mark.parametrize("key", ["oh_platform_0123 4567", "oh_platform_0123\n4567", "oh_platform_0123\N{EN DASH}4567"])
def test_a_key_with_a_space_or_a_sign_that_no_key_has_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    told = wrong(monkeypatch, ONEHAZEL_API_KEY=key)
    assert told.startswith("ONEHAZEL_API_KEY holds a space")
    assert "0123" not in told


def test_spaces_around_a_key_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, ONEHAZEL_API_KEY=f" {KEY}\n")
    assert read.api_key is not None
    assert read.api_key.get_secret_value() == KEY


@pytest.mark.parametrize(
    ("key", "masked"),
    [(KEY, "oh_platform_…cdef"), ("oh_platform_abc", "oh_platform_…"), ("short", "oh_platform_…")],
)
def test_a_key_is_shown_by_its_last_four_and_a_short_one_not_at_all(key: str, masked: str) -> None:
    assert Settings(api_key=SecretStr(key)).masked_key == masked


def test_neither_key_nor_database_is_in_the_words_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, ONEHAZEL_API_KEY=KEY, HAZELBOARD_DATABASE_URL="postgresql://u:hidden@h/d")
    assert "0123456789" not in f"{read!r} {read} {read.model_dump_json()}"
    assert "hidden" not in f"{read!r} {read} {read.model_dump_json()}"


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch)
    with pytest.raises(ValidationError, match="frozen"):
        read.base_url = "https://other.example"


def test_a_tilde_in_a_dataset_means_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read = settings(monkeypatch, HOME=str(tmp_path), ONEHAZEL_DATASET="~/acme")
    assert read.dataset_directory == tmp_path / "acme"


def test_a_file_or_variable_that_changed_is_read_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    monkeypatch.setattr(settings_module, "SECRETS", secrets)
    secrets.write_text('ONEHAZEL_PLATFORM = "one"\n')
    first = Settings.from_environment()
    assert Settings.from_environment() is first
    secrets.write_text('ONEHAZEL_PLATFORM = "two"\n')
    assert Settings.from_environment().platform == "two"
    monkeypatch.setenv("ONEHAZEL_PLATFORM", "three")
    assert Settings.from_environment().platform == "three"
    monkeypatch.delenv("ONEHAZEL_PLATFORM")
    secrets.unlink()
    assert Settings.from_environment().platform is None

"""What a partner sets: the environment first, then `.streamlit/secrets.toml` (contract, "Settings").

An empty value is an unset one. Wrong settings are refused with the name of the variable, never with its secret value.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Self, cast
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from data_access.errors import SettingsWrong

SAMPLE = Path(__file__).parent / "sample"
SECRETS = Path(".streamlit/secrets.toml")
DEFAULT_BASE_URL = "https://api.onehazel.com/platform-api"
_OUR_PREFIXES = ("ONEHAZEL_", "HAZELBOARD_")
_LONGEST_LABEL = 63
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Where the figures come from. Frozen; the key is a SecretStr and shows as asterisks."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    source: Literal["api", "dataset"] | None = Field(None, validation_alias="ONEHAZEL_SOURCE")
    api_key: SecretStr | None = Field(None, validation_alias="ONEHAZEL_API_KEY")
    base_url: str = Field(DEFAULT_BASE_URL, validation_alias="ONEHAZEL_BASE_URL")
    dataset: Path | None = Field(None, validation_alias="ONEHAZEL_DATASET")
    history: Path | None = Field(None, validation_alias="ONEHAZEL_HISTORY")
    platform: str | None = Field(None, validation_alias="ONEHAZEL_PLATFORM")
    database_url: SecretStr | None = Field(None, validation_alias="HAZELBOARD_DATABASE_URL")
    rates: Path | None = Field(None, validation_alias="HAZELBOARD_RATES")
    largest_answer_mib: int = Field(256, ge=1, validation_alias="ONEHAZEL_LARGEST_ANSWER_MIB")
    """What one question to the API may bring, all its pages together and unpacked, in MiB (1,048,576 bytes)."""

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of this process. Raises SettingsWrong, naming the variable and what to do.

        Read anew where the environment or the file changed: a page asks for them several times a run.
        """
        written = _written()
        known = _read.get(cls)
        if known is not None and known[0] == written:
            return cast("Self", known[1])
        settings = cls._read_anew()
        _read[cls] = written, settings
        return settings

    @classmethod
    def _read_anew(cls) -> Self:
        try:
            settings = cls()
        except ValidationError as wrong:
            raise SettingsWrong(_in_words(wrong)) from None
        except (OSError, ValueError) as wrong:
            raise SettingsWrong(f"{SECRETS} cannot be read: {wrong}") from None
        _refuse_unknown(name for name in os.environ)
        return settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the library's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the top level of secrets.toml; by our names only: a stray SOURCE is not ours."""
        in_file = TomlConfigSettingsSource(settings_cls, SECRETS).toml_data
        _refuse_unknown(in_file)
        stores = (os.environ, in_file)
        return init_settings, *(InitSettingsSource(settings_cls, _ours(store)) for store in stores)

    @field_validator("base_url")
    @classmethod
    def _usable_base_url(cls, url: str) -> str:
        parts = urlsplit(url.strip())
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("has a port that is no number from 0 to 65535") from None
        if parts.username or parts.password:
            raise ValueError("must not hold a user name or password; the key goes into ONEHAZEL_API_KEY")
        if parts.query or parts.fragment:
            raise ValueError("must not hold a query or a fragment: write it as https://host/path")
        if not parts.hostname:
            raise ValueError(f"is no address; the usual one is {DEFAULT_BASE_URL}")
        if max(map(len, parts.hostname.split("."))) > _LONGEST_LABEL or ".." in parts.hostname:
            raise ValueError("has a host that no name can be: between two dots stand 1 to 63 characters")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("must begin with https:// (plain http only to this machine): it carries the key")
        return url.strip().rstrip("/")

    @field_validator("api_key")
    @classmethod
    def _platform_key(cls, key: SecretStr | None) -> SecretStr | None:
        text = key.get_secret_value().strip() if key else ""
        if text.startswith("oh_live_"):
            raise ValueError(
                "holds an operator's key (oh_live_…); a platform key begins with oh_platform_. "
                "Ask OneHazel for the platform's own key"
            )
        if not text.isascii() or any(c.isspace() for c in text):
            raise ValueError("holds a space, a line break or a letter that no key has: paste it again")
        return SecretStr(text) if text else None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.source is None and self.api_key and self.dataset:
            raise ValueError(
                "ONEHAZEL_API_KEY and ONEHAZEL_DATASET are both set: "
                "say which one to read with ONEHAZEL_SOURCE=api or ONEHAZEL_SOURCE=dataset"
            )
        if self.source == "api" and self.api_key is None:
            raise ValueError("ONEHAZEL_SOURCE=api needs ONEHAZEL_API_KEY, the platform's key (oh_platform_…)")
        return self

    @property
    def kind(self) -> Literal["api", "dataset"]:
        """Which source is meant: `source` where it is set, else the API when there is a key."""
        return self.source or ("api" if self.api_key else "dataset")

    @property
    def dataset_directory(self) -> Path:
        """The dataset to read: the bundled sample unless one is named."""
        return (self.dataset or SAMPLE).expanduser().resolve()

    @property
    def masked_key(self) -> str:
        """The key fit for the screen: `oh_platform_…` and its last four characters; "" without a key."""
        if self.api_key is None:
            return ""
        key = self.api_key.get_secret_value()
        return f"oh_platform_…{key[-4:]}" if len(key) >= len("oh_platform_") + 8 else "oh_platform_…"


def _written() -> tuple[object, ...]:
    """What tells whether the settings would be read as before: our part of the environment, and which file there is."""
    ours = sorted(item for item in os.environ.items() if item[0].upper().startswith(_OUR_PREFIXES))
    file = SECRETS.absolute()
    try:
        of = file.stat()
    except OSError as failed:
        return tuple(ours), file, type(failed)
    return tuple(ours), file, of.st_ino, of.st_mtime_ns, of.st_ctime_ns, of.st_size


_read: dict[type[BaseSettings], tuple[tuple[object, ...], BaseSettings]] = {}
"""The settings that were read last, and of what."""


def _known_names() -> list[str]:
    return [str(field.validation_alias) for field in Settings.model_fields.values()]


def _ours(store: Mapping[str, object]) -> dict[str, object]:
    return {name: store[name] for name in _known_names() if store.get(name, "") != ""}


def _refuse_unknown(names: Iterable[str]) -> None:
    """A misspelt name would silently read the wrong platform: say the nearest name that exists."""
    known = _known_names()
    for name in sorted(names):
        if name.upper().startswith(_OUR_PREFIXES) and name not in known:
            raise SettingsWrong(f"{name} is no setting of Hazelboard; {_hint(name.upper(), known)}")


def _hint(name: str, known: list[str]) -> str:
    """The nearest known name among those whose ending is near: the prefix, which many share, says little."""
    endings = {full.partition("_")[2]: full for full in known}
    near = difflib.get_close_matches(name.partition("_")[2], endings, n=len(endings), cutoff=0.5)
    nearest = difflib.get_close_matches(name, [endings[ending] for ending in near], n=1, cutoff=0)
    return f"did you mean {nearest[0]}?" if nearest else f"known: {', '.join(known)}"


def _in_words(wrong: ValidationError) -> str:
    """One line an error, without the value: it may be the key."""
    lines = []
    for error in wrong.errors(include_input=False, include_url=False):
        name = " ".join(str(part) for part in error["loc"])
        message = error["msg"].removeprefix("Value error, ")
        lines.append(f"{name} {message}".strip())
    return "; ".join(lines)

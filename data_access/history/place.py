"""Where a platform's history lies: one folder a platform, the same for every key that it ever had."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from slugify import slugify

from data_access.api.source import ApiSource
from data_access.errors import DataAccessError, NotAllowed, SettingsWrong
from data_access.history.knowledge import Knowledge
from data_access.settings import Settings
from data_access.source import PlatformProfile

_LONGEST_PART = 40
_UNKNOWN = PlatformProfile(None, None, None)


@dataclass(frozen=True, slots=True)
class Platform:
    """Which platform a history is of: what it is kept as, and its profile as the settings tell it.

    `is_by_name`: OneHazel tells no id, so that it is kept as the slug of its name.
    """

    platform_id: str
    profile: PlatformProfile
    is_by_name: bool = False

    @property
    def name(self) -> str:
        """The profile's name, else the id."""
        return self.profile.name or self.platform_id

    @property
    def words(self) -> str | None:
        """What to know of the choice of the name, in a sentence; None where OneHazel or ONEHAZEL_PLATFORM tells it."""
        if not self.is_by_name:
            return None
        return (
            f"OneHazel tells no id of this platform: its history is kept under “{self.platform_id}”, made of its name; "
            "ONEHAZEL_PLATFORM gives it another."
        )


def platform_of(source: ApiSource, settings: Settings) -> Platform:
    """The platform behind `source`, by one request of /settings; what it tells is learnt (`knowledge`).

    Raises SettingsWrong where nothing names it, or where /settings is not open to the key and nothing else names it
    the refusal, which says how to go on. Raises every other DataAccessError: the same platform must not get another
    folder because its settings failed once.
    """
    refused, profile, told = None, _UNKNOWN, None
    try:
        profile, told = source.identified_profile()
    except DataAccessError as failed:
        if not failed.is_lasting:
            raise
        refused = failed
    learnt = knowledge(settings).learn(told, profile.name, settings.platform)
    if learnt is None:
        raise _unnamed(refused) from None
    is_by_name = told is None and learnt.told is None and settings.platform is None
    if refused is not None:
        profile = replace(profile, name=learnt.name)
    return Platform(learnt.kept_as, profile, is_by_name=is_by_name)


def knowledge(settings: Settings) -> Knowledge:
    """What is known on disk of the platform at this address for this key."""
    key = settings.api_key
    host = urlsplit(settings.base_url).netloc.lower()
    return Knowledge(history_root(settings), host, key.get_secret_value() if key else "")


def _unnamed(refused: DataAccessError | None) -> DataAccessError:
    if isinstance(refused, NotAllowed):
        advice = f"{refused.advice} If the key is right but may not read /settings, set ONEHAZEL_PLATFORM."
        return NotAllowed(refused.detail, advice)
    return SettingsWrong(
        "the platform is not known: /settings tells neither an id nor a name of its own, and ONEHAZEL_PLATFORM is not set",
        "Set ONEHAZEL_PLATFORM to a short name for this platform and keep it: its history is stored under it.",
    )


def history_root(settings: Settings) -> Path:
    """ONEHAZEL_HISTORY, else `history` in the user's data directory of Hazelboard."""
    return (settings.history or user_data_path("hazelboard", appauthor=False) / "history").expanduser().absolute()


def store_directory(settings: Settings, platform_id: str) -> Path:
    """The folder of the platform's history: words of host and id to be found by, a digest of both to be told apart by.

    It may not be there yet.
    """
    host = urlsplit(settings.base_url).netloc.lower()
    digest = hashlib.blake2b(f"{host}\n{platform_id}".encode(), digest_size=5).hexdigest()
    words = (slugify(part)[:_LONGEST_PART].strip("-") for part in (host, platform_id))
    return history_root(settings) / "-".join(filter(None, (*words, digest)))

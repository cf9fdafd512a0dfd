"""Where a platform's history lies: one folder a platform, the same for every key that it ever had."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from slugify import slugify

from data_access.api.source import ApiSource
from data_access.errors import AccessRefused, NotOffered, SettingsWrong
from data_access.settings import Settings
from data_access.source import PlatformProfile

_LONGEST_PART = 40
_UNKNOWN = PlatformProfile(None, None, None)


@dataclass(frozen=True, slots=True)
class Platform:
    """Which platform a history is of: its id, and its profile as the settings tell it."""

    platform_id: str
    profile: PlatformProfile

    @property
    def name(self) -> str:
        """The profile's name, else the id."""
        return self.profile.name or self.platform_id


def platform_of(source: ApiSource, settings: Settings) -> Platform:
    """The platform behind `source`, by one request of /settings.

    Raises SettingsWrong where nothing names it. Where /settings is not open to the key, ONEHAZEL_PLATFORM names it;
    without that, AccessRefused says how to go on. Raises every other DataAccessError: the same platform must not get
    another folder because its settings failed once.
    """
    try:
        profile, told = source.identified_profile()
    except NotOffered:
        profile, told = _UNKNOWN, None
    except AccessRefused as refused:
        if settings.platform is None:
            advice = f"{refused.advice} If the key is right but may not read /settings, set ONEHAZEL_PLATFORM."
            raise AccessRefused(refused.detail, advice) from None
        profile, told = _UNKNOWN, None
    return Platform(platform_id_of(told, settings), profile)


def platform_id_of(told: str | None, settings: Settings) -> str:
    """The id that /settings `told`, else ONEHAZEL_PLATFORM. Raises SettingsWrong where neither is known."""
    known = told or settings.platform
    if known is None:
        raise SettingsWrong(
            "the platform's id is not known: /settings does not tell it, and ONEHAZEL_PLATFORM is not set",
            "Set ONEHAZEL_PLATFORM to a short name for this platform and keep it: its history is stored under it.",
        )
    return known


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

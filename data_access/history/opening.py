"""Opens the Platform API with the history that is kept of its platform, where there is one."""

import time
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from data_access.api.source import ApiSource
from data_access.dataset.manifest import NAME as MANIFEST
from data_access.dataset.manifest import dataset_identity
from data_access.errors import DataAccessError, SettingsWrong
from data_access.history.place import history_root, platform_of, store_directory
from data_access.history.source import HistorySource
from data_access.identity import api_identity, joined_identity
from data_access.settings import Settings
from data_access.source import Source

_AGAIN_SECONDS = 60.0
_known: dict[str, tuple[str | None, float]] = {}
_lock = Lock()


def opened(settings: Settings) -> Source:
    """The API alone, or with the history of its platform. Raises DatasetMissing, DatasetWrong for a broken store."""
    from data_access.api import source as api

    asked, directory = api.ApiSource(settings), kept_directory(settings)
    return asked if directory is None else HistorySource(asked, directory)


def identity(settings: Settings) -> str:
    """The `identity` that `opened` would have: another one as soon as a sync has changed the store."""
    key = settings.api_key
    asked = api_identity(settings.base_url, key.get_secret_value() if key else "")
    directory = kept_directory(settings)
    return asked if directory is None else joined_identity(asked, dataset_identity(directory))


def kept_directory(settings: Settings) -> Path | None:
    """The store of this platform, None where there is none. Asks who the platform is only where any store exists."""
    root = history_root(settings)
    if not root.is_dir() or not any(root.glob(f"*/{MANIFEST}")):
        return None
    platform_id = known_platform(settings)
    if platform_id is None:
        return None
    directory = store_directory(settings, platform_id)
    return directory if (directory / MANIFEST).exists() else None


def platform_key(settings: Settings) -> str:
    """Host and platform. Raises SettingsWrong where the platform is not known."""
    known = known_platform(settings)
    if known is None:
        raise SettingsWrong(
            "OneHazel does not tell which platform this is, so nothing can be kept for it",
            "Set ONEHAZEL_PLATFORM to a short name for this platform and keep it, then restart Hazelboard.",
        )
    return f"{urlsplit(settings.base_url).netloc.lower()}/{known}"


def known_platform(settings: Settings) -> str | None:
    """The id of the platform at this address for this key; None while OneHazel does not tell.

    Asked once in a process, and after a failure again a minute later.
    """
    key = settings.api_key
    who = api_identity(settings.base_url, key.get_secret_value() if key else "") + (settings.platform or "")
    with _lock:
        known, again_at = _known.get(who, (None, 0.0))
        if known is None and time.monotonic() >= again_at:
            known = _asked(settings)
            _known[who] = (known, time.monotonic() + _AGAIN_SECONDS)
        return known


def forget_platforms() -> None:
    """Ask anew who answers where."""
    with _lock:
        _known.clear()


def _asked(settings: Settings) -> str | None:
    source = ApiSource(settings)
    try:
        return platform_of(source, settings).platform_id
    except DataAccessError:
        return None
    finally:
        source.close()

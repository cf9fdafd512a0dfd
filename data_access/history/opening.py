"""Opens the Platform API with the history that is kept of its platform, where there is one."""

import math
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlsplit

from data_access.api.source import ApiSource
from data_access.dataset.manifest import NAME as MANIFEST
from data_access.dataset.manifest import dataset_identity
from data_access.errors import DataAccessError, SettingsWrong
from data_access.history.place import history_root, knowledge, platform_of, store_directory
from data_access.history.source import HistorySource
from data_access.identity import api_identity, joined_identity
from data_access.settings import Settings
from data_access.source import Source

_AGAIN_SECONDS = 60.0
ASKING = "asking which platform this is"
"""The name of the thread that asks while pages go by what is known."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of asking which platform this is, and when (`time.monotonic`) to ask again.

    Neither an id nor a failure: OneHazel does not tell, and nothing else names the platform.
    """

    platform_id: str | None = None
    failed: DataAccessError | None = None
    again_at: float = math.inf

    @property
    def stands(self) -> bool:
        """Whether it is too early to ask again."""
        return time.monotonic() < self.again_at


_asked: dict[str, _Asked] = {}
_lock, _asking = Lock(), Lock()


def opened(settings: Settings) -> Source:
    """The API alone, or with the history of its platform.

    Raises DatasetMissing and DatasetWrong for a broken store, and as `known_platform`.
    """
    directory = kept_directory(settings)
    asked = ApiSource(settings)
    return asked if directory is None else HistorySource(asked, directory)


def api_alone(settings: Settings) -> closing[ApiSource]:
    """The API without what is kept of it, to ask which platform it is and to sync: a `with` closes it at its end."""
    return closing(ApiSource(settings))


def identity(settings: Settings) -> str:
    """The `identity` that `opened` would have: another one as soon as a sync has changed the store."""
    key = settings.api_key
    asked = api_identity(settings.base_url, key.get_secret_value() if key else "")
    directory = kept_directory(settings)
    return asked if directory is None else joined_identity(asked, dataset_identity(directory))


def kept_directory(settings: Settings) -> Path | None:
    """The store of this platform, None where there is none. Asks who the platform is only where any store exists.

    Raises as `known_platform`: a history that cannot be found for the moment is not a history that is not there.
    """
    root = history_root(settings)
    if not root.is_dir() or not any(root.glob(f"*/{MANIFEST}")):
        return None
    platform_id = known_platform(settings)
    if platform_id is None:
        return None
    directory = store_directory(settings, platform_id)
    return directory if (directory / MANIFEST).exists() else None


def platform_key(settings: Settings) -> str:
    """Host and platform. Raises SettingsWrong where nothing names the platform, and as `known_platform`."""
    known = known_platform(settings)
    if known is None:
        raise SettingsWrong(
            "OneHazel does not tell which platform this is, so nothing can be kept for it",
            "Set ONEHAZEL_PLATFORM to a short name for this platform and keep it, then restart Hazelboard.",
        )
    return f"{urlsplit(settings.base_url).netloc.lower()}/{known}"


def known_platform(settings: Settings) -> str | None:
    """What the platform at this address for this key is kept as; None where nothing names it.

    What was once learnt is known without asking; whether it still holds is asked beside the pages, once in a process.
    Else it is asked now. After a failure it is asked again a minute later. Raises that failure meanwhile.
    """
    known = knowledge(settings).learnt(settings.platform)
    if known is not None:
        _ask_meanwhile(settings)
        return known.kept_as
    with _asking:
        asked = _asked.get(_who(settings))
        if asked is None or not asked.stands:
            asked = _ask(settings)
    if asked.failed is not None:
        raise asked.failed.with_traceback(None)
    return asked.platform_id


def forget_platforms() -> None:
    """Ask anew who answers where. What was learnt stays known."""
    with _lock:
        _asked.clear()


def _who(settings: Settings) -> str:
    key = settings.api_key
    asked = api_identity(settings.base_url, key.get_secret_value() if key else "")
    return "\n".join((asked, settings.platform or "", str(history_root(settings))))


def _ask_meanwhile(settings: Settings) -> None:
    who = _who(settings)
    with _lock:
        asked = _asked.get(who)
        if asked is not None and asked.stands:
            return
        _asked[who] = _Asked(again_at=time.monotonic() + _AGAIN_SECONDS)
    Thread(target=_ask, args=(settings,), name=ASKING, daemon=True).start()


def _ask(settings: Settings) -> _Asked:
    again_at = time.monotonic() + _AGAIN_SECONDS
    try:
        with api_alone(settings) as source:
            asked = _Asked(platform_of(source, settings).platform_id)
    except DataAccessError as failed:
        is_untold = failed.is_lasting or isinstance(failed, SettingsWrong)
        asked = _Asked(failed=None if is_untold else failed, again_at=again_at)
    with _lock:
        _asked[_who(settings)] = asked
    return asked

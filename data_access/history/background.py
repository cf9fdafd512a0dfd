"""A sync that runs beside whoever started it, one at a time in a process, to be watched and cancelled."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event, Lock, Thread

import polars as pl

from data_access.errors import DataAccessError
from data_access.history import plan
from data_access.history.opening import api_alone, kept_directory
from data_access.history.place import platform_of, store_directory
from data_access.history.progress import Progress
from data_access.history.store import Holding, Store
from data_access.history.sync import SyncResult, sync
from data_access.history.sync import requests_needed as needed
from data_access.identity import api_identity
from data_access.settings import Settings


@dataclass(frozen=True, slots=True)
class BackgroundSync:
    """How the sync of this process stands: `progress` while it runs, `result` or `error` once it has ended.

    `of`: the API's address and key that it was started for, as `identity.api_identity`.
    """

    of: str = ""
    is_running: bool = False
    progress: Progress | None = None
    result: SyncResult | None = None
    error: DataAccessError | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where a platform's history lies, None without one; and what tells whether it was written anew (`Store.trace`)."""

    directory: Path | None = None
    trace: tuple[tuple[int, ...] | str, ...] = ()


_lock = Lock()
_cancelled = Event()
_state = BackgroundSync()


def state(settings: Settings) -> BackgroundSync:
    """How the sync of these settings stands now; one of another platform or key is none of theirs."""
    return _state if _state.of == _of(settings) else BackgroundSync()


def start(settings: Settings, days: int, verify: int = 0) -> bool:
    """Start a sync unless one runs in this process; whether one was started. What goes wrong is in its `error`."""
    with _lock:
        if _state.is_running:
            return False
        _cancelled.clear()
        _become(BackgroundSync(_of(settings), is_running=True))
    Thread(target=_run, args=(settings, days, verify), name="sync", daemon=True).start()
    return True


def forget() -> None:
    """Forget how the last sync ended; one that runs goes on."""
    with _lock:
        if not _state.is_running:
            _become(BackgroundSync())


def cancel() -> None:
    """Ask the running sync to stop; what is held stays."""
    _cancelled.set()


def written(settings: Settings) -> Written:
    """The platform's history as it stands there now. Raises what `opening.kept_directory` raises."""
    directory = kept_directory(settings)
    return Written() if directory is None else Written(directory, Store(directory).trace())


def holding(of: Written) -> Holding | None:
    """What the platform's history holds; None where there is none yet, or OneHazel does not tell which platform it is.

    Raises DatasetWrong for a damaged one.
    """
    return None if of.directory is None else Store(of.directory).holding()


def requests_needed(of: Written, today: date, days: int, verify: int) -> int:
    """How many requests a sync would make, without tries again. Raises DatasetWrong."""
    if of.directory is None:
        return plan.requests_needed(pl.DataFrame(schema=plan.DAYS), None, today, days, verify)
    return needed(of.directory, today, days, verify)


def _of(settings: Settings) -> str:
    key = settings.api_key
    return api_identity(settings.base_url, key.get_secret_value() if key else "")


def _become(new: BackgroundSync) -> None:
    global _state  # noqa: PLW0603  one process, one sync
    _state = new


def _run(settings: Settings, days: int, verify: int) -> None:
    ended = BackgroundSync(_of(settings), error=DataAccessError("the sync ended without a word", "Look into the log."))
    try:
        with api_alone(settings) as source:
            platform = platform_of(source, settings)
            directory = store_directory(settings, platform.platform_id)
            result = sync(
                source, directory, platform, days=days, verify=verify, progress=_watched, cancelled=_cancelled.is_set
            )
        ended = BackgroundSync(_of(settings), result=result)
    except DataAccessError as error:
        ended = BackgroundSync(_of(settings), error=error)
    finally:
        _become(ended)


def _watched(progress: Progress) -> None:
    _become(replace(_state, progress=progress))

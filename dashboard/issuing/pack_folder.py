"""Where packs lie while somebody may still fetch them: a folder of this process in the system's temporary folder.

A pack goes with whoever holds it, the folder with the process. What a process left that could not clean up (killed, or
the power went) is swept when the next one starts: its lock is free then.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from threading import Lock

_PREFIX = "hazelboard-"
_LOCK = ".lock"
_making = Lock()
_mine: tuple[Path, int] | None = None


def new_folder() -> Path:
    """An empty folder for one pack, for this user alone. Raises OSError."""
    return Path(tempfile.mkdtemp(dir=_own_folder()))


def swept() -> int:
    """Remove what processes left that are gone; how many folders that were. Another user's are left alone."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid() and _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def remove() -> None:
    """Remove this process's folder with all that is in it; a pack that is asked for later makes a new one."""
    global _mine  # noqa: PLW0603  one process, one folder
    with _making:
        if _mine is not None:
            shutil.rmtree(_mine[0], ignore_errors=True)
            os.close(_mine[1])
        _mine = None


def _own_folder() -> Path:
    """Made anew where it vanished: some systems clear their temporary folder while we run."""
    global _mine  # noqa: PLW0603  one process, one folder
    with _making:
        if _mine is None or not _mine[0].is_dir():
            made = Path(tempfile.mkdtemp(prefix=f".{_PREFIX}"))
            handle = os.open(made / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            _mine = (made.rename(made.with_name(made.name.removeprefix("."))), handle)  # swept only under this name
        return _mine[0]


def _is_left(folder: Path) -> bool:
    """Whether nobody holds the folder's lock; one without a lock was left by somebody who cleared half of it."""
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError as missing:
        return isinstance(missing, FileNotFoundError)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)

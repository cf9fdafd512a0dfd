"""A pack that is made in a thread of its own, with progress, while the page stays usable; and issuing it."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Generic, TypeVar

from dashboard.exports.pack.contents import Pack, PackCancelled
from dashboard.exports.pack.on_disk import save_pack
from dashboard.exports.pack.packing import Packed
from data_access import DataAccessError

T = TypeVar("T")


@dataclass(slots=True)
class Packing(Generic[T]):
    """One pack in the making: `packed` and `then` (what followed) once it has ended well, else `error` or `cancelled`."""

    of: str
    step: str = "rows"
    done: float = 0.0
    packed: Packed | None = None
    then: T | None = None
    error: DataAccessError | None = None
    cancelled: bool = False
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hazelboard-")))
    _stop: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)

    @property
    def is_running(self) -> bool:
        """Whether it has neither ended nor failed."""
        return not self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Until it has ended, well or not; False where it has not in time."""
        return self._ended.wait(seconds)

    @property
    def path(self) -> Path:
        """Where the pack lies; it goes with the session that made it, at the latest with the process."""
        return self.folder / "pack.zip"

    def cancel(self) -> None:
        """Stop as soon as it can be."""
        self._stop.set()

    def end(self) -> None:
        """Whatever came of it is there."""
        self._ended.set()

    def forget(self) -> None:
        """Take the file away."""
        self.cancel()
        shutil.rmtree(self.folder, ignore_errors=True)


def packing(of: str, pack: Pack, then: Callable[[Packed, Path], T] | None = None) -> Packing[T]:
    """Start to make `pack`; `then` is done with the finished file, in the same thread. `of` tells packs apart."""
    job: Packing[T] = Packing(of)
    atexit.register(job.forget)
    Thread(target=_made, args=(job, pack, then), name="pack", daemon=True).start()
    return job


def _made(job: Packing[T], pack: Pack, then: Callable[[Packed, Path], T] | None) -> None:
    def told(step: str, done: float) -> None:
        job.step, job.done = step, done

    ended = False
    try:
        packed = save_pack(pack, job.path, progress=told, cancelled=job._stop.is_set)  # noqa: SLF001  its own thread
        if then is not None:
            job.then = then(packed, job.path)
        job.packed, ended = packed, True
    except PackCancelled:
        job.cancelled, ended = True, True
    except DataAccessError as error:
        job.error, ended = error, True
    finally:
        if not ended:
            job.error = DataAccessError("the pack was not made: the log says why", "Tell whoever runs Hazelboard.")
        job.end()

"""A pack that is made in a thread of its own, with progress, while the page stays usable; and issuing it."""

import hashlib
import shutil
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Generic, Literal, TypeVar

from dashboard.exports.pack.contents import Pack, PackCancelled
from dashboard.exports.pack.on_disk import PackUnwritable, save_pack
from dashboard.exports.pack.packing import Packed
from dashboard.issuing import pack_folder
from dashboard.issuing.invoice import Wishes
from data_access import DataAccessError
from data_access.rate_card import Rates

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PackOf:
    """Everything that makes a pack another one: what it is made for, of which report, and how it was wished for.

    `corrects`: the number of the issued report that a correction is written for; it is one correction in any form.
    """

    purpose: Literal["take away", "issue", "correct"]
    report_id: str
    state: str
    wishes: Wishes | None = None
    rates: Rates | None = field(default=None, hash=False)
    corrects: int | None = None


@dataclass(slots=True, weakref_slot=True, eq=False)
class Packing(Generic[T]):
    """One pack in the making: `packed` and `then` (what followed) once it has ended well, else `error` or `cancelled`.

    Its folder is removed with it.
    """

    of: PackOf
    folder: Path
    step: str = "rows"
    done: float = 0.0
    packed: Packed | None = None
    sha256: str = ""
    then: T | None = None
    error: DataAccessError | None = None
    cancelled: bool = False
    _stop: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        """Whether it has neither ended nor failed."""
        return not self._ended.is_set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Until it has ended, well or not; False where it has not in time."""
        return self._ended.wait(seconds)

    @property
    def path(self) -> Path:
        """Where the pack lies."""
        return self.folder / "pack.zip"

    def cancel(self) -> None:
        """Stop as soon as it can be."""
        self._stop.set()

    def end(self) -> None:
        """Whatever came of it is there."""
        self._ended.set()


def packing(of: PackOf, pack: Pack, then: Callable[[Packed, Path], T] | None = None) -> Packing[T]:
    """Start to make `pack`; `then` is done with the finished file, in the same thread. Raises PackUnwritable."""
    try:
        job: Packing[T] = Packing(of, pack_folder.new_folder())
    except OSError as failed:
        raise PackUnwritable(f"{failed.filename}: {failed.strerror or failed}") from None
    Thread(target=_made, args=(job, pack, then), name="pack", daemon=True).start()
    return job


def _made(job: Packing[T], pack: Pack, then: Callable[[Packed, Path], T] | None) -> None:
    def told(step: str, done: float) -> None:
        job.step, job.done = step, done

    ended = False
    try:
        packed = save_pack(pack, job.path, progress=told, cancelled=lambda: job.is_cancelled)
        with job.path.open("rb") as file:
            job.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if then is not None:
            job.then = then(packed, job.path)
        job.packed, ended = packed, True
    except PackCancelled:
        job.cancelled, ended = True, True
    except DataAccessError as error:
        job.error, ended = error, True
    except OSError as gone:
        job.error, ended = PackUnwritable(f"{job.path}: {gone.strerror or gone}"), True
    finally:
        if not ended:
            job.error = DataAccessError("the pack was not made: the log says why", "Tell whoever runs Hazelboard.")
        job.end()

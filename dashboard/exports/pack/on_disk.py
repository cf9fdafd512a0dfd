"""A pack as a file: whole under its name, or not there."""

from collections.abc import Callable
from os import fsync, getpid
from pathlib import Path

from dashboard.exports.pack.contents import Pack, Tick
from dashboard.exports.pack.packing import Packed, never, unwatched, write_pack
from data_access.errors import DataAccessError


class PackUnwritable(DataAccessError):
    """The file cannot be written: no such folder, no room, or the folder is not ours."""

    title = "The pack could not be written"
    usual_advice = "Make room, or name a file in a folder that is there and can be written."


def save_pack(pack: Pack, path: Path, *, progress: Tick = unwatched, cancelled: Callable[[], bool] = never) -> Packed:
    """`packing.write_pack` into the file `path`, replacing it at the end: until then, and after a failure, it stays.

    In a thread as well as in a command: it keeps a few tens of thousands of rows in memory at a time, beside the
    report's own frames. Raises PackUnwritable, and what `write_pack` raises.
    """
    unfinished = path.with_name(f".{path.name}.{getpid()}.part")
    try:
        try:
            with unfinished.open("xb") as target:
                packed = write_pack(pack, target, progress=progress, cancelled=cancelled)
                target.flush()
                fsync(target.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as failed:
        raise PackUnwritable(f"{path}: {failed.strerror or failed}") from None
    return packed

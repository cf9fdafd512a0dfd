"""A pack as a file: whole under its name, or not there."""

from collections.abc import Callable
from pathlib import Path

from dashboard.exports.pack.contents import Pack, Tick
from dashboard.exports.pack.packing import Packed, never, unwatched, write_pack
from data_access.atomic_file import replacing
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
    try:
        with replacing(path) as target:
            packed = write_pack(pack, target, progress=progress, cancelled=cancelled)
    except OSError as failed:
        raise PackUnwritable(f"{path}: {failed.strerror or failed}") from None
    return packed

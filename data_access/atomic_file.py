"""Files that are there whole or not at all, whatever happens while they are written: every write of ours that lasts."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO

UNFINISHED = ".part"
"""How the name of an unfinished file ends; it begins with a dot and the file's own name."""


@contextmanager
def replacing(path: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A file to write what shall stand at `path`; at the block's end it takes its place in one step, and is on the disk.

    Until then, and after any error, what was there stands. A link is followed. `mode`: who may read it, less what the
    umask takes away; None = as the file that is replaced. Raises OSError. A process that is killed leaves a file with a
    name of its own behind.
    """
    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with open(unfinished, "xb", opener=partial(os.open, mode=0o666 if mode is None else mode)) as file:
            if mode is None and target.exists():
                unfinished.chmod(S_IMODE(target.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """A name that took its place outlasts a power cut only once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files that are there whole or not at all, whatever happens while they are written.

Content goes to a file (or folder) under another name, which no reader looks at, is flushed to the disk, and takes its
place in one step. What an interrupted write leaves behind is removed by the next one. One writer at a time.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl

from data_access.atomic_file import UNFINISHED, flush_folder, replacing
from data_access.errors import HistoryUnwritable, quotable


def parquet(frame: pl.DataFrame) -> bytes:
    """`frame` as the bytes of a Parquet file."""
    file = BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def write(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put `content` at `path`, in place of what is there. Raises HistoryUnwritable; then the old file stands.

    `mode`: who may read it, less what the process's umask takes away.
    """
    with _told(path):
        for left in path.parent.glob(f".{path.name}.*{UNFINISHED}"):
            left.unlink()
        with replacing(path, mode) as file:
            file.write(content)


def make_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder `path`, which is not there yet, with `files` by name in it. Raises HistoryUnwritable."""
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    with _told(path):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            for name, content in files.items():
                write(unfinished / name, content)
            unfinished.rename(path)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        flush_folder(path.parent)


def make_private(directory: Path) -> None:
    """Make `directory`, for its owner's eyes only, where it is not there. Raises HistoryUnwritable."""
    with _told(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise HistoryUnwritable(f"{quotable(path)} cannot be written: {quotable(wrong.strerror or wrong)}") from wrong

"""A zip that depends on its contents alone: no clock, no permissions of this machine, entries in the order given."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_READABLE_FILE = 0o100644 << 16
_UNIX = 3
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that stands in the zip: its size in bytes and its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


class PackZip:
    """Writes entries one after the other to a file object that the caller opened and closes."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, parts: Iterable[bytes], *, is_packed: bool = False, may_be_huge: bool = False) -> Entry:
        """Write `parts` as the file `name`. `is_packed`: do not compress again; `may_be_huge`: 2 GiB or more."""
        info = ZipInfo(name, _FIRST_DAY_OF_ZIP)
        info.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
        info.external_attr, info.create_system = _READABLE_FILE, _UNIX
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=may_be_huge) as entry:
            for part in parts:
                entry.write(part)
                digest.update(part)
                size += len(part)
        return Entry(name, size, digest.hexdigest())

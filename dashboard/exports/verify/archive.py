"""A zip from anywhere, read in memory: nothing is unpacked to a disk, no path in it means anything, and all of it is bounded.

Its table of contents is measured before it is read: four million names take half a minute. The sizes that a zip tells
about itself are refused where they are too large, and no file is unpacked further than it tells.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_ENTRIES = 200
LARGEST_TABLE = 1 << 18
"""Bytes of the table of contents: 200 files of ours take 14,000."""

LARGEST_ENTRY = 1 << 29
LARGEST_TOTAL = 1 << 30
"""Bytes: lines.csv of a million lines has about 100 million, in the form `focus` 350 million."""

HIGHEST_RATIO = 500
"""How many times its own size a file may unpack to; deflate reaches 1,032. The most even million lines of ours stay below 60."""

_NEGLIGIBLE = 1 << 20
_SHOWN = 80
_PIECE = 1 << 18
_LOCAL_HEADER = struct.Struct("<8xH16xHH")
_FIRST_FILES = 40
_ENCRYPTED = 0x1
_UNREADABLE = (BadZipFile, ValueError, struct.error, OverflowError, EOFError)
_LEFT_BY_FINDERS = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class ArchiveRefused(Exception):
    """A zip that is not looked into: too many files, too large, or packed to explode. The words say which."""


class ArchiveCutOff(Exception):
    """What begins like a zip has no readable table of contents: cut off, or damaged there."""


class EntryDamaged(Exception):
    """A file in a zip that cannot be unpacked to what the zip says of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip: `size` and `sha256` of what it unpacks to; None where it is `damaged`, in words."""

    size: int | None
    sha256: str | None
    damaged: str | None = None


class Archive:
    """An opened zip: its files by name, without a folder that all of them share; `oddities` that no pack of ours has."""

    def __init__(self, held: ZipFile, length: int, places: Mapping[str, ZipInfo], oddities: tuple[str, ...]) -> None:
        """Nothing is unpacked yet."""
        self.oddities = oddities
        self._held, self._length, self._places = held, length, places

    def __contains__(self, name: str) -> bool:
        return name in self._places

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every file with what it unpacks to."""
        return {name: self._entry(name) for name in self._places}

    def _entry(self, name: str) -> Entry:
        digest, size = hashlib.sha256(), 0
        try:
            for piece in self.pieces(name):
                digest.update(piece)
                size += len(piece)
        except EntryDamaged as wrong:
            return Entry(None, None, str(wrong))
        return Entry(size, digest.hexdigest())

    @property
    def total(self) -> int:
        """How many bytes all files unpack to, as `size`."""
        return sum(map(self.size, self._places))

    def size(self, name: str) -> int:
        """How many bytes the file unpacks to, by what the zip says; none unpacks to more. Raises KeyError."""
        return self._places[name].file_size

    def content(self, name: str) -> bytes | None:
        """What the file unpacks to; None where there is none, or it is damaged."""
        try:
            return b"".join(self.pieces(name)) if name in self else None
        except EntryDamaged:
            return None

    def pieces(self, name: str) -> Iterator[bytes]:
        """The same piece by piece, the check sum compared at the end. Raises KeyError where there is none.

        Raises EntryDamaged, and ArchiveRefused for what is packed to explode.
        """
        info = self._places[name]
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise EntryDamaged("it is packed in a way that no pack is")
        if info.flag_bits & _ENCRYPTED:
            raise EntryDamaged("it is encrypted")
        if info.header_offset + info.compress_size > self._length:
            raise EntryDamaged("it is not where the zip says")
        most = max(_NEGLIGIBLE, HIGHEST_RATIO * info.compress_size)
        try:
            with self._held.open(info) as unpacked:
                while piece := unpacked.read(_PIECE):
                    if unpacked.tell() > most:
                        raise ArchiveRefused(f"{name[:_SHOWN]!r} unpacks to more than {HIGHEST_RATIO} times its size")
                    yield piece
                if unpacked.tell() != info.file_size:
                    raise EntryDamaged("its packed bytes end too early")
        except (*_UNREADABLE, NotImplementedError, zlib.error):
            raise EntryDamaged("its packed bytes are damaged") from None


def looks_like_zip(data: bytes) -> bool:
    """Whether it begins as a zip does, or ends as one."""
    return data.startswith(b"PK\x03\x04") or b"PK\x05\x06" in data[-66_000:]


def opened(data: bytes, most: int | None = None) -> Archive:
    """The zip in `data`, whose files may unpack to `most` bytes together. Raises ArchiveCutOff, ArchiveRefused."""
    try:
        held = ZipFile(_Measured(data))  # of bytes in memory: nothing to close
    except (*_UNREADABLE, NotImplementedError) as wrong:
        raise ArchiveCutOff("it has no table of contents that can be read") from wrong
    infos = held.infolist()
    _refuse_too_much(infos, LARGEST_TOTAL if most is None else min(most, LARGEST_TOTAL))
    kept = [info for info in infos if not info.is_dir() and not _is_litter(info.filename)]
    folder = _shared_folder([info.filename for info in kept])
    places, oddities = {}, []
    for info in kept:
        name = info.filename.removeprefix(folder)
        if name in places:
            oddities.append(f"{name} stands in it more than once")
        places[name] = info
    return Archive(held, len(data), places, tuple(oddities))


def beginnings(data: bytes, most: int) -> Iterator[bytes]:
    """Of the first files in a zip the first `most` bytes, also where the zip has no end: from what stands before each."""
    for found in islice(re.finditer(b"PK\x03\x04", data), _FIRST_FILES):
        if found.start() + _LOCAL_HEADER.size > len(data):
            return
        method, name, extra = _LOCAL_HEADER.unpack_from(data, found.start())
        start = found.start() + _LOCAL_HEADER.size + name + extra
        packed = data[start : start + most]
        with suppress(zlib.error):
            yield packed if method == ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)


class _Measured(BytesIO):
    """What `ZipFile` reads from: wherever the end of the zip says that its table of contents is, it is not too long."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file. Raises ArchiveRefused."""
        if size is not None and size > LARGEST_TABLE:
            raise ArchiveRefused(f"its table of contents has {size:,} bytes, and {MOST_ENTRIES} files need fewer")
        return super().read(size)


def _refuse_too_much(infos: Sequence[ZipInfo], most: int) -> None:
    if len(infos) > MOST_ENTRIES:
        raise ArchiveRefused(f"it holds {len(infos):,} files, more than {MOST_ENTRIES}")
    for info in infos:
        if info.file_size > LARGEST_ENTRY:
            raise ArchiveRefused(f"{info.filename[:_SHOWN]!r} unpacks to more than {LARGEST_ENTRY:,} bytes")
    if sum(info.file_size for info in infos) > most:
        raise ArchiveRefused(f"its files unpack to more than {most:,} bytes")


def _is_litter(name: str) -> bool:
    return name.startswith(_LEFT_BY_FINDERS) or name.endswith(_LEFT_BY_FINDERS)


def _shared_folder(names: list[str]) -> str:
    folders = {name.partition("/")[0] + "/" if "/" in name else "" for name in names}
    return folders.pop() if len(folders) == 1 else ""

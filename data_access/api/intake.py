"""Taking in the body of an answer: a piece at a time, unpacked, and no more of it than a question may bring."""

import io
import zlib
from collections.abc import Iterable, Iterator

from data_access.api.limits import MIB, Limits
from data_access.errors import quotable

_PIECE = 256 * 1024
_PACKED = ("gzip", "x-gzip", "deflate")
_ANY_ZLIB = zlib.MAX_WBITS | 32
_OF_A_VALUE = (b",", b"[", b"{")
"""One of these stands before every value of JSON but the first, in texts at times besides."""


class TooMuch(ValueError):
    """More than a question may bring; the message says how much that is."""


class Damaged(ValueError):
    """What cannot be unpacked."""


class Intake:
    """What one question may still bring; its pages share it."""

    def __init__(self, limits: Limits) -> None:
        """Nothing taken yet."""
        self._limits = limits
        self._bytes, self._values = limits.most_bytes, limits.most_values

    def whole(self, chunks: Iterable[bytes], encoding: str, stated_bytes: str) -> bytes:
        """The unpacked body. Raises TooMuch as soon as it is known, and Damaged.

        `encoding` and `stated_bytes` are the headers Content-Encoding and Content-Length, "" where there is none.
        """
        if stated_bytes.isdecimal() and int(stated_bytes) > self._bytes:
            raise self._too_many_bytes()
        held = io.BytesIO()
        for piece in _unpacked(chunks, encoding):
            self._bytes -= held.write(piece)
            if self._bytes < 0:
                raise self._too_many_bytes()
        body = held.getvalue()
        self._values -= sum(map(body.count, _OF_A_VALUE))
        if self._values < 0:
            raise TooMuch(f"its answer, all pages together, holds more than {self._limits.most_values:,} values")
        return body

    def start(self, chunks: Iterable[bytes], encoding: str) -> bytes:
        """As much of an error's body as is read at all."""
        held = bytearray()
        try:
            for piece in _unpacked(chunks, encoding):
                held += piece
                if len(held) >= self._limits.most_error_bytes:
                    break
        except Damaged:
            pass  # the status says what there is to say
        return bytes(held[: self._limits.most_error_bytes])

    def _too_many_bytes(self) -> TooMuch:
        most = self._limits.most_bytes
        words = f"{most // MIB:,} MiB" if most >= MIB else f"{most:,} bytes"
        return TooMuch(f"its answer, all pages together, is larger than {words} unpacked")


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Pieces of at most 256 KiB where the body is packed: a packed chunk may unpack to a thousand times its size."""
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        yield from chunks
        return
    if kind not in _PACKED:
        raise Damaged(f"the answer is packed as {quotable(encoding, 40)}, which nobody asked for")
    try:
        yield from _inflated(chunks)
    except zlib.error:
        raise Damaged("the answer's compression is damaged") from None


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One packed part after another: several make one body."""
    unpacking, has_begun = zlib.decompressobj(_ANY_ZLIB), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacking.eof:
                unpacking = zlib.decompressobj(_ANY_ZLIB)
            has_begun = True
            yield unpacking.decompress(rest, _PIECE)
            rest = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
    yield unpacking.flush()
    if has_begun and not unpacking.eof:
        raise Damaged("the answer's compression is damaged: it ends too early")

"""Traces of an API key in text from outside: any run of eight or more of its characters, in whatever writing.

A platform that is asked with the key may repeat it: in an error, in a name, whole or in part, as Base64, in
hexadecimal, percent-encoded or with other escapes. `KeyTraces` finds the places. Its prefix (`oh_platform_`) is no
secret, so a run counts where at least four of its characters come after it.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

RUN = 8
MARK = "(the key)"
_PREFIX = re.compile(r"oh_[a-z]+_")
_LONGEST = 64 * 1024
_OPEN = 4
"""So many characters of the key say nothing: the last four of it are shown on purpose."""

_ESCAPE = re.compile(
    r"%(?:25)*(?P<percent>[0-7][0-9a-f])|\\{1,8}u00(?P<u>[0-7][0-9a-f])|\\{1,8}x(?P<x>[0-7][0-9a-f])"
    r"|&#x0*(?P<hex>[0-7]?[0-9a-f]);|&#0*(?P<decimal>1?[0-9]?[0-9]);|\\{1,8}(?P<plain>/)",
    re.IGNORECASE,
)
_ESCAPE_SIGNS = ("%", "\\u00", "\\U00", "\\x", "\\X", "&#", "\\/")
_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
"""Only what is ASCII: other letters may grow longer, and places would move."""


@dataclass(frozen=True, slots=True)
class KeyTraces:
    """The runs by which one key is known, in small letters: eight characters of it or of its Base64, sixteen in hex."""

    stem: str
    """What of the prefix is in no run: it goes with the first one."""
    runs: frozenset[str]
    hexadecimal: frozenset[str]
    anchors: tuple[str, ...]
    """Shorter and fewer: every trace holds one of them, not everything that does is a trace. For a first look."""

    @classmethod
    def of(cls, key: str) -> "KeyTraces":
        """The traces of `key`; a text of fewer than eight characters has none."""
        prefix = _PREFIX.match(key)
        told = key[max(prefix.end() - _OPEN, 0) :] if prefix else key
        if len(told) < RUN:
            return cls("", frozenset(), frozenset(), ())
        plain, inhex, stem = told.translate(_LOWER), told.encode().hex(), key[: len(key) - len(told)]
        coded = [one.translate(_LOWER) for one in _base64(told)]
        anchors = {
            *_windows(plain, RUN - 1, 2),
            *_windows(inhex, 2 * RUN - 4, 5),
            *(part for one in coded for part in _windows(one, RUN - 2, 3)),
        }
        runs = frozenset(run for one in (plain, *coded) for run in _windows(one, RUN))
        return cls(stem.translate(_LOWER), runs, frozenset(_windows(inhex, 2 * RUN, 2)), tuple(sorted(anchors)))

    def scrubbed(self, text: str) -> str:
        """`text` with every trace replaced by "(the key)"; a text beyond all measure that holds one goes as a whole."""
        if len(text) < RUN or not self.runs:
            return text
        if len(text) > _LONGEST:
            return MARK if self._may_be_in(text) or self._may_be_in(unescaped(text)) else text
        read = self._marked(text, *_unescaped_with_places(text))
        return self._marked(read, read, range(len(read) + 1)) if _has_escapes(text) else read

    def _may_be_in(self, text: str) -> bool:
        lower = text.translate(_LOWER)
        return any(anchor in lower for anchor in self.anchors)

    def _marked(self, text: str, read: str, places: Sequence[int]) -> str:
        """`text` with MARK for each trace in `read`, whose characters stand at `places` of `text`."""
        parts, end = [], 0
        for first, last in _joined(self._runs(read)):
            parts += [text[end : places[first]], MARK]
            end = places[last]
        return "".join([*parts, text[end:]]) if parts else text

    def _runs(self, text: str) -> Iterator[tuple[int, int]]:
        lower = text.translate(_LOWER)
        if self.runs.isdisjoint(_windows(lower, RUN)) and self.hexadecimal.isdisjoint(_windows(lower, 2 * RUN)):
            return  # nearly always, and at once
        for at in range(len(text) - RUN + 1):
            if lower[at : at + 2 * RUN] in self.hexadecimal:
                yield at, at + 2 * RUN
            elif lower[at : at + RUN] in self.runs:
                yield at - len(self.stem) * lower.endswith(self.stem, 0, at), at + RUN


def unescaped(text: str) -> str:
    """`text` with what is percent-encoded or escaped (JSON, HTML) as the ASCII that it means."""
    return _ESCAPE.sub(_meant, text) if _has_escapes(text) else text


def _has_escapes(text: str) -> bool:
    return any(sign in text for sign in _ESCAPE_SIGNS)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """`spans` in their order, those that touch as one."""
    start = end = -1
    for first, last in spans:
        if first > end >= 0:
            yield start, end
        start, end = (start if first <= end else first), max(end, last)
    if end >= 0:
        yield start, end


def _unescaped_with_places(text: str) -> tuple[str, Sequence[int]]:
    """`unescaped`, and where each of its characters stands in `text`; one place more for the end."""
    if not _has_escapes(text):
        return text, range(len(text) + 1)
    read: list[str] = []
    places: list[int] = []
    end = 0
    for found in _ESCAPE.finditer(text):
        read += [text[end : found.start()], _meant(found)]
        places += range(end, found.start() + 1)
        end = found.end()
    return "".join([*read, text[end:]]), [*places, *range(end, len(text) + 1)]


def _meant(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "plain":
        return "/"
    return chr(int(found[kind or 0], 10 if kind == "decimal" else 16))


def _base64(told: str) -> Iterator[str]:
    """The characters of Base64 that `told` alone decides, for each place in a group of three, in both alphabets."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + told.encode()).decode().rstrip("=")
        whole = coded[-(-before * 8 // 6) : (before + len(told)) * 8 // 6]
        yield whole
        if "+" in whole or "/" in whole:
            yield whole.translate(str.maketrans("+/", "-_"))


def _windows(text: str, length: int, step: int = 1) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text) - length + 1, step)]

"""What was once learnt of a platform, on disk: a restart while /settings fails opens the same history and records.

It is one small file in the history's root. Each entry belongs to an address and a key. The key itself is never stored,
but a digest of it, keyed with a salt that was drawn for this file: whoever has the key finds the entry, and nobody can
work the key out of it, because a key is long and random and cannot be tried. On another machine the same key has
another digest.
"""

import fcntl
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data_access.errors import HistoryUnwritable, quotable
from data_access.history.platforms import Learnt, settled
from data_access.history.writing import make_private, write

_FILE, _LOCK = ".platforms.json", ".platforms.lock"
_OWNER_ALONE = 0o600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of the platforms of one `host`, in the file in `root`: of the one behind `key`, and of others."""

    root: Path
    host: str
    key: str = field(repr=False)

    def learnt(self, ours: str | None) -> Learnt | None:
        """What is known without asking; None where nothing is. `ours`: ONEHAZEL_PLATFORM."""
        before, _ = self._split(_content(self.root))
        return None if before is None else settled(before, (), None, None, ours)

    def learn(self, told: str | None, name: str | None, ours: str | None) -> Learnt | None:
        """What is known now that the platform told its id and name (None = it did not); it stays known on disk.

        None where nothing names the platform. A file that cannot be written is logged: then it is known to this
        process alone.
        """
        try:
            with _alone(self.root):
                content = _content(self.root)
                before, others = self._split(content)
                now = settled(before, others, told, name, ours)
                if now is not None and now != before:
                    _tell(self.host, before, others, now)
                    self._put(content, now)
                return now
        except HistoryUnwritable as wrong:
            _log.warning("%s: which platform this is will not be known after a restart", wrong.detail)
            before, others = self._split(_content(self.root))
            return settled(before, others, told, name, ours)

    def _split(self, content: "_Content") -> tuple[Learnt | None, list[Learnt]]:
        mine = self._digest(content.salt)
        others = [one for who, (host, one) in content.platforms.items() if host == self.host and who != mine]
        return content.platforms.get(mine, (self.host, None))[1], others

    def _put(self, content: "_Content", now: Learnt) -> None:
        known = {**content.platforms, self._digest(content.salt): (self.host, now)}
        listed = {who: {"host": host, **asdict(one)} for who, (host, one) in sorted(known.items())}
        text = json.dumps({"salt": content.salt, "platforms": listed}, indent=2)
        write(self.root / _FILE, f"{text}\n".encode(), _OWNER_ALONE)

    def _digest(self, salt: str) -> str:
        digest = hashlib.blake2b(key=bytes.fromhex(salt), digest_size=16)
        digest.update(f"{self.host}\n{self.key}".encode())
        return digest.hexdigest()


def _tell(host: str, before: Learnt | None, others: Iterable[Learnt], now: Learnt) -> None:
    """What somebody should know who wonders why figures changed."""
    if before is not None and before.kept_as != now.kept_as:
        words = "the platform at %s is now %s, no longer %s: it has a history and records of its own"
        _log.warning(words, host, quotable(now.kept_as, 80), quotable(before.kept_as, 80))
    elif before is None and now.told is None and any(one.kept_as == now.kept_as for one in others):
        words = (
            "the platform at %s is taken for %s, which another key began: set ONEHAZEL_PLATFORM if it is another one"
        )
        _log.warning(words, host, quotable(now.kept_as, 80))


@dataclass(frozen=True, slots=True)
class _Content:
    """The file: its salt, and by digest the host and what is known there."""

    salt: str
    platforms: Mapping[str, tuple[str, Learnt]]


def _content(root: Path) -> _Content:
    """What the file holds; nothing, under a new salt, where there is none or it is damaged: then it is learnt anew."""
    try:
        return _read(json.loads((root / _FILE).read_bytes()))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        _log.warning("%s cannot be read, and is begun anew: %s", quotable(root / _FILE), quotable(wrong, 80))
    return _Content(secrets.token_hex(32), {})


def _read(told: Any) -> _Content:
    platforms = {who: (_text(one["host"]), _learnt(one)) for who, one in told["platforms"].items()}
    salt = _text(told["salt"])
    if len(bytes.fromhex(salt)) != hashlib.blake2b.MAX_KEY_SIZE // 2:
        raise ValueError("the salt is cut short")
    return _Content(salt, platforms)


def _learnt(one: Mapping[str, Any]) -> Learnt:
    told, name = one["told"], one["name"]
    return Learnt(_text(one["kept_as"]), told and _text(told), name and _text(name))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("an entry is no text")
    return value


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One process and thread at a time changes the file. Raises HistoryUnwritable."""
    make_private(root)
    try:
        handle = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ALONE)
    except OSError as wrong:
        raise HistoryUnwritable(f"{quotable(root / _LOCK)} cannot be opened: {quotable(wrong.strerror)}") from wrong
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

"""What a platform is kept as: the one name of its history and of its records, whatever its key and its settings tell."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from slugify import slugify


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of a platform: what its history and records are `kept_as`, the id and name that it last told."""

    kept_as: str
    told: str | None = None
    name: str | None = None


def settled(
    before: Learnt | None, others: Iterable[Learnt], told: str | None, name: str | None, ours: str | None
) -> Learnt | None:
    """What a platform is kept as: what it was `before`, the id that it `told`, ONEHAZEL_PLATFORM (`ours`), its name.

    A history that was begun under a name stays there when an id is told later, or another name: its days and the
    reports issued from it would be gone otherwise. Only another id than before means another platform. `others` are
    the platforms of other keys at the same host: the same id, or without any id the same name, is the same platform,
    as after a new key. None where nothing names it.
    """
    last_name = name or (before.name if before else None)
    if told is not None:
        return Learnt(_kept_as_told(before, others, told), told, last_name)
    if before is not None and before.told is not None:
        return replace(before, name=last_name)
    kept_as = ours or (before.kept_as if before else _kept_as_named(others, name))
    return Learnt(kept_as, None, last_name) if kept_as else None


def _kept_as_told(before: Learnt | None, others: Iterable[Learnt], told: str) -> str:
    if before is not None and before.told in (None, told):
        return before.kept_as
    return next((one.kept_as for one in others if one.told == told), told)


def _kept_as_named(others: Iterable[Learnt], name: str | None) -> str | None:
    """The slug of the name; None without one, and where it is what another platform, which told its id, is kept as."""
    slug, others = slugify(name or ""), list(others)
    same = {one.kept_as for one in others if one.told is None and slugify(one.name or "") == slug}
    if slug and len(same) == 1:
        return same.pop()
    is_taken = any(one.kept_as == slug for one in others if one.told is not None)
    return None if is_taken else slug or None

"""`settings.json`: the platform's profile, and how it is changed without losing what we do not know."""

from pathlib import Path
from threading import Lock
from typing import Any

from data_access import exact_json
from data_access.atomic_file import replacing
from data_access.dataset.files import DatasetFile
from data_access.dataset.manifest import json_object
from data_access.errors import DataAccessError, DatasetWrong, SaveOvertaken, SaveRefused, SaveUnconfirmed, quotable
from data_access.outside_text import whole_characters
from data_access.source import PROFILE_FIELDS, PlatformProfile, ProfileChanges

NAME = "settings.json"
_USUAL_SPELLING = {"name": "name", "contact_email": "contactEmail", "webhook_url": "webhookUrl"}
_WRITING = Lock()
"""One save at a time in this process: between reading and replacing nobody else here writes."""

Stored = dict[str, Any]


def profile(directory: Path) -> PlatformProfile:
    """The profile as stored now; an empty text is None, and without the file nothing is known. Raises DatasetWrong."""
    return _profile(_stored(directory))


def written(profile: PlatformProfile) -> bytes:
    """A `settings.json` that holds the fields of `profile` that we know, and nothing else."""
    known = {spelling: getattr(profile, field) for field, spelling in _USUAL_SPELLING.items()}
    return (exact_json.text(known) + "\n").encode()


def save_profile(directory: Path, changes: ProfileChanges) -> PlatformProfile:
    """Store the changes, keep everything else as it is, and return what was read back.

    Raises SaveOvertaken, SaveRefused (naming the file that cannot be written), SaveUnconfirmed and DatasetWrong.
    """
    with _WRITING:
        stored = _stored(directory)
        if not changes.fields:
            return _profile(stored)
        _refuse_overtaken(_profile(stored), changes)
        _replace(directory / NAME, stored | _wanted(stored, changes))
        return _confirmed(directory, changes)


def _stored(directory: Path) -> Stored:
    path = directory / NAME
    return json_object(NAME, DatasetFile.inside(directory, path).bytes()) if path.exists() else {}


def _spellings(stored: Stored, field: str) -> list[str]:
    """How the file spells a field: `contact_email` is as good as `contactEmail`."""
    return [name for name in stored if _plain(name) == _plain(field)]


def _plain(name: str) -> str:
    return name.strip().replace("_", "").lower()


def _profile(stored: Stored) -> PlatformProfile:
    ours = {name for field in PROFILE_FIELDS for name in _spellings(stored, field)}
    other = {name: value for name, value in stored.items() if name not in ours}
    known = {field: _text(stored, field) for field in PROFILE_FIELDS}
    return PlatformProfile(**known, other=exact_json.text(other, sort_keys=True))


def _text(stored: Stored, field: str) -> str | None:
    """The field's text. Raises DatasetWrong when it is no text, or when two spellings say different things."""
    spellings = _spellings(stored, field)
    values = [stored[name] or None for name in spellings]
    wrong = [name for name, value in zip(spellings, values, strict=True) if not isinstance(value, str | None)]
    if wrong:
        raise DatasetWrong(f"{NAME}: {quotable(wrong[0], 80)} is {quotable(stored[wrong[0]], 80)}, not a text")
    if len(set(values)) > 1:
        raise DatasetWrong(f"{NAME}: {' and '.join(spellings)} are two values for one setting")
    return whole_characters(values[0]) if values and values[0] else None


def _refuse_overtaken(theirs: PlatformProfile, changes: ProfileChanges) -> None:
    fields = tuple(f for f in changes.fields if getattr(theirs, f) != (getattr(changes.seen, f) or None))
    if fields:
        now = (f"{field} is now {quotable(getattr(theirs, field) or '(empty)')}" for field in fields)
        raise SaveOvertaken("; ".join(now), fields)


def _wanted(stored: Stored, changes: ProfileChanges) -> Stored:
    return {
        spelling: getattr(changes.wanted, field)
        for field in changes.fields
        for spelling in _spellings(stored, field) or [_USUAL_SPELLING[field]]
    }


def _replace(path: Path, settings: Stored) -> None:
    try:
        with replacing(path) as file:
            file.write((exact_json.text(settings) + "\n").encode())
    except OSError as wrong:
        raise SaveRefused(f"{path} cannot be written: {quotable(wrong.strerror)}") from wrong


def _confirmed(directory: Path, changes: ProfileChanges) -> PlatformProfile:
    try:
        read = profile(directory)
    except DataAccessError as failed:
        raise SaveUnconfirmed(f"{NAME} was written, but not read back: {failed.detail}") from failed
    differing = [f for f in changes.fields if getattr(read, f) != (getattr(changes.wanted, f) or None)]
    if differing:
        raise SaveUnconfirmed(f"{NAME} was written, but reading back shows another {', '.join(differing)}")
    return read

"""The platform's settings read from and written to JSON; every setting that we do not know stays as it came."""

from collections.abc import Iterator, Mapping
from typing import Any

from data_access import exact_json
from data_access.api import envelope, texts, values, wire
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer, quotable
from data_access.key_traces import MARK
from data_access.outside_text import fit
from data_access.source import PROFILE_FIELDS, PlatformProfile, ProfileChanges

_ALSO_WORDS = frozenset("*.")
_MASKS = _ALSO_WORDS | frozenset(
    "\N{BULLET}\N{BLACK CIRCLE}\N{WHITE CIRCLE}\N{WHITE BULLET}\N{BULLET OPERATOR}\N{MIDDLE DOT}\N{DOT OPERATOR}"
    "\N{BLACK SQUARE}\N{BLACK SMALL SQUARE}\N{FULL BLOCK}\N{HORIZONTAL ELLIPSIS}"
    "\N{LOW ASTERISK}\N{ASTERISK OPERATOR}\N{FULLWIDTH ASTERISK}"
)
_FEWEST_OF_THOSE = 3

_KNOWN = frozenset(wire.NEVER_SENT).union(
    path[0] for one in (wire.PLATFORM_ID, *wire.PROFILE.values()) for path in one.paths
)

StoredSettings = Mapping[str, Any]
"""The settings object as it came: names in their own spelling, numbers exact."""


def stored_settings(body: bytes) -> StoredSettings:
    """The settings in the answer of /settings: enveloped, bare, or the only thing there under an obvious name.

    Raises UnexpectedAnswer for what are no settings, such as an object that holds no name we know: that does not say
    that the platform has no name.
    """
    settings = envelope.single(body, wire.SETTINGS)
    if len(settings) == 1:
        name, inner = next(iter(settings.items()))
        if wire.plain(name) in map(wire.plain, wire.OBJECTS[wire.SETTINGS]):
            settings = _object(inner, name)
    if settings and not _KNOWN.intersection(map(wire.plain, settings)):
        names = Row.of(settings, "").names
        raise UnexpectedAnswer(f"GET {wire.SETTINGS}: no setting that we know; it holds {names}")
    return settings


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"GET {wire.SETTINGS}: {quotable(name, 80)} is {values.quoted(value)}, not an object")
    return value


def profile(settings: StoredSettings) -> PlatformProfile:
    """The settings as a PlatformProfile; an empty text is None. Raises UnexpectedAnswer for a field that is no text.

    Its texts are fit to be shown. `other` leaves out what the platform writes itself (id, creation, last change).
    """
    settings = _shown(settings)
    row = Row.of(settings, f"GET {wire.SETTINGS}")
    fields = {name: row.words(field) for name, field in wire.PROFILE.items()}
    ours = {path[0] for field in wire.PROFILE.values() for path in field.paths}
    other = {name: value for name, value in _sendable(settings).items() if wire.plain(name) not in ours}
    return PlatformProfile(**fields, other=exact_json.text(other, sort_keys=True))


def platform_id(settings: StoredSettings) -> str | None:
    """The platform's own id; None where the settings do not tell it. Raises UnexpectedAnswer for what is no id."""
    row = Row.of(_shown(settings), f"GET {wire.SETTINGS}")
    return row.identifier(wire.PLATFORM_ID) if row.found(wire.PLATFORM_ID) else None


def overtaken(changes: ProfileChanges, stored: PlatformProfile) -> tuple[str, ...]:
    """The fields to change whose stored value is not what the person saw."""
    return tuple(name for name in changes.fields if _value(stored, name) != _value(changes.seen, name))


def overlaid(settings: StoredSettings, changes: ProfileChanges) -> dict[str, Any]:
    """The whole document to send: `settings` with the changed fields in the spelling that they have there."""
    document = _sendable(settings)
    for changed in changes.fields:
        accepted = {path[0] for path in wire.PROFILE[changed].paths}
        spellings = [name for name in document if wire.plain(name) in accepted] or [wire.PROFILE[changed].usual]
        document.update(dict.fromkeys(spellings, _value(changes.wanted, changed)))
    return document


def half_shown(changes: ProfileChanges) -> tuple[str, ...]:
    """The fields to change whose new value repeats what stands on the screen for a part of the API key."""
    return tuple(
        name
        for name in changes.fields
        if all(MARK in (_value(side, name) or "") for side in (changes.seen, changes.wanted))
    )


def masked_setting(document: StoredSettings) -> str | None:
    """The first setting whose value is nothing but mask characters: sending it would store the mask over a secret.

    Asterisks and full stops count from three on: `*` alone is a setting that means everything.
    """
    return next((quotable(name, 80) for name, value in _texts("", document) if _is_mask(value)), None)


def unconfirmed(changes: ProfileChanges, sent: StoredSettings, stored: StoredSettings) -> tuple[str, ...]:
    """What reading back does not confirm: changed fields with another value, and settings that went missing.

    An unknown setting with another value is no failure: the platform may count its own versions there.
    """
    read = profile(stored)
    changed = [name for name in changes.fields if (_value(read, name) or "") != fit(_value(changes.wanted, name) or "")]
    here = {wire.plain(name) for name, value in stored.items() if value is not None}
    ours = {path[0] for name in PROFILE_FIELDS for path in wire.PROFILE[name].paths}
    kept = [name for name, value in sent.items() if value is not None and wire.plain(name) not in ours]
    return (*changed, *(quotable(name, 80) for name in kept if wire.plain(name) not in here))


def _sendable(settings: StoredSettings) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if wire.plain(name) not in wire.NEVER_SENT}


def _shown(settings: StoredSettings) -> StoredSettings:
    shown: StoredSettings = texts.fit_to_show(settings, f"GET {wire.SETTINGS}")
    return shown


def _value(stored: PlatformProfile, name: str) -> str | None:
    value: str | None = getattr(stored, name)
    return value or None


def _texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    inside = value.items() if isinstance(value, Mapping) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, inner in inside:
        yield from _texts(f"{path}.{name}" if path else str(name), inner)


def _is_mask(value: str) -> bool:
    characters = set(value.strip())
    if not characters or not characters <= _MASKS:
        return False
    return not characters <= _ALSO_WORDS or len(value.strip()) >= _FEWEST_OF_THOSE

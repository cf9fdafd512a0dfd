"""Saving the platform's settings: read, compare, overlay, PUT the whole once, read back, compare (rule 5)."""

from data_access import exact_json
from data_access.api import platform_settings, wire
from data_access.api.client import Client
from data_access.api.platform_settings import StoredSettings
from data_access.errors import DataAccessError, SaveOvertaken, SaveRefused, SaveUnconfirmed, quotable
from data_access.key_traces import MARK
from data_access.source import PlatformProfile, ProfileChanges
from data_access.waiting import waiting_budget


def stored_settings(client: Client) -> StoredSettings:
    """The settings as they are stored now."""
    return platform_settings.stored_settings(client.body(wire.SETTINGS, waiting_budget()))


def saved_profile(client: Client, changes: ProfileChanges) -> PlatformProfile:
    """Store `changes` and return what was read back; without changes, what is stored.

    Raises SaveOvertaken, SaveRefused (also where a value to be sent is only a mask) and SaveUnconfirmed. Between the
    first read and the PUT a moment stays open, as there is no ETag: the read-back tells.
    """
    settings = stored_settings(client)
    if not changes.fields:
        return platform_settings.profile(settings)
    _refuse_overtaken(changes, platform_settings.profile(settings))
    _refuse_half_shown(changes)
    document = platform_settings.overlaid(settings, changes)
    _refuse_masked(document)
    client.put(wire.SETTINGS, exact_json.text(document).encode())
    return _confirmed(client, changes, document)


def _refuse_overtaken(changes: ProfileChanges, stored: PlatformProfile) -> None:
    fields = platform_settings.overtaken(changes, stored)
    if fields:
        now = (f"{name} is now {quotable(getattr(stored, name) or '(empty)')}" for name in fields)
        raise SaveOvertaken("; ".join(now), fields)


def _refuse_half_shown(changes: ProfileChanges) -> None:
    fields = platform_settings.half_shown(changes)
    if fields:
        told = f"{', '.join(fields)}: {MARK} stands for a part of the API key that is not shown, and would be stored"
        raise SaveRefused(told, "Write the whole value anew, without it, then save again.")


def _refuse_masked(document: StoredSettings) -> None:
    masked = platform_settings.masked_setting(document)
    if masked is not None:
        raise SaveRefused(f"{masked} holds only mask characters: sending it would store the mask as its value")


def _confirmed(client: Client, changes: ProfileChanges, sent: StoredSettings) -> PlatformProfile:
    try:
        stored = stored_settings(client)
        read = platform_settings.profile(stored)
    except DataAccessError as failed:
        raise SaveUnconfirmed(f"accepted, but not read back: {failed.detail}") from failed
    differing = platform_settings.unconfirmed(changes, sent, stored)
    if differing:
        raise SaveUnconfirmed(f"accepted, but reading back shows something else for {', '.join(differing)}")
    return read

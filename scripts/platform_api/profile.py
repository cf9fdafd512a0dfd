"""The platform's settings on the server: what `GET /settings` shows and `PUT /settings` replaces."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data_access.source import PlatformProfile
from scripts.platform_api.written import stamp

Json = dict[str, Any]

OWNED = ("id", "createdAt", "updatedAt")
"""The fields that the server writes itself: a PUT may not hold them."""

_LONGEST_NAME = 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class RefusedSettingsError(ValueError):
    """A PUT that is not accepted; the text is the message for the answer."""


class StoredSettings:
    """One settings object, replaced whole by each PUT; in memory, or in `file` as well where one is given."""

    def __init__(self, first: Json, clock: Callable[[], datetime], file: Path | None = None) -> None:
        """Begin with `first`, which holds every one of OWNED."""
        self._stored = first
        self._clock = clock
        self._file = file

    def shown(self) -> Json:
        """The whole object, as `GET /settings` answers it."""
        return dict(self._stored)

    def replaced(self, wanted: Json) -> Json:
        """Store `wanted` in place of everything but `id` and `createdAt`, which stay; the object as stored.

        Raises RefusedSettingsError, naming the field, and then nothing is stored.
        """
        _check(wanted)
        kept = {name: self._stored[name] for name in ("id", "createdAt")}
        self._stored = {**kept, **_PROFILE, **wanted, "updatedAt": stamp(self._clock())}
        if self._file is not None:
            in_file = {name: value for name, value in self._stored.items() if name not in OWNED}
            self._file.write_text(json.dumps(in_file, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return self.shown()


_PROFILE: Json = {"name": None, "contactEmail": None, "webhookUrl": None}


def settings_of(profile: PlatformProfile, manifest: Json) -> Json:
    """A dataset's profile as the API shows it; what the server owns comes from the manifest where it is not stored."""
    return {
        "id": manifest["platform_id"],
        "name": profile.name,
        "contactEmail": profile.contact_email,
        "webhookUrl": profile.webhook_url,
        "createdAt": f"{manifest['first_day']}T00:00:00.000Z",
        "updatedAt": manifest["as_of"],
        **json.loads(profile.other),
    }


def _check(wanted: Json) -> None:
    owned = [name for name in OWNED if name in wanted]
    if owned:
        raise RefusedSettingsError(f"{owned[0]} cannot be changed")
    for field, check in _CHECKS.items():
        fault = check(wanted.get(field))
        if fault:
            raise RefusedSettingsError(f"{field} {fault}")


def _name_fault(name: object) -> str | None:
    if not isinstance(name, str) or not name.strip():
        return "is required"
    return f"must be at most {_LONGEST_NAME} characters" if len(name) > _LONGEST_NAME else None


def _email_fault(email: object) -> str | None:
    usable = email is None or (isinstance(email, str) and _EMAIL.fullmatch(email))
    return None if usable else "must be an e-mail address"


def _webhook_fault(url: object) -> str | None:
    usable = url is None or (isinstance(url, str) and _is_https(url))
    return None if usable else "must be an https URL"


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and " " not in url


_CHECKS: dict[str, Callable[[object], str | None]] = {
    "name": _name_fault,
    "contactEmail": _email_fault,
    "webhookUrl": _webhook_fault,
}

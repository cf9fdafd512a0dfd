"""A status that is no success, read into the error tree; pure, and the API's own words only as `quotable` lets them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from data_access import exact_json
from data_access.api import envelope
from data_access.api.waiting import told_wait
from data_access.errors import (
    AccessRefused,
    DataAccessError,
    NotAllowed,
    NotOffered,
    PlatformBroken,
    SaveRefused,
    TooManyRequests,
    UnexpectedAnswer,
    quotable,
)

_NO_SUCH_THING = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE, HTTPStatus.NOT_IMPLEMENTED)


class NotAccepted(UnexpectedAnswer):
    """Any other 4xx: the question itself was turned down, in the API's own words."""

    title = "OneHazel did not accept the question"
    usual_advice = "If its own words do not help, send this message to OneHazel."


def refusal(request: str, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> DataAccessError:
    """The error for `status` on `request` ("GET /operators"). `headers` by lower-case name, `now` in UTC."""
    detail = ": ".join(filter(None, (request, _named(status), own_words(body))))
    if status == HTTPStatus.UNAUTHORIZED:
        return AccessRefused(detail)
    if status == HTTPStatus.FORBIDDEN:
        return NotAllowed(detail)
    if status in _NO_SUCH_THING:
        return NotOffered(detail)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequests(detail, _again_at(headers, body, now))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        again_at = _again_at(headers, body, now)
        return PlatformBroken(detail, f"Try again after {again_at:%-d %b %Y, %H:%M:%S} UTC." if again_at else None)
    return NotAccepted(detail) if status >= HTTPStatus.BAD_REQUEST else UnexpectedAnswer(detail)


def save_refusal(request: str, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> DataAccessError:
    """The error for `status` on a save. A fault of the platform leaves open whether it was stored."""
    error = refusal(request, status, headers, body, now)
    if isinstance(error, PlatformBroken):
        return PlatformBroken(error.detail, "It is not known whether the settings were saved: refresh to see.")
    if isinstance(error, UnexpectedAnswer) and not isinstance(error, NotOffered):
        return SaveRefused(error.detail)
    return error


def own_words(body: bytes) -> str:
    """What the answer itself says went wrong: code and message, or a short text; never HTML."""
    try:
        value: Any = exact_json.parsed(body)
    except ValueError:
        return quotable(body[:2000].decode("utf-8", "replace"))
    return envelope.error_words(value) or (quotable(exact_json.text(value)) if value else "")


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _again_at(headers: Mapping[str, str], body: bytes, now: datetime) -> datetime | None:
    wait = told_wait(headers, body, now)
    try:
        return None if wait is None else now + timedelta(seconds=wait)
    except OverflowError:
        return None

"""What an answer tells of time: how long to wait before asking again, and what the time is.

How much waiting a page may do in all is `data_access.waiting`'s.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from data_access import exact_json
from data_access.api import values, wire

MOST_RETRIES = 3
_FIRST_WAIT = 0.5


def untold_wait(retry: int) -> float:
    """Seconds before retry number `retry` (0 is the first) when the answer does not tell."""
    return _FIRST_WAIT * 2.0**retry


def told_wait(headers: Mapping[str, str], body: bytes, now: datetime) -> float | None:
    """Seconds that an answer asks to wait: `Retry-After` (seconds or a date), then `resetAt` anywhere in the body."""
    told = _retry_after(headers.get("retry-after", "").strip(), now)
    return told if told is not None else _reset(body, now)


def told_now(headers: Mapping[str, str]) -> datetime | None:
    """What time it is (UTC) by an answer's `Date`, and its `Age` where it was kept on the way; None without a Date."""
    at = _http_date(headers.get("date", ""))
    age = headers.get("age", "").strip()
    try:
        return at + timedelta(seconds=int(age)) if at and re.fullmatch(r"\d{1,9}", age, re.ASCII) else at
    except OverflowError:
        return None


def _retry_after(value: str, now: datetime) -> float | None:
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        return float(value)
    at = _http_date(value)
    return None if at is None else _seconds_until(at, now)


def _http_date(value: str) -> datetime | None:
    """The instant that a header tells. Without a zone it is UTC, as HTTP has it."""
    try:
        at = parsedate_to_datetime(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _reset(body: bytes, now: datetime) -> float | None:
    try:
        told = [values.instant(value) for value in _named_reset(exact_json.parsed(body))]
    except ValueError:
        return None
    return max((_seconds_until(at, now) for at in told), default=None)


def _named_reset(value: Any) -> Iterator[Any]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        if isinstance(name, str) and wire.plain(name) == wire.RESET_AT:
            yield inner
        yield from _named_reset(inner)


def _seconds_until(at: datetime, now: datetime) -> float:
    return max((at - now).total_seconds(), 0.0)

"""One value from the wire, read strictly. Complaints end the sentence "<field> is <value>, …"."""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from data_access import exact_json
from data_access.errors import quotable

LARGEST = 2**63 - 1
"""The largest Int64: no count may be beyond it, or a frame would wrap it."""

_QUOTED = 80
_FURTHEST = 40
"""An exponent beyond it tells of no size that could be read."""
_DAY_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}([T ]|$)", re.ASCII)
_NEVER = re.compile(
    r"|never|none|null|n/?a|-+|0|-\d{4,}-.*|000[01]-\d{2}-\d{2}([T ].*)?|9999-12-31([T ].*)?", re.ASCII | re.IGNORECASE
)
_EXACT = Context(prec=60)


class Unreadable(ValueError):
    """A value that is not what its field may hold; the message says what it is not."""


def quoted(value: Any) -> str:
    """`value` as an error may show it: as JSON, at most 80 characters of it, no key, no HTML page."""
    if isinstance(value, str):
        return f'"{quotable(value, _QUOTED)}"'
    return quotable(exact_json.text(value), _QUOTED)


def whole(value: Any) -> int:
    """A count: a whole number from 0 to the largest Int64, as a number (12, 12.0) or as digits ("12")."""
    if type(value) is int and 0 <= value <= LARGEST:  # nearly every count: a report holds 100,000 of them
        return value
    number = _number(value, r"\d+")
    if number != number.to_integral_value():
        raise Unreadable("not a whole number")
    return int(number)


def amount_in_bytes(value: Any, unit: int) -> int:
    """A quantity in units of `unit` bytes as whole bytes, rounded half-up; fractions only of units above a byte."""
    if unit == 1:
        return whole(value)
    size = _EXACT.multiply(_number(value, r"\d+(\.\d+)?"), Decimal(unit))
    _refuse_beyond_int64(size)
    return int(size.to_integral_value(ROUND_HALF_UP))


def last_digit_in_bytes(value: Any, unit: int) -> int:
    """What one step of the last stated digit of `value` is worth, in bytes: 1.23 in MB is told to 10,000 bytes."""
    exponent = int(_number(value, r"\d+(\.\d+)?").as_tuple().exponent)
    return int(max(Decimal(1), _EXACT.multiply(Decimal(unit), Decimal((0, (1,), min(exponent, _FURTHEST))))))


def instant(value: Any) -> datetime:
    """A time as UTC: ISO 8601, with or without fractions; without an offset it is UTC."""
    if not isinstance(value, str) or not _DAY_FIRST.match(value):
        raise Unreadable("not a time such as 2026-04-06T12:00:00Z")
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("not a time such as 2026-04-06T12:00:00Z") from None


def is_never(value: Any) -> bool:
    """Whether it is a way to write that there was no such time: nothing, 0, `0000-00-00`, `never`, the smallest year."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value == 0
    return isinstance(value, str) and bool(_NEVER.fullmatch(value.strip()))


def words(value: Any) -> str:
    """A text as it came; a whole number becomes its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Unreadable("not a text")
    return value


def identifier(value: Any) -> str:
    """An id as it came; a blank one is none."""
    read = words(value)
    if not read.strip():
        raise Unreadable("no id")
    return read


def _number(value: Any, digits: str) -> Decimal:
    if isinstance(value, str) and re.fullmatch(digits, value, re.ASCII) and len(value) <= _QUOTED:
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable("not a number")
    if value < 0:
        raise Unreadable("below 0")
    _refuse_beyond_int64(value)
    return Decimal(value)


def _refuse_beyond_int64(number: int | Decimal) -> None:
    if number > LARGEST:
        raise Unreadable("larger than any count can be")

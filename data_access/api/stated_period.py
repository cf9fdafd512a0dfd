"""The period that an answer states: the one that was asked for, or its figures are of other days and are not read."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from data_access.api import values
from data_access.api import wire_statements as words
from data_access.api.statements import Statement
from data_access.errors import UnexpectedAnswer
from data_access.period import Period

_DAY = timedelta(days=1)
_SPOKEN = ("", words.ABOUT, words.PERIOD, words.ECHO)
_MONTH = re.compile(r"(\d{4})-?(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:/|\.\.\.?|\bto\b|\bthrough\b|\buntil\b|–|—|,|\s-\s)\s*")
_WORDS_ALONE = frozenset({"custom", "range", "day", "days", "daily", "date"})
_FIRST_SECONDS = 10**8
_SCALES = ((10**17, 10**9), (10**14, 10**6), (10**11, 10**3))
"""From which number on a clock's figure counts nanoseconds, microseconds or milliseconds, and how many a second has."""


@dataclass(frozen=True, slots=True)
class _End:
    """Where a period begins or ends: a day, or an instant (UTC)."""

    day: date
    at: time | None = None
    is_excluded: bool = False

    def begins(self, day: date) -> bool:
        return self.day == day and self.at in (None, time.min)

    def ends(self, day: date) -> bool:
        """Whether all of `day` is counted and nothing after it: until its last second, or the next midnight."""
        if self.is_excluded or self.at == time.min:
            return self.day == day + _DAY
        return self.day == day and (self.at is None or self.at.replace(second=0, microsecond=0) == time(23, 59))

    def ends_with_its_midnight(self, day: date) -> bool:
        """`2026-05-31T00:00:00Z` for an end of 31 May: the day as a time, or the day left out."""
        return not self.is_excluded and self.at == time.min and self.day == day


def refuse_other(said: Sequence[Statement], asked: Period, place: str) -> tuple[str, ...]:
    """What is said of the period and cannot be compared with the one that was asked for, in words.

    Raises UnexpectedAnswer, naming both, where another one is stated. An end at midnight is the day before as well as
    the end of it in so many words; a bare day after the asked end is another period.
    """
    doubts: list[str] = []
    for each in said:
        if each.kind in (*_SPOKEN, words.HELD):
            doubts += _held(each, asked)
        if each.kind in _SPOKEN and each.value is not None and not isinstance(each.value, bool):
            doubts += _compared(each, asked, place)
    return tuple(doubts)


def _compared(each: Statement, asked: Period, place: str) -> Iterator[str]:
    if each.name in words.SPANS and not isinstance(each.value, dict):
        yield from _compared_span(each, asked, place)
    elif _counts_days(each) and isinstance(each.value, int):
        if each.value != asked.days:
            _refuse(each, asked, place)
    elif each.name in words.STARTS | words.LAST_DAYS | words.DAYS_AFTER:
        end = _end(each.value, is_excluded=each.name in words.DAYS_AFTER)
        if end is not None:
            yield from _compared_end(each, end, asked, place)
        elif _must_be_read(each):
            yield _unread(each)


def _counts_days(each: Statement) -> bool:
    return each.name in words.OWN_DAY_COUNTS or (each.name in words.DAY_COUNTS and each.kind == words.PERIOD)


def _held(each: Statement, asked: Period) -> Iterator[str]:
    """A doubt where the platform's figures begin after the asked period does, or end before it, or were added up before."""
    is_begin = each.name in words.HELD_FROM or (each.kind == words.HELD and each.name in words.STARTS)
    is_end = each.name in words.HELD_UNTIL or (each.kind == words.HELD and each.name in words.LAST_DAYS)
    end = _end(each.value) if is_begin or is_end else None
    if end is not None and ((is_begin and end.day > asked.start) or (is_end and end.day < asked.end)):
        yield f"{each.words}: it may not hold all of {asked.start} to {asked.end}"


def _must_be_read(each: Statement) -> bool:
    """Whether it names an end of a period, so that what is no time stands against the answer."""
    if isinstance(each.value, str):
        return each.kind == words.PERIOD or each.name not in words.SHORT_ENDS
    return isinstance(each.value, int | Decimal) and each.name not in words.SHORT_ENDS and each.value != 0


def _compared_end(each: Statement, end: _End, asked: Period, place: str) -> Iterator[str]:
    if each.name in words.STARTS:
        if not end.begins(asked.start):
            _refuse(each, asked, place)
    elif end.ends_with_its_midnight(asked.end):
        if asked.days > 1:  # of one day it would leave out everything: it is the day written as a time
            yield f"{each.words}: it may leave out the day itself"
    elif not end.ends(asked.end):
        _refuse(each, asked, place)


def _compared_span(each: Statement, asked: Period, place: str) -> Iterator[str]:
    ends = _span(each.value)
    if each.name == "month" and _is_other_month(each.value, asked):
        _refuse(each, asked, place)
    if ends is None:
        is_known = isinstance(each.value, str) and each.value.strip().casefold() not in _WORDS_ALONE
        if is_known and each.name in words.MUST_BE_READ:
            yield _unread(each)
        return
    start, end = ends
    if not start.begins(asked.start) or not (end.ends(asked.end) or end.ends_with_its_midnight(asked.end)):
        _refuse(each, asked, place)
    if end.ends_with_its_midnight(asked.end) and asked.days > 1:
        yield f"{each.words}: it may leave out the last day"


def _is_other_month(value: Any, asked: Period) -> bool:
    """Whether `10`, or "10", is not the month of all days asked for."""
    number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,2}", value, re.ASCII) else value
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return is_number and (asked.start.month != number or asked.end.month != number)


def refuse_single_day(said: Sequence[Statement], asked: Period, place: str) -> None:
    """Raises UnexpectedAnswer for a row that names its day where other days were asked for."""
    for each in said:
        day = _end(each.value) if each.kind == "" and each.name in words.ROW_DAYS else None
        if day is not None and not (day.begins(asked.start) and asked.days == 1):
            _refuse(each, asked, place)


def _unread(each: Statement) -> str:
    return f"{each.words}: it cannot be told whether that is the period that was asked for"


def _refuse(each: Statement, asked: Period, place: str) -> None:
    wanted = f"{asked.start} to {asked.end}"
    raise UnexpectedAnswer(f"{place}: asked for {wanted}, but {each.words}: the figures are of another period")


def _span(value: Any) -> tuple[_End, _End] | None:
    if isinstance(value, list):
        parts = value
    elif isinstance(value, str):
        text = value.strip()
        whole = _calendar(text)
        if whole is not None:
            return _End(whole.start), _End(whole.end)
        parts = _BETWEEN.split(text)
    else:
        return None
    ends = [_end(part) for part in parts]
    if len(ends) == 1 and ends[0] is not None and ends[0].at is None:
        return ends[0], ends[0]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:  # noqa: PLR2004
        return None
    return ends[0], ends[1]


def _calendar(text: str) -> Period | None:
    """`2026-03`, `March 2026`, `2026-Q1`."""
    named = _read(text, "%B %Y", "%b %Y")
    month, quarter = _MONTH.fullmatch(f"{named:%Y-%m}" if named else text), _QUARTER.fullmatch(text)
    if month:
        first, months = int(month[2]), 1
    elif quarter:
        first, months = 3 * int(quarter[2]) - 2, 3
    else:
        return None
    year = int((month or quarter or [""])[1])
    if not 1 <= first <= 12 or not 1 <= year < date.max.year:  # noqa: PLR2004
        return None
    after = first - 1 + months
    return Period(date(year, first, 1), date(year + after // 12, after % 12 + 1, 1) - _DAY)


def _end(value: Any, *, is_excluded: bool = False) -> _End | None:
    """The day or instant in `value`; None where it is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _of_clock(value, is_excluded=is_excluded)
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", text, re.ASCII):
            return _End(date.fromisoformat(text), is_excluded=is_excluded)
        if named := _read(text, "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"):
            return _End(named, is_excluded=is_excluded)
        read = values.instant(text)
    except (ValueError, values.Unreadable):
        return None
    return _End(read.date(), read.time(), is_excluded=is_excluded)


def _read(text: str, *forms: str) -> date | None:
    for form in forms:
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
    return None


def _of_clock(value: int, *, is_excluded: bool) -> _End | None:
    """Seconds since 1970, or thousandths of them and so on; a small number is no time."""
    if value < _FIRST_SECONDS:
        return None
    scale = next((scale for first, scale in _SCALES if value >= first), 1)
    try:
        read = datetime.fromtimestamp(value // scale, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return _End(read.date(), read.time(), is_excluded=is_excluded)

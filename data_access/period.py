"""Periods: UTC calendar days, both ends included (contract, "Period and links"). No clock: `today` is an argument."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

PRESETS = (
    "last_7_days",
    "last_28_days",
    "last_84_days",
    "this_month",
    "this_quarter",
    "this_year",
    "last_month",
    "last_quarter",
)
DEFAULT_PRESET = "last_28_days"
_ROLLING = {"last_7_days": 7, "last_28_days": 28, "last_84_days": 84}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included. Raises ValueError when `end` lies before `start`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a reversed range: it would silently count nothing."""
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """How many calendar days it has, both ends counted."""
        return (self.end - self.start).days + 1

    def dates(self) -> Iterator[date]:
        """Every day of it, in order."""
        return (self.start + offset * _DAY for offset in range(self.days))

    def contains(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.start <= day <= self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def previous(self) -> "Period":
        """The equal span that ends the day before."""
        before = self.start - _DAY
        return Period(before - (self.end - self.start), before)


def preset_period(preset: str, today: date, last_complete_day: date) -> Period:
    """The days that `preset` (one of PRESETS) means on `today`.

    Rolling presets end on `last_complete_day`; `this_…` end on `today` and are unfinished; `last_…` are whole.
    Raises ValueError for a name that is no preset.
    """
    if preset in _ROLLING:
        return Period(last_complete_day - (_ROLLING[preset] - 1) * _DAY, last_complete_day)
    month, quarter = _month(today), _quarter(today)
    known = {
        "this_month": Period(month.start, today),
        "this_quarter": Period(quarter.start, today),
        "this_year": Period(today.replace(month=1, day=1), today),
        "last_month": _month(month.start - _DAY),
        "last_quarter": _quarter(quarter.start - _DAY),
    }
    if preset not in known:
        raise ValueError(f"{preset!r} is no period; known: {', '.join(PRESETS)}")
    return known[preset]


def period_before(preset: str, period: Period) -> Period:
    """The days that `period`, chosen as `preset`, is compared with (contract, "Period and links").

    For a last month or quarter the calendar one before; for this month, quarter or year the same days of the one before:
    1 to 31 March beside 1 to 28 February, which has no more. Else the equal span before: 28 days are 28 days, also where
    they happen to be a February.
    """
    before = period.start - _DAY
    match preset:
        case "last_month":
            return _month(before)
        case "last_quarter":
            return _quarter(before)
        case "this_month":
            return Period(_month(before).start, _months_earlier(period.end, 1))
        case "this_quarter":
            return Period(_quarter(before).start, _months_earlier(period.end, 3))
        case "this_year":
            return Period(_months_earlier(period.start, 12), _months_earlier(period.end, 12))
        case _:
            return period.previous()


def _months_earlier(day: date, months: int) -> date:
    """The same day of an earlier month, or its last where it is shorter."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def _quarter(day: date) -> Period:
    first_month = 3 * ((day.month - 1) // 3) + 1
    start = day.replace(month=first_month, day=1)
    return Period(start, _month(start.replace(month=first_month + 2)).end)

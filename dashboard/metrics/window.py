"""The period that a view shows, the one it is compared with, and whether that is fair."""

from dataclasses import dataclass
from datetime import date, timedelta

from data_access.facts import Coverage
from data_access.period import Period, period_before


@dataclass(frozen=True, slots=True)
class Window:
    """A chosen period. `preset` is its name, or `custom`; known days are those that the source can answer for.

    `part_day` = a day of either period that a dataset knows a part of: then the two are not comparable.
    """

    preset: str
    period: Period
    previous: Period
    known_days: int
    previous_known_days: int
    is_unfinished: bool
    part_day: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every day of the period is known."""
        return self.known_days == self.period.days

    @property
    def laid_over(self) -> Period | None:
        """The period before, to be shown day beside day; None when not every day of it is known, or a day is a part."""
        whole = self.previous_known_days == self.previous.days and self.part_day is None
        return self.previous if whole else None

    @property
    def compared(self) -> Period | None:
        """The period before; None too when days of the period itself are not known: what is unknown is not a fall."""
        return self.laid_over if self.is_whole else None

    @property
    def unequal_days(self) -> tuple[int, int] | None:
        """How many days both have, where they are not equally many: then a change says most by the day."""
        both = self.period.days, self.previous.days
        return None if both[0] == both[1] else both


def window(preset: str, period: Period, coverage: Coverage) -> Window:
    """The window of `period` on a source's coverage.

    Unfinished = it touches a day that is not over, or is `this_…` of a month, quarter or year with days to come.
    """
    previous, part = period_before(preset, period), coverage.part_day
    return Window(
        preset=preset,
        period=period,
        previous=previous,
        known_days=coverage.known_days(period),
        previous_known_days=coverage.known_days(previous),
        is_unfinished=period.end > coverage.last_complete_day or _has_days_to_come(preset, period.end),
        part_day=part if part and (period.contains(part) or previous.contains(part)) else None,
    )


def _has_days_to_come(preset: str, last: date) -> bool:
    return _calendar_span(preset, last) is not None and (
        _calendar_span(preset, last) == _calendar_span(preset, last + timedelta(days=1))
    )


def _calendar_span(preset: str, day: date) -> tuple[int, ...] | None:
    """The month, quarter or year that `day` lies in, as `preset` means it; None for a preset that follows no calendar."""
    spans = {
        "this_month": (day.year, day.month),
        "this_quarter": (day.year, (day.month - 1) // 3),
        "this_year": (day.year,),
    }
    return spans.get(preset)

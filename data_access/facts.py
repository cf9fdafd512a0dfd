"""What a source says of itself without asking anybody: which days it knows, and what its figures are."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from data_access.period import Period


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which days a source can answer for.

    `first_day` is the first it knows, `today` the day of its clock (a dataset's: the day of `as_of`),
    `last_complete_day` the last whole day, `missing` the days between that are known to be missing, `settling` those
    whose figures may still change: they are known, and read again. A dataset's `today` is settling, and no whole day,
    where its `as_of` lies before the end of it.
    """

    first_day: date
    today: date
    last_complete_day: date
    missing: frozenset[date] = frozenset()
    settling: frozenset[date] = frozenset()

    @property
    def last_settled_day(self) -> date:
        """The last whole day whose figures no longer change; the day before the first where all of them settle."""
        day = self.last_complete_day
        while day >= self.first_day and (day in self.settling or day in self.missing):
            day -= timedelta(days=1)
        return day

    def known_days(self, period: Period) -> int:
        """How many of the period's days the source knows (today counts, though it is not over)."""
        if self.today < self.first_day:
            return 0
        held = period.overlap(Period(self.first_day, self.today))
        return 0 if held is None else held.days - sum(held.contains(day) for day in self.missing)

    def knows_all(self, period: Period) -> bool:
        """Whether every day of the period is known, and over: only then may it be compared with."""
        return self.known_days(period) == period.days and period.end <= self.last_complete_day

    @property
    def part_day(self) -> date | None:
        """The day of which a dataset knows a part: it is shown and marked, and in no comparison. None without one."""
        return self.today if self.today in self.settling and self.today > self.last_complete_day else None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a source says of itself without asking anybody. Two that differ in `as_of` alone are equal.

    `label`: what is read, in words fit for the screen; never a key.
    `is_dataset`: whether all figures lie in files, as of one instant: then what a report does not list is known to be
    0. Else OneHazel is asked, and what it does not list is not known.
    `coverage`: which days a period may have.
    `daily_coverage`: which days the questions by day (`daily_…`, `operator_days`, `connector_weeks`) answer for; None =
    no day. Its `today` and `last_complete_day` are the last day that is held, which may lie before those of `coverage`.
    `as_of`: the instant (UTC) that the data is true for.
    `kept_from`: the first day whose usage the platform still keeps: before it an answer may be incomplete. None = all.
    `is_sample`: whether these are the bundled, invented figures: they carry a lasting mark.
    """

    label: str
    is_dataset: bool
    coverage: Coverage
    daily_coverage: Coverage | None
    as_of: datetime = field(compare=False)
    kept_from: date | None = None
    is_sample: bool = False

    @property
    def held_days(self) -> Coverage | None:
        """The days that are known one by one; None also where every day of a dataset or history is missing."""
        held = self.daily_coverage
        return None if held is None or held.last_complete_day < held.first_day else held

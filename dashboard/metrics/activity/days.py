"""Days as activity counts them: which of them are known, which are settled, and what an operator did on each."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data_access.facts import Coverage
from data_access.tables import ACTIVITY

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are held up to `on`. `known` = not missing; `settled` = known, and no longer settling; both sorted.

    `first` = the first known day: of the days before it nothing is known.
    """

    first: date
    on: date
    known: pl.Series
    settled: pl.Series

    def settled_after(self, column: str) -> pl.Expr:
        """How many settled days follow the date in `column`; null for null. Missing days are neither active nor silent."""
        before = pl.lit(self.settled).search_sorted(pl.col(column), side="right").cast(pl.Int64)
        return pl.when(pl.col(column).is_not_null()).then(len(self.settled) - before)

    def day_after(self, column: str) -> pl.Expr:
        """The first known day that follows the date in `column`; null where none does."""
        place = pl.lit(self.known).search_sorted(pl.col(column), side="right")
        follows = pl.col(column).is_not_null() & (place < len(self.known))
        return pl.lit(self.known).gather(pl.when(follows).then(place))


def calendar(coverage: Coverage, on: date) -> Calendar:
    """The calendar of a source's daily coverage at the end of `on`."""
    days = [coverage.first_day + offset * _DAY for offset in range(max((on - coverage.first_day).days + 1, 0))]
    known = [day for day in days if day not in coverage.missing]
    settled = [day for day in known if day not in coverage.settling]
    first = known[0] if known else coverage.first_day
    return Calendar(first, on, pl.Series("date", known, pl.Date), pl.Series("date", settled, pl.Date))


def with_activity(days: pl.DataFrame) -> pl.LazyFrame:
    """`tables.OPERATOR_DAYS` with `activity`: the sum of the three counted metrics, null only where none is reported."""
    reported = pl.any_horizontal(pl.col(ACTIVITY).is_not_null())
    return days.lazy().with_columns(activity=pl.when(reported).then(pl.sum_horizontal(ACTIVITY)))

"""Days as activity counts them: which of them are known, which are settled, and what an operator did on each."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data_access.source import Coverage
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
        return pl.col(column).map_batches(lambda days: _count_after(self.settled, days), return_dtype=pl.Int64)

    def day_after(self, column: str) -> pl.Expr:
        """The first known day that follows the date in `column`; null where none does."""

        def following(days: pl.Series) -> pl.Series:
            place = self.known.search_sorted(days, side="right").zip_with(days.is_not_null(), _nulls(days))
            return self.known.gather(place.zip_with(place < len(self.known), _nulls(days))).alias(days.name)

        return pl.col(column).map_batches(following, return_dtype=pl.Date)


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


def _count_after(days: pl.Series, dates: pl.Series) -> pl.Series:
    after = len(days) - days.search_sorted(dates, side="right").cast(pl.Int64)
    return after.zip_with(dates.is_not_null(), _nulls(dates)).alias(dates.name)


def _nulls(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(like))

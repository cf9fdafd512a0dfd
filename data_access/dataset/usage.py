"""Usage: by far the largest table. Read a chunk (a month's files, or `usage.csv`) at a time, lazily.

The first read of a chunk checks it and keeps a small rollup, one row for each month, operator, metric and key. Whole
months and undated totals are answered from rollups; only the days of a partly asked month are read again.
"""

from collections.abc import Collection, Sequence
from datetime import date
from threading import Lock

import polars as pl

from data_access.dataset.checks import checked_rows, refuse_offence
from data_access.dataset.columns import value
from data_access.dataset.files import reading
from data_access.dataset.layout import UsageChunk, month_of
from data_access.dataset.strict_csv import refuse_loose
from data_access.dataset.usage_checks import FIGURES, is_sound, refuse_totals, refuse_units, usage_rules
from data_access.errors import DatasetWrong
from data_access.period import Period
from data_access.tables import DAILY_USAGE, METRICS, spellings

_GROUP = ("month", "operator_id", "metric", "key")


class Usage:
    """The usage of one dataset that knows `days`, and the operators that it may name. Safe to ask from several threads.

    Rows of a `missing` day do not count: a part of a day is no day.
    """

    def __init__(
        self, chunks: Sequence[UsageChunk], days: Period, operator_ids: Sequence[str], missing: Collection[date] = ()
    ) -> None:
        """Nothing is read yet."""
        self._chunks = chunks
        self._days = days
        self._missing = sorted(missing)
        self._operator_ids = operator_ids
        self._rollup_types = pl.Schema(
            {
                "month": pl.Date(),
                "operator_id": pl.Enum(operator_ids),
                "metric": pl.Enum(sorted(METRICS)),
                "key": pl.String(),
                "quantity": pl.Int128(),
                "last_day": pl.Date(),
            }
        )
        self._rollups: dict[UsageChunk, pl.DataFrame] = {}
        self._spellings: dict[UsageChunk, dict[str, str]] = {}
        self._told_of: dict[UsageChunk, list[tuple[date, str]]] = {}
        self._lock = Lock()

    def sums(self, period: Period) -> pl.LazyFrame:
        """`month, operator_id, metric, key, quantity, last_day` of the days of `period`, in no order.

        `quantity` is Int128, so that no sum wraps; `last_day` is the last with a quantity above 0; ids and metrics are
        enums in the order of their texts. Raises DatasetMissing and DatasetWrong.
        """
        partial = self._partial_months(period)
        parts = [part for chunk in self._touched(period) for part in self._parts(chunk, period, partial)]
        return pl.concat([pl.LazyFrame(schema=self._rollup_types), *parts])

    def scan(self, period: Period) -> pl.LazyFrame:
        """The checked rows of `period`, as `tables.DAILY_USAGE`, in no order. Raises DatasetMissing and DatasetWrong."""
        chunks = self._touched(period)
        for chunk in chunks:
            self._rollup(chunk)
        rows = [self._counting(chunk).filter(_within([period])) for chunk in chunks]
        return pl.concat([pl.LazyFrame(schema=DAILY_USAGE), *rows])

    def months_with(self, metrics: Sequence[str], period: Period) -> list[date]:
        """The first days of those months that `period` touches whose usage carries one of `metrics`, if only as 0."""
        start = month_of(period.start).start
        found = {month for chunk in self._touched(period) for month, metric in self._told(chunk) if metric in metrics}
        return sorted(month for month in found if start <= month <= period.end)

    def carries(self, metric: str) -> bool:
        """Whether any row of all days tells `metric`, if only as 0. Reads no more months than it takes to find one."""
        read_first = sorted(self._chunks, key=lambda chunk: chunk not in self._rollups)
        return any(metric == told for chunk in read_first for _, told in self._told(chunk))

    def _touched(self, period: Period) -> list[UsageChunk]:
        return [chunk for chunk in self._chunks if chunk.days.overlap(period)]

    def _partial_months(self, period: Period) -> list[Period]:
        """What is asked of the first and the last month where that is not all that the dataset knows of them."""
        edges = sorted({month_of(period.start), month_of(period.end)})
        known = [days for month in edges if (days := month.overlap(self._days))]
        asked = [(days, days.overlap(period)) for days in known]
        return [part for days, part in asked if part and part != days]

    def _parts(self, chunk: UsageChunk, period: Period, partial: Sequence[Period]) -> list[pl.LazyFrame]:
        """The sums of a chunk's whole months, from its rollup, and of its days in `partial` months, read again."""
        rollup = self._rollup(chunk).lazy()
        touched = pl.col("month").is_between(month_of(period.start).start, period.end)
        whole = rollup.filter(touched & ~pl.col("month").is_in([days.start.replace(day=1) for days in partial]))
        again = [days for days in partial if days.overlap(chunk.days)]
        if not again:
            return [whole]
        with reading(chunk.files[0].name):
            return [whole, self._as_rollup(_summed(self._counting(chunk).filter(_within(again)))).collect().lazy()]

    def _rollup(self, chunk: UsageChunk) -> pl.DataFrame:
        with self._lock:
            if chunk not in self._rollups:
                self._rollups[chunk] = self._checked(chunk)
            return self._rollups[chunk]

    def _told(self, chunk: UsageChunk) -> list[tuple[date, str]]:
        """Each month of a chunk with each metric of which it has a row."""
        rollup = self._rollup(chunk)
        if chunk not in self._told_of:
            pairs = rollup.select("month", pl.col("metric").cast(pl.String)).unique()
            self._told_of[chunk] = list(pairs.iter_rows())
        return self._told_of[chunk]

    def _checked(self, chunk: UsageChunk) -> pl.DataFrame:
        """One pass both checks and sums: the checks need no more than a few figures of each group."""
        name = chunk.files[0].name
        for file in chunk.files:
            if file.is_csv:
                refuse_loose(file, ends_with_break=True)
            refuse_units(file)
        with reading(name):
            groups = _summed(self._counting(chunk)).collect()
            # Few datasets spell a metric in another way: only those are read twice, and no row is compared of the others.
            other = spellings(groups["metric"].drop_nulls().unique(), METRICS)
            if other:
                self._spellings[chunk] = other
                groups = _summed(self._counting(chunk)).collect()
        if not groups.select(is_sound(chunk.days, self._operator_ids).all()).item():
            refuse_offence(
                chunk.files, DAILY_USAGE, usage_rules(chunk.days, self._operator_ids, as_text=_is_text(chunk))
            )
            raise DatasetWrong(f"{name} changed while it was read")
        refuse_totals(name, groups)
        return self._as_rollup(groups.lazy()).collect()

    def _counting(self, chunk: UsageChunk) -> pl.LazyFrame:
        """The rows of a chunk but for those of missing days; unreadable dates stay, so that the checks meet them.

        A metric that is found to be spelled in another way is told by its own name.
        """
        rows = _typed(chunk)
        gone = [day for day in self._missing if chunk.days.contains(day)]
        if gone:
            rows = rows.filter(~pl.col("date").is_in(gone).fill_null(value=False))
        other = self._spellings.get(chunk)
        return rows.with_columns(pl.col("metric").replace(other)) if other else rows

    def _as_rollup(self, groups: pl.LazyFrame) -> pl.LazyFrame:
        return groups.select(self._rollup_types.names()).cast(self._rollup_types)


def _is_text(chunk: UsageChunk) -> bool:
    return chunk.files[0].is_csv


def _typed(chunk: UsageChunk) -> pl.LazyFrame:
    """The rows of a chunk as `tables.DAILY_USAGE`, null where they cannot be read; texts are left as they are.

    Raises DatasetMissing and DatasetWrong.
    """
    columns = [
        pl.col(column) if dtype == pl.String() else value(column, dtype, as_text=_is_text(chunk))
        for column, dtype in DAILY_USAGE.items()
    ]
    return pl.concat([checked_rows(file, DAILY_USAGE).select(columns) for file in chunk.files])


def _within(periods: Sequence[Period]) -> pl.Expr:
    return pl.any_horizontal(pl.col("date").is_between(days.start, days.end) for days in periods)


def _summed(rows: pl.LazyFrame) -> pl.LazyFrame:
    """`rows` by month, operator, metric and key, with what the checks ask for."""
    last_day = pl.when(pl.col("quantity") > 0).then(pl.col("date")).max()
    return (
        rows.with_columns(month=pl.col("date").dt.month_start())
        .group_by(_GROUP)
        .agg(pl.col("quantity").cast(pl.Int128).sum(), last_day=last_day, **FIGURES)
    )

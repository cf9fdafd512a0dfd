"""What an operator did in its last whole weeks against the weeks before, and before it fell silent."""

from datetime import timedelta

import polars as pl

from dashboard.metrics.activity import ActivityRules
from dashboard.metrics.activity_days import Calendar
from data_access.tables import BILLABLE_UNITS

_OFFSET = pl.col("offset")


def compared_windows(
    days: pl.LazyFrame, known: Calendar, rules: ActivityRules, *, absent_is_zero: bool
) -> pl.LazyFrame:
    """`operator_id, now, before, compared_days`: activity of the last window and of the one before, day against day.

    Takes `activity_days.with_activity`. A day counts only with its partner, `window_days` earlier, where both are
    known; fewer than half of the pairs compare nothing: now and before are null. Where absence is not known to be 0,
    both days must be reported of the operator. Operators of whom `days` never has a row are not here.
    """
    span = rules.window_days
    pairs = _known_pairs(known, span)
    last = days.with_columns(offset=(pl.lit(known.on) - pl.col("date")).dt.total_days()).filter(
        _OFFSET.is_between(0, 2 * span - 1), (_OFFSET % span).is_in(pairs)
    )
    is_now = span > _OFFSET
    by_pair = last.group_by("operator_id", pair=_OFFSET % span).agg(
        now=pl.col("activity").filter(is_now).sum(),
        before=pl.col("activity").filter(~is_now).sum(),
        reported=pl.col("activity").count(),
    )
    if not absent_is_zero:
        by_pair = by_pair.filter(pl.col("reported") == 2)  # noqa: PLR2004  a pair
    sums = by_pair.group_by("operator_id").agg(pl.col("now", "before").sum(), compared_days=pl.len().cast(pl.Int64))
    everybody = days.select("operator_id").unique().join(sums, on="operator_id", how="left")
    if absent_is_zero:
        whole = pl.lit(len(pairs), pl.Int64).alias("compared_days")
        everybody = everybody.with_columns(pl.col("now", "before").fill_null(0), whole)
    enough = pl.col("compared_days") * 2 >= span
    return everybody.with_columns(pl.when(enough).then(pl.col("now", "before")))


def change_of(rules: ActivityRules) -> pl.Expr:
    """The relative change of `now` on `before`; null under a base of `least_base`, and where nothing is compared."""
    before = pl.col("before")
    return pl.when(before >= max(rules.least_base, 1)).then((pl.col("now") - before) / before)


def silent_runs(days: pl.LazyFrame, known: Calendar, rules: ActivityRules, *, absent_is_zero: bool) -> pl.LazyFrame:
    """`operator_id, silent_run`: the longest run of silent days among the last `recovered_within` days.

    Only settled days can be silent; a missing day, and one that does not report the operator, ends a run.
    """
    first = known.on - timedelta(days=rules.recovered_within - 1)
    settled = set(known.settled.filter(known.settled >= first))
    span = [first + timedelta(days=offset) for offset in range(rules.recovered_within)]
    frame = pl.LazyFrame(
        {"date": span, "is_settled": [day in settled for day in span]}, schema_overrides={"date": pl.Date}
    )
    recent = days.filter(pl.col("date") >= first).select("date", "operator_id", "activity")
    done = pl.col("activity").fill_null(0) if absent_is_zero else pl.col("activity")
    silent = pl.col("is_settled") & (done == 0).fill_null(value=False)
    return (
        days.select("operator_id")
        .unique()
        .join(frame, how="cross")
        .join(recent, on=["date", "operator_id"], how="left")
        .sort("operator_id", "date")
        .with_columns(silent=silent)
        .with_columns(run=(~pl.col("silent")).cum_sum().over("operator_id"))
        .group_by("operator_id", "run")
        .agg(silent_run=pl.col("silent").sum().cast(pl.Int64))
        .group_by("operator_id")
        .agg(pl.col("silent_run").max())
    )


def pace(days: pl.LazyFrame, last_active: pl.LazyFrame, known: Calendar, rules: ActivityRules) -> pl.LazyFrame:
    """`operator_id, usual, units_usual`: activity a day, and billable units in all, of the window up to its last activity.

    `last_active` has operator_id and last_day, the last day with activity. `usual` is a mean over the known days of
    that window, not counting those before the operator's first report.
    """
    span = timedelta(days=rules.window_days - 1)
    within = days.join(last_active, on="operator_id").filter(
        pl.col("date").is_between(pl.col("last_day") - pl.lit(span), pl.col("last_day"))
    )
    start = pl.max_horizontal(pl.col("last_day") - pl.lit(span), pl.col("first_day"), pl.lit(known.first))
    return (
        within.group_by("operator_id", "last_day", "first_day")
        .agg(pl.col("activity").sum(), units_usual=_sum_or_null(BILLABLE_UNITS))
        .with_columns(start=start)
        .select(
            "operator_id",
            usual=pl.col("activity") / _known_between(known),
            units_usual="units_usual",
        )
    )


def window_units(days: pl.LazyFrame, known: Calendar, rules: ActivityRules) -> pl.LazyFrame:
    """`operator_id, units_now, units_before`: billable units of the last window and of the one before; null = unknown."""
    span = timedelta(days=rules.window_days)
    start = known.on - span + timedelta(days=1)
    now, before = pl.col("date") >= start, pl.col("date").is_between(start - span, start - timedelta(days=1))
    return days.group_by("operator_id").agg(
        units_now=_sum_or_null(BILLABLE_UNITS, now), units_before=_sum_or_null(BILLABLE_UNITS, before)
    )


def _known_pairs(known: Calendar, span: int) -> list[int]:
    """The offsets from `on` that are known in both windows."""
    offsets = {(known.on - day).days for day in known.known}
    return [offset for offset in range(span) if offset in offsets and offset + span in offsets]


def _sum_or_null(column: str, wanted: pl.Expr | None = None) -> pl.Expr:
    figures = pl.col(column) if wanted is None else pl.col(column).filter(wanted)
    return pl.when(figures.count() == figures.len()).then(figures.sum())


def _known_between(known: Calendar) -> pl.Expr:
    """How many known days lie from `start` to `last_day`."""

    def counted(ends: pl.Series) -> pl.Series:
        start, last = ends.struct.field("start"), ends.struct.field("last_day")
        upper = known.known.search_sorted(last, side="right").cast(pl.Int64)
        return upper - known.known.search_sorted(start, side="left").cast(pl.Int64)

    return pl.struct("start", "last_day").map_batches(counted, return_dtype=pl.Int64)

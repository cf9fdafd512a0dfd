"""What an operator did in its last whole weeks against the weeks before, and before it fell silent."""

from datetime import timedelta

import polars as pl

from dashboard.metrics.activity.days import Calendar
from dashboard.metrics.activity.states import ActivityRules
from data_access.tables import API_CALLS, BILLABLE_UNITS

_OFFSET = pl.col("offset")
_SUMS = ("now", "before", "units_now", "units_before")


def compared_windows(
    days: pl.LazyFrame, people: pl.LazyFrame, known: Calendar, rules: ActivityRules, *, absent_is_zero: bool
) -> pl.LazyFrame:
    """`operator_id, now, before, units_now, units_before, compared_days`: the last window and the one before, paired.

    Takes `activity.days.with_activity`, and everybody's `operator_id`. `now` and `before` are activity, the units
    billable. A day counts only with its partner, `window_days` earlier, where both are known; fewer than half of the
    pairs compare nothing: the sums are null. Where absence is not known to be 0, both days must be reported of the
    operator.
    """
    span = rules.window_days
    pairs = _known_pairs(known, span)
    last = days.with_columns(offset=(pl.lit(known.on) - pl.col("date")).dt.total_days()).filter(
        _OFFSET.is_between(0, 2 * span - 1), (_OFFSET % span).is_in(pairs)
    )
    is_now = pl.lit(span) > _OFFSET
    by_pair = last.group_by("operator_id", pair=_OFFSET % span).agg(
        now=pl.col("activity").filter(is_now).sum(),
        before=pl.col("activity").filter(~is_now).sum(),
        units_now=_sum_or_null(BILLABLE_UNITS, is_now),
        units_before=_sum_or_null(BILLABLE_UNITS, ~is_now),
        reported=pl.col("activity").count(),
    )
    if not absent_is_zero:
        by_pair = by_pair.filter(pl.col("reported") == 2)  # noqa: PLR2004  a pair
    sums = by_pair.group_by("operator_id").agg(
        *(_sum_or_null(column) for column in _SUMS), compared_days=pl.len().cast(pl.Int64)
    )
    everybody = people.select("operator_id").join(sums, on="operator_id", how="left")
    if absent_is_zero:
        no_row = pl.col("compared_days").is_null()
        everybody = everybody.with_columns(pl.when(no_row).then(0).otherwise(pl.col(one)).alias(one) for one in _SUMS)
        everybody = everybody.with_columns(compared_days=pl.lit(len(pairs), pl.Int64))
    enough = pl.col("compared_days") * 2 >= span
    return everybody.with_columns(pl.when(enough).then(pl.col(one)).alias(one) for one in _SUMS)


def change_of(rules: ActivityRules) -> pl.Expr:
    """The relative change of `now` on `before`; null under a base of `least_base`, and where nothing is compared."""
    before = pl.col("before")
    return pl.when(before >= max(rules.least_base, 1)).then((pl.col("now") - before) / before)


def pace(
    days: pl.LazyFrame, people: pl.LazyFrame, known: Calendar, rules: ActivityRules, *, absent_is_zero: bool
) -> pl.LazyFrame:
    """`operator_id, usual, usual_calls, units_usual`: what it did in the window up to its last day with activity.

    `people` has `operator_id`, that day as `last_day`, and `first_day`, the first that is reported. `usual` and
    `usual_calls` are means a day of activity and of API calls, over the known days of the window since `first_day`, or
    over those that report the operator, where absence is not known to be 0; `units_usual` is the sum of its billable
    units.
    """
    span = timedelta(days=rules.window_days - 1)
    start = pl.max_horizontal(pl.col("last_day") - pl.lit(span), "first_day", pl.lit(known.first))
    within = days.join(people.select("operator_id", "first_day", "last_day"), on="operator_id").filter(
        pl.col("date").is_between(pl.col("last_day") - pl.lit(span), pl.col("last_day"))
    )
    return (
        within.group_by("operator_id", "first_day", "last_day")
        .agg(
            pl.col("activity").sum(),
            reported=pl.col("activity").count(),
            calls=_sum_or_null(API_CALLS),
            units_usual=_sum_or_null(BILLABLE_UNITS),
        )
        .with_columns(start=start)
        .with_columns(on_days=_known_between(known) if absent_is_zero else pl.col("reported"))
        .select(
            "operator_id",
            usual=pl.col("activity") / pl.col("on_days"),
            usual_calls=pl.col("calls") / pl.col("on_days"),
            units_usual="units_usual",
        )
    )


def _known_pairs(known: Calendar, span: int) -> list[int]:
    """The offsets from `on` that are known in both windows."""
    offsets = {(known.on - day).days for day in known.known}
    return [offset for offset in range(span) if offset in offsets and offset + span in offsets]


def _sum_or_null(column: str, wanted: pl.Expr | None = None) -> pl.Expr:
    """The sum of `column`, null where one of its figures is: a part would pass for the whole."""
    figures = pl.col(column) if wanted is None else pl.col(column).filter(wanted)
    return pl.when(figures.count() == figures.len()).then(figures.sum()).alias(column)


def _known_between(known: Calendar) -> pl.Expr:
    """How many known days lie from `start` to `last_day`."""
    days = pl.lit(known.known)
    until_last = days.search_sorted(pl.col("last_day"), side="right").cast(pl.Int64)
    return until_last - days.search_sorted(pl.col("start"), side="left").cast(pl.Int64)

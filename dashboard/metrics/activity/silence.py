"""How long an operator is silent, and how long it was silent before it came back."""

from datetime import date, timedelta

import polars as pl

from dashboard.metrics.activity.days import Calendar
from dashboard.metrics.activity.states import ActivityRules

_DAY = pl.lit(timedelta(days=1))


def days_silent(known: Calendar, today: date) -> pl.Expr:
    """Days of silence: from the roster's `stamp` to `today`, else the settled days after `last_day`, the later of both."""
    by_stamp = (pl.lit(today) - pl.col("stamp")).dt.total_days()
    by_stamp_told = (pl.col("stamp") >= pl.col("last_day")).fill_null(pl.col("last_day").is_null())
    return pl.when(by_stamp_told).then(by_stamp).otherwise(known.settled_after("last_day"))


def may_have_been_active(known: Calendar) -> pl.Expr:
    """Whether the operator may have been active before `date`: without that it is not silent, it has not begun.

    From `first_day_active`, the first day with activity, on; and before it, if it was created (`created`) before the
    first day held.
    """
    begun = pl.col("date") >= pl.col("first_day_active")
    return begun.fill_null(value=False) | (pl.col("created") < known.first).fill_null(value=False)


def silent_runs(
    days: pl.LazyFrame, people: pl.LazyFrame, known: Calendar, rules: ActivityRules, *, absent_is_zero: bool
) -> pl.LazyFrame:
    """`operator_id, silent_run, silent_longer, back_since`: the longest run of silent days of the last `recovered_within`.

    Takes `activity.days.with_activity`, and everybody's `operator_id, first_day_active, created`. Only settled days
    can be silent; a missing day, and one that does not report the operator, ends a run. `back_since` = the day after
    the run, where it had activity; `silent_longer`: whether the run began on the first of these days, or before it.
    """
    first = known.on - timedelta(days=rules.recovered_within - 1)
    span = pl.date_range(first, known.on, "1d", eager=True).alias("date")
    axis = pl.LazyFrame({"date": span, "is_settled": span.is_in(known.settled.to_list())})
    recent = days.filter(pl.col("date") >= first).select("date", "operator_id", "activity")
    done = pl.col("activity").fill_null(0) if absent_is_zero else pl.col("activity")
    silent = pl.col("is_settled") & (done == 0).fill_null(value=False) & may_have_been_active(known)
    is_back = (pl.col("activity").shift(-1).over("operator_id") > 0).fill_null(value=False)
    last_silent, back = pl.col("date").filter("silent").last(), pl.col("is_back").filter("silent").last()
    return (
        people.select("operator_id", "first_day_active", "created")
        .join(axis, how="cross")
        .join(recent, on=["date", "operator_id"], how="left")
        .sort("operator_id", "date")
        .with_columns(silent=silent, is_back=is_back)
        .with_columns(run=(~pl.col("silent")).cum_sum().over("operator_id"))
        .group_by("operator_id", "run")
        .agg(silent_run=pl.col("silent").sum().cast(pl.Int64), back_since=pl.when(back).then(last_silent + _DAY))
        .sort("silent_run", "run", descending=True)
        .with_columns(silent_longer=(pl.col("run") == 0) & (pl.col("silent_run") > 0))
        .group_by("operator_id")
        .agg(pl.col("silent_run", "silent_longer", "back_since").first())
    )

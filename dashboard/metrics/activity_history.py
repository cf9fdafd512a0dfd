"""States of many days at once, told by usage alone: connections and stopped connectors are not known of the past."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard.metrics.activity import SUSPENDED, ActivityRules, activity
from dashboard.metrics.activity_days import Calendar, calendar, with_activity
from dashboard.metrics.activity_windows import change_of
from data_access.source import Coverage

BY_DAY = pl.Schema({"date": pl.Date(), "operator_id": pl.String(), "state": pl.String()})
RUNS = pl.Schema({"state": pl.String(), "start": pl.Date(), "end": pl.Date(), "days": pl.Int64()})
_OPERATOR = "operator_id"


def states_by_day(
    days: pl.DataFrame,
    roster: pl.DataFrame,
    coverage: Coverage,
    *,
    dates: Sequence[date],
    today: date,
    absent_is_zero: bool,
    rules: ActivityRules,
) -> pl.DataFrame:
    """BY_DAY: the state of every operator at the end of each of `dates`, sorted; from its creation on.

    `days` (`tables.OPERATOR_DAYS`) reach back to the first day held. On the last of `dates` the roster's stamp counts as
    in `metrics.activity_facts`, and silence is counted to `today`. Operators that are suspended now count as suspended
    from the day after their last activity.
    """
    if not len(dates):
        return pl.DataFrame(schema=BY_DAY)
    known = calendar(coverage, max(dates))
    facts = _facts(_dense(days, roster, known, absent_is_zero=absent_is_zero), known, today, rules)
    wanted = facts.filter(pl.col("date").is_in(list(dates))).collect()
    return activity(wanted, rules).select(BY_DAY.names()).sort("date", _OPERATOR)


def state_counts(by_day: pl.DataFrame) -> pl.DataFrame:
    """How many operators stand in which state: date, state, operators; sorted. A state nobody is in has no row."""
    return by_day.group_by("date", "state").agg(operators=pl.len().cast(pl.Int64)).sort("date", "state")


def timeline(by_day: pl.DataFrame, operator_id: str) -> pl.DataFrame:
    """RUNS: the states of one operator in a row, the earliest first; both ends included. Needs every day."""
    mine = by_day.filter(pl.col(_OPERATOR) == operator_id).sort("date")
    runs = mine.group_by(pl.col("state").rle_id().alias("run"), maintain_order=True).agg(
        pl.col("state").first(), start=pl.col("date").min(), end=pl.col("date").max(), days=pl.len().cast(pl.Int64)
    )
    return runs.select(RUNS.names())


def _dense(days: pl.DataFrame, roster: pl.DataFrame, known: Calendar, *, absent_is_zero: bool) -> pl.LazyFrame:
    """Every operator on every day held: `activity` (null = not known), `settled_days` up to then, and the roster's facts."""
    span = pl.date_range(known.first, known.on, "1d", eager=True).alias("date")
    is_settled = span.is_in(known.settled.to_list())
    axis = pl.LazyFrame(
        {
            "date": span,
            "is_known": span.is_in(known.known.to_list()),
            "is_settled": is_settled,
            "settled_days": is_settled.cast(pl.Int64).cum_sum(),
        }
    )
    told = roster.lazy().select(
        _OPERATOR, "status", created=pl.col("created_at").dt.date(), stamp=pl.col("last_active_at").dt.date()
    )
    everybody = told.join(days.lazy().select(_OPERATOR).unique(), on=_OPERATOR, how="full", coalesce=True)
    reported = with_activity(days).select("date", _OPERATOR, "activity")
    done = pl.col("activity").fill_null(0) if absent_is_zero else pl.col("activity")
    return (
        everybody.join(axis, how="cross")
        .join(reported, on=["date", _OPERATOR], how="left")
        .sort(_OPERATOR, "date")
        .with_columns(activity=pl.when("is_known").then(done))
    )


def _facts(dense: pl.LazyFrame, known: Calendar, today: date, rules: ActivityRules) -> pl.LazyFrame:
    """What `activity` asks for, in every row of `dense`."""
    is_active = pl.col("activity") > 0
    is_last = pl.col("date") == known.on
    stamp = pl.when(is_last | (pl.col("stamp") <= pl.col("date"))).then(pl.col("stamp").clip(upper_bound=today))
    by_days = pl.when(is_active).then("date").forward_fill().over(_OPERATOR)
    settled_then = pl.when(is_active).then("settled_days").forward_fill().over(_OPERATOR)
    first = pl.col("date").filter(is_active).min().over(_OPERATOR)
    seen_first = pl.coalesce("created", pl.when(first > known.first).then(first))
    rest = pl.when(is_last).then(0 if known.is_settling else (today - known.on).days).otherwise(0)
    now = pl.when(is_last).then(pl.lit(today)).otherwise("date")
    by_stamp = (now - pl.col("told")).dt.total_days()
    return (
        _with_windows(dense, rules)
        .with_columns(told=stamp, by_days=by_days, settled_then=settled_then, first_seen=seen_first)
        .with_columns(
            last_active=pl.max_horizontal("told", "by_days"),
            days_silent=pl.when((pl.col("told") >= pl.col("by_days")).fill_null(pl.col("by_days").is_null()))
            .then(by_stamp)
            .otherwise(pl.col("settled_days") - pl.col("settled_then") + rest),
            days_known=(now - pl.col("first_seen")).dt.total_days().clip(lower_bound=0),
            change=change_of(rules),
            silent_run=_silent_run(rules),
        )
        .with_columns(status=_status_then(), reported=_is_told(), **_NOT_KNOWN)
        .filter((pl.col("created") <= pl.col("date")).fill_null(value=True) | is_last)
    )


_NOT_KNOWN = {
    "connections_gone": pl.lit(value=False),
    "main_stopped": pl.lit(None, pl.Date),
    "lost": pl.lit(0, pl.Int64),
}


def _with_windows(dense: pl.LazyFrame, rules: ActivityRules) -> pl.LazyFrame:
    """`now` and `before` of each day: sums over the pairs of days that are known in both windows, by running totals."""
    span = rules.window_days
    earlier = pl.col("activity").shift(span).over(_OPERATOR)
    paired = pl.col("activity").is_not_null() & earlier.is_not_null()
    totals = {
        "now": pl.when(paired).then("activity").otherwise(0),
        "before": pl.when(paired).then(earlier).otherwise(0),
        "pairs": paired.cast(pl.Int64),
    }
    running = dense.with_columns(**totals).with_columns(pl.col(name).cum_sum().over(_OPERATOR) for name in totals)
    in_window = [(pl.col(name) - pl.col(name).shift(span, fill_value=0).over(_OPERATOR)).alias(name) for name in totals]
    enough = pl.col("pairs") * 2 >= span
    return running.with_columns(in_window).with_columns(pl.when(enough).then(pl.col("now", "before")))


def _silent_run(rules: ActivityRules) -> pl.Expr:
    """The least run that makes a recovery where there is one within the span that is looked at, else 0.

    A run that is long enough may end at the latest where it still lies that long within the span.
    """
    silent = pl.col("is_settled") & (pl.col("activity") == 0).fill_null(value=False)
    count = silent.cast(pl.Int64).cum_sum()
    run = count - pl.when(~silent).then(count).forward_fill().fill_null(0)
    reach = rules.recovered_within - rules.recovered_silent_days + 1
    is_long = (run >= rules.recovered_silent_days).cast(pl.Int64).rolling_max(reach, min_samples=1)
    return (is_long * rules.recovered_silent_days).over(_OPERATOR)


def _status_then() -> pl.Expr:
    last = pl.col("by_days").max().over(_OPERATOR)
    after = (pl.col("date") > last).fill_null(value=True)
    return pl.when((pl.col("status") == SUSPENDED) & after).then(pl.lit(SUSPENDED))


def _is_told() -> pl.Expr:
    """Whether anything tells of the operator by then: a day that is not null, or a stamp."""
    seen = pl.col("activity").is_not_null().cast(pl.Int64).cum_sum().over(_OPERATOR) > 0
    return seen | pl.col("last_active").is_not_null()

"""States of many days at once, told by usage alone: connections and stopped connectors are not known of the past."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard.metrics.activity.days import Calendar, calendar, with_activity
from dashboard.metrics.activity.facts import first_seen, is_reported
from dashboard.metrics.activity.silence import may_have_been_active
from dashboard.metrics.activity.states import SUSPENDED, ActivityRules, activity
from dashboard.metrics.activity.windows import change_of
from data_access.facts import Coverage

BY_DAY = pl.Schema({"date": pl.Date(), "operator_id": pl.String(), "state": pl.String()})
RUNS = pl.Schema({"state": pl.String(), "start": pl.Date(), "end": pl.Date(), "days": pl.Int64()})
_OPERATOR = "operator_id"
_NR = "nr"
_AT_ONCE = 500  # operators: every one of them on every day is held in memory


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
    """BY_DAY: the state of every operator at the end of each of `dates`, sorted; since it was first seen.

    `days` (`tables.OPERATOR_DAYS`) reach back to the first day held. On the last day held the roster's stamp counts as
    in `metrics.activity.facts`, and silence is counted to `today`; on those before it as on that day. Operators that are suspended now count as suspended
    from the day after their last activity.
    """
    if not len(dates) or max(dates) < coverage.first_day:
        return pl.DataFrame(schema=BY_DAY)
    known = calendar(coverage, max(dates))
    everybody = pl.concat([roster[_OPERATOR], days[_OPERATOR].unique()]).unique().sort()
    parts = [pl.DataFrame(schema=BY_DAY)]
    for some in everybody.to_frame().iter_slices(_AT_ONCE):
        people = some.lazy().join(roster.lazy(), on=_OPERATOR, how="left", maintain_order="left")
        first, last = (pl.lit(some[_OPERATOR][at]) for at in (0, -1))
        theirs = days.filter(pl.col(_OPERATOR).is_between(first, last))
        is_last = pl.col("date") == max(known.on, coverage.last_complete_day)
        dense = _dense(theirs, people, known, absent_is_zero=absent_is_zero).with_columns(is_last=is_last)
        facts = _facts(dense, known, today, absent_is_zero=absent_is_zero, rules=rules)
        wanted = facts.filter(pl.col("date").is_in(list(dates))).collect()
        parts.append(activity(wanted, rules).select(BY_DAY.names()))
    return pl.concat(parts).sort("date", maintain_order=True)


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


def _dense(days: pl.DataFrame, people: pl.LazyFrame, known: Calendar, *, absent_is_zero: bool) -> pl.LazyFrame:
    """Everybody of `people`, in their order, on every day held, the days in theirs.

    `activity` (null = not known), `settled_days` up to then, `first_day` and `first_day_active` of all, the roster.
    """
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
    told = (
        people.sort(_OPERATOR)
        .with_row_index(_NR)
        .select(
            *(_NR, _OPERATOR, "status", "api_calls", "events_ingested"),
            created=pl.col("created_at").dt.date(),
            stamp=pl.col("last_active_at").dt.date(),
        )
    )
    reported = with_activity(days).select("date", _OPERATOR, "activity")
    done = pl.col("activity").fill_null(0) if absent_is_zero else pl.col("activity")
    return (
        told.join(axis, how="cross", maintain_order="left_right")
        .join(reported, on=["date", _OPERATOR], how="left", maintain_order="left")
        .with_columns(first_day=_first(pl.col("activity").is_not_null()))
        .with_columns(activity=pl.when("is_known").then(done))
        .with_columns(first_day_active=_first(pl.col("activity") > 0))
    )


def _first(wanted: pl.Expr) -> pl.Expr:
    return pl.col("date").filter(wanted).min().over(_NR)


def _facts(
    dense: pl.LazyFrame, known: Calendar, today: date, *, absent_is_zero: bool, rules: ActivityRules
) -> pl.LazyFrame:
    """What `activity` asks for, in every row of `dense`."""
    is_active, is_last = pl.col("activity") > 0, pl.col("is_last")
    now = pl.when(is_last).then(pl.lit(today)).otherwise("date")
    stamp = pl.when(is_last | (pl.col("stamp") <= pl.col("date"))).then(pl.col("stamp").clip(upper_bound=today))
    return (
        _with_windows(dense, rules)
        .with_columns(
            now_is=now,
            stamp=stamp,
            last_day=pl.when(is_active).then("date").forward_fill().over(_NR),
            settled_then=pl.when(is_active).then("settled_days").forward_fill().over(_NR),
            silent_run=_silent_run(known, rules),
        )
        .with_columns(
            first_day=pl.when(pl.col("first_day") <= pl.col("date")).then("first_day"),
            last_active=pl.max_horizontal("stamp", "last_day"),
            change=change_of(rules),
        )
        .with_columns(days_silent=_days_silent(), first_seen=first_seen(known))
        .with_columns(
            days_known=(pl.col("now_is") - pl.col("first_seen")).dt.total_days().clip(lower_bound=0),
            status=_status_then(is_last),
            reported=is_reported(known, absent_is_zero=absent_is_zero),
            **_NOT_KNOWN,
        )
        .filter((pl.col("first_seen") <= pl.col("date")).fill_null(value=True) | is_last)
    )


_NOT_KNOWN = {
    "connections_gone": pl.lit(value=False),
    "main_stopped": pl.lit(None, pl.Date),
    "lost": pl.lit(0, pl.Int64),
}


def _days_silent() -> pl.Expr:
    """As `activity.silence.days_silent`, of every day."""
    by_stamp = (pl.col("now_is") - pl.col("stamp")).dt.total_days()
    told = (pl.col("stamp") >= pl.col("last_day")).fill_null(pl.col("last_day").is_null())
    return pl.when(told).then(by_stamp).otherwise(pl.col("settled_days") - pl.col("settled_then"))


def _with_windows(dense: pl.LazyFrame, rules: ActivityRules) -> pl.LazyFrame:
    """`now` and `before` of each day: sums over the pairs of days that are known in both windows, by running totals."""
    span = rules.window_days
    earlier = pl.col("activity").shift(span).over(_NR)
    paired = pl.col("activity").is_not_null() & earlier.is_not_null()
    totals = {
        "now": pl.when(paired).then("activity").otherwise(0),
        "before": pl.when(paired).then(earlier).otherwise(0),
        "pairs": paired.cast(pl.Int64),
    }
    running = dense.with_columns(**totals).with_columns(pl.col(name).cum_sum().over(_NR) for name in totals)
    in_window = [(pl.col(name) - pl.col(name).shift(span, fill_value=0).over(_NR)).alias(name) for name in totals]
    enough = pl.col("pairs") * 2 >= span
    return running.with_columns(in_window).with_columns(pl.when(enough).then(pl.col("now", "before")))


def _silent_run(known: Calendar, rules: ActivityRules) -> pl.Expr:
    """The least run that makes a recovery where there is one within the span that is looked at, else 0.

    A run that is long enough may end at the latest where it still lies that long within the span.
    """
    is_zero = (pl.col("activity") == 0).fill_null(value=False)
    silent = pl.col("is_settled") & is_zero & may_have_been_active(known)
    count = silent.cast(pl.Int64).cum_sum()
    run = count - pl.when(~silent).then(count).forward_fill().fill_null(0)
    reach = rules.recovered_within - rules.recovered_silent_days + 1
    is_long = (run >= rules.recovered_silent_days).cast(pl.Int64).rolling_max(reach, min_samples=1)
    return (is_long * rules.recovered_silent_days).over(_NR)


def _status_then(is_last: pl.Expr) -> pl.Expr:
    last = pl.col("last_active").max().over(_NR)
    after = (pl.col("date") > last).fill_null(value=True) | is_last
    return pl.when((pl.col("status") == SUSPENDED) & after).then(pl.lit(SUSPENDED))

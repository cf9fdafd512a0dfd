"""The rows of the account manager's desk: state and reason beside the figures of the period."""

from datetime import date, timedelta

import polars as pl

from dashboard.metrics.activity.days import with_activity
from dashboard.metrics.activity.states import UNKNOWN
from data_access.facts import Coverage

SNOOZED = "snoozed"
SHOWN_WEEKS = 8
_ONLY_REPORTED = "Known from the usage report alone: the platform lists no such operator."
_WEEK = 7


def desk_rows(standing: pl.DataFrame, board: pl.DataFrame, weeks: pl.DataFrame, snoozed: pl.DataFrame) -> pl.DataFrame:
    """One row an operator of `standing`, in its order.

    Takes `metrics.activity.network.ranked`, `metrics.usage.leaderboard`, `operator_weeks` and the active snoozes
    (`operator_id, until, note, by`). Columns: operator_id, operator_name, state, group (`snoozed`, else the state),
    reason, at_stake, days_silent, change (of activity), weeks (list), rank, value, share, before, value_change, delta
    (of the leaderboard's metric and period), status, plan, industry, contact_email, created_at, active_connections,
    last_active_at, snoozed_until, snooze_note, snoozed_by. An operator that only a report knows has no state of its
    own and is unknown.
    """
    figures = board.select(
        "operator_id", "operator_name", "rank", "value", "share", "before", "last_active_at", value_change="change"
    ).with_columns(delta=pl.col("value") - pl.col("before"))
    hidden = snoozed.select("operator_id", snoozed_until="until", snooze_note="note", snoozed_by="by")
    return (
        standing.drop("before")  # the activity of the window before, where the leaderboard has its own
        .join(figures, on="operator_id", how="full", coalesce=True, maintain_order="left_right")
        .with_columns(
            pl.coalesce("name", "operator_name", "operator_id").alias("operator_name"),
            pl.col("state").fill_null(UNKNOWN),
            pl.col("reason").fill_null(_ONLY_REPORTED),
        )
        .join(weeks, on="operator_id", how="left", maintain_order="left")
        .join(hidden, on="operator_id", how="left", maintain_order="left")
        .with_columns(group=pl.when(pl.col("snoozed_until").is_not_null()).then(pl.lit(SNOOZED)).otherwise("state"))
        .select(*_COLUMNS)
    )


_COLUMNS = (
    "operator_id",
    "operator_name",
    *("state", "group", "reason", "at_stake", "days_silent", "change", "weeks"),
    *("rank", "value", "share", "before", "value_change", "delta"),
    *("status", "plan", "industry", "contact_email", "created_at", "active_connections", "last_active_at"),
    *("snoozed_until", "snooze_note", "snoozed_by"),
)


def operator_weeks(days: pl.DataFrame, held: Coverage | None, *, absent_is_zero: bool) -> pl.DataFrame:
    """Activity of the last eight whole weeks by operator: `operator_id, weeks` (list of Int64, the earliest first).

    Takes `tables.OPERATOR_DAYS`. A week that is not held, or with a missing day, is left out, and so is one without any
    report where absence is not known to be 0: fewer weeks are drawn, none as nothing. Operators without a row in these
    weeks are not here.
    """
    if held is None:
        return pl.DataFrame(schema={"operator_id": pl.String(), "weeks": pl.List(pl.Int64())})
    last = held.last_complete_day
    first = last - timedelta(days=_WEEK * SHOWN_WEEKS - 1)
    week = (pl.col("date") - pl.lit(first)).dt.total_days() // _WEEK
    sums = (
        with_activity(days)
        .filter(pl.col("date").is_between(first, last))
        .group_by("operator_id", week.alias("week"))
        .agg(activity=pl.when(pl.col("activity").count() > 0).then(pl.col("activity").sum()))
    )
    known = [number for number in range(SHOWN_WEEKS) if _is_known(held, first + timedelta(days=_WEEK * number))]
    every = pl.LazyFrame({"week": range(SHOWN_WEEKS)}, schema={"week": pl.Int64()})
    filled = pl.col("activity").fill_null(0) if absent_is_zero else pl.col("activity")
    return (
        sums.select("operator_id")
        .unique()
        .join(every, how="cross")
        .join(sums, on=["operator_id", "week"], how="left")
        .sort("operator_id", "week")
        .with_columns(activity=pl.when(pl.col("week").is_in(known)).then(filled))
        .group_by("operator_id", maintain_order=True)
        .agg(weeks=pl.col("activity").drop_nulls())
        .collect()
    )


def _is_known(held: Coverage, start: date) -> bool:
    days = [start + timedelta(days=offset) for offset in range(_WEEK)]
    return held.first_day <= start and not any(day in held.missing for day in days)

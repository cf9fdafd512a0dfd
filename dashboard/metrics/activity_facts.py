"""The facts that an operator's state is made of: since when, how much, against what, through which connector."""

from datetime import date

import polars as pl

from dashboard.metrics.activity import ActivityRules
from dashboard.metrics.activity_connectors import lost_connections, main_connectors
from dashboard.metrics.activity_days import Calendar, calendar, with_activity
from dashboard.metrics.activity_windows import change_of, compared_windows, pace, silent_runs, window_units
from data_access.source import Coverage
from data_access.tables import OPERATORS

_ROSTER = ("name", "status", "plan", "industry", "contact_email", "created_at", "active_connections")
FACTS = pl.Schema(
    {
        "operator_id": pl.String(),
        **{name: OPERATORS[name] for name in _ROSTER},
        "created_at": pl.Date(),
        "reported": pl.Boolean(),
        "first_active": pl.Date(),
        "last_active": pl.Date(),
        "first_seen": pl.Date(),
        "days_known": pl.Int64(),
        "days_silent": pl.Int64(),
        "now": pl.Int64(),
        "before": pl.Int64(),
        "compared_days": pl.Int64(),
        "change": pl.Float64(),
        "silent_run": pl.Int64(),
        "usual": pl.Float64(),
        "units_now": pl.Int64(),
        "units_before": pl.Int64(),
        "at_stake": pl.Int64(),
        "main_connector": pl.String(),
        "main_share": pl.Float64(),
        "main_stopped": pl.Date(),
        "lost": pl.Int64(),
        "lost_since": pl.Date(),
        "lost_connectors": pl.List(pl.String()),
        "connections_gone": pl.Boolean(),
    }
)
"""One row an operator; null = not known. `reported`: whether anything tells if and when it was active. `now`, `before`:
activity of the last window and of the one before, on `compared_days` pairs of days. `usual`: activity a day in the
window up to its last activity. `at_stake`: billable units a month (of `window_days`) lost. `lost`: connections."""


def activity_facts(  # noqa: PLR0913  what is known of operators, and of when
    roster: pl.DataFrame,
    days: pl.DataFrame,
    coverage: Coverage,
    weeks: pl.DataFrame,
    losses: pl.DataFrame,
    *,
    on: date,
    today: date,
    absent_is_zero: bool,
    rules: ActivityRules,
) -> pl.DataFrame:
    """FACTS at the end of `on`, of every operator of `roster` (`tables.OPERATORS`) or `days`, sorted by id.

    `days` (`tables.OPERATOR_DAYS`) may reach back as far as there is any; `weeks` (CONNECTOR_WEEKS) are those of the
    two windows up to `on`, `losses` (CONNECTION_LOSSES) those of the last one. Silence is counted to `today`
    (contract, "A dataset on disk"); where the roster has no stamp, to the last settled day. A stamp in the future
    counts as today.
    """
    known = calendar(coverage, on)
    active = with_activity(days)
    ends = _ends(active)
    parts = (
        ends,
        compared_windows(active, known, rules, absent_is_zero=absent_is_zero),
        silent_runs(active, known, rules, absent_is_zero=absent_is_zero),
        pace(active, ends.select("operator_id", "last_day", "first_day"), known, rules),
        window_units(active, known, rules),
        main_connectors(weeks, known, rules),
        lost_connections(losses),
    )
    joined = _everybody(roster, days)
    for part in parts:
        joined = joined.join(part, on="operator_id", how="left")
    return _finished(joined, known, today, absent_is_zero=absent_is_zero, rules=rules)


def fallback_facts(roster: pl.DataFrame, *, today: date, rules: ActivityRules) -> pl.DataFrame:
    """FACTS without any history: from the roster's last activity and undated totals alone, null where days would tell."""
    none = Coverage(today, today, today, frozenset({today}))
    nothing = {
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        "first_active": pl.Date(),
        "rows": pl.Int64(),
        "now": pl.Int64(),
        "before": pl.Int64(),
        "compared_days": pl.Int64(),
        "silent_run": pl.Int64(),
        "usual": pl.Float64(),
        "units_usual": pl.Int64(),
        "units_now": pl.Int64(),
        "units_before": pl.Int64(),
        "gateway_before": pl.Int64(),
        "main_connector": pl.String(),
        "main_share": pl.Float64(),
        "main_stopped": pl.Date(),
        "lost": pl.Int64(),
        "lost_since": pl.Date(),
        "lost_connectors": pl.List(pl.String()),
    }
    rows = roster.lazy().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in nothing.items())
    return _finished(rows, calendar(none, today), today, absent_is_zero=False, rules=rules)


def _everybody(roster: pl.DataFrame, days: pl.DataFrame) -> pl.LazyFrame:
    """The roster, and whoever only the days know."""
    return roster.lazy().join(days.lazy().select("operator_id").unique(), on="operator_id", how="full", coalesce=True)


def _ends(active: pl.LazyFrame) -> pl.LazyFrame:
    is_active = pl.col("activity") > 0
    return active.group_by("operator_id").agg(
        first_day=pl.col("date").filter(pl.col("activity").is_not_null()).min(),
        first_active=pl.col("date").filter(is_active).min(),
        last_day=pl.col("date").filter(is_active).max(),
        rows=pl.col("activity").count().cast(pl.Int64),
    )


def _finished(
    joined: pl.LazyFrame, known: Calendar, today: date, *, absent_is_zero: bool, rules: ActivityRules
) -> pl.DataFrame:
    stamp = pl.col("last_active_at").dt.date().clip(upper_bound=today)
    first_active = pl.when(pl.col("first_active") > known.first).then("first_active")
    return (
        joined.with_columns(
            pl.coalesce("name", "operator_id").alias("name"),
            pl.col("created_at").dt.date(),
            stamp=stamp,
            last_active=pl.max_horizontal(stamp, "last_day"),
        )
        .with_columns(
            first_seen=pl.coalesce("created_at", first_active),
            first_active=pl.min_horizontal("first_active", "last_active"),
            reported=_is_reported(known, absent_is_zero=absent_is_zero),
            days_silent=_silence(known, today),
            silent_run=pl.col("silent_run").fill_null(0),
            change=change_of(rules),
            lost=pl.col("lost").fill_null(0),
        )
        .with_columns(
            days_known=(pl.lit(today) - pl.col("first_seen")).dt.total_days().clip(lower_bound=0),
            at_stake=_at_stake(rules),
            connections_gone=(
                (pl.col("active_connections") == 0) & ((pl.col("lost") > 0) | (pl.col("gateway_before") > 0))
            ).fill_null(value=False),
        )
        .select(FACTS.names())
        .cast(FACTS)
        .sort("operator_id")
        .collect()
    )


def _is_reported(known: Calendar, *, absent_is_zero: bool) -> pl.Expr:
    """Whether it is known if, and when, the operator was active.

    A total above 0 without a stamp tells no when. Held days without activity tell of "never" only where the operator
    was created since the first of them.
    """
    if absent_is_zero:
        return pl.lit(value=True)
    is_never = (pl.col("api_calls") == 0) & (pl.col("events_ingested") == 0)
    whole_life = (pl.col("rows") > 0) & (pl.col("created_at") >= known.first)
    return pl.any_horizontal(
        one.fill_null(value=False) for one in (pl.col("last_active").is_not_null(), is_never, whole_life)
    )


def _silence(known: Calendar, today: date) -> pl.Expr:
    """Days of silence: from the roster's stamp to today, else the settled days after the last one with activity."""
    rest = 0 if known.is_settling else (today - known.on).days
    by_days = known.settled_after("last_day") + rest
    by_stamp = (pl.lit(today) - pl.col("stamp")).dt.total_days()
    told = (pl.col("stamp") >= pl.col("last_day")).fill_null(pl.col("last_day").is_null())
    return pl.when(told).then(by_stamp).otherwise(by_days)


def _at_stake(rules: ActivityRules) -> pl.Expr:
    """All units of its last active window where it is silent, else what the last window lacks of the one before."""
    fallen = (pl.col("units_before") - pl.col("units_now")).clip(lower_bound=0)
    return pl.when(pl.col("days_silent") >= rules.watch_days).then("units_usual").otherwise(fallen)

"""The facts that an operator's state is made of: since when, how much, against what, through which connector."""

from datetime import date

import polars as pl

from dashboard.metrics.activity.connectors import lost_connections, main_connectors
from dashboard.metrics.activity.days import Calendar, calendar, with_activity
from dashboard.metrics.activity.silence import days_silent, silent_runs
from dashboard.metrics.activity.states import ActivityRules
from dashboard.metrics.activity.windows import change_of, compared_windows, pace
from data_access.facts import Coverage
from data_access.tables import OPERATOR_DAYS, OPERATORS

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
        "silent_longer": pl.Boolean(),
        "back_since": pl.Date(),
        "usual": pl.Float64(),
        "usual_calls": pl.Float64(),
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
"""One row an operator; null = not known. `reported`: whether anything tells if and when it was active. `days_known`: days
since it was first seen. `now`, `before`: activity of the last window and of the one before, on `compared_days` pairs of
days; `units_now`, `units_before`: billable units on the same days. `back_since`: the day after the longest silence of
late, `silent_longer`: that may have begun before the days it was looked for in. `usual`, `usual_calls`: activity and API
calls a day in the window up to its last activity. `at_stake`: billable units a month (of `window_days`) lost.
`main_stopped`: the first day without the main connector, where the operator went on without it. `lost`: connections."""


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
    people = _people(roster, days, active, today).collect().lazy()
    parts = (
        compared_windows(active, people, known, rules, absent_is_zero=absent_is_zero),
        silent_runs(active, people, known, rules, absent_is_zero=absent_is_zero),
        pace(active, people, known, rules, absent_is_zero=absent_is_zero),
        main_connectors(weeks, known, rules),
        lost_connections(losses),
    )
    joined = people
    for part in parts:
        joined = joined.join(part, on="operator_id", how="left")
    return _finished(joined, known, today, absent_is_zero=absent_is_zero, rules=rules)


def fallback_facts(roster: pl.DataFrame, *, today: date, rules: ActivityRules) -> pl.DataFrame:
    """FACTS without any history: from the roster's last activity and undated totals alone, null where days would tell."""
    none = Coverage(today, today, today, frozenset({today}))
    days = pl.DataFrame(schema=OPERATOR_DAYS)
    people = _people(roster, days, with_activity(days), today).with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in _TOLD_BY_DAYS.items()
    )
    return _finished(people, calendar(none, today), today, absent_is_zero=False, rules=rules)


_TOLD_BY_DAYS = {
    **{name: FACTS[name] for name in ("now", "before", "compared_days", "units_now", "units_before")},
    **{name: FACTS[name] for name in ("silent_run", "silent_longer", "back_since", "usual", "usual_calls")},
    **{name: FACTS[name] for name in ("main_connector", "main_share", "lost", "lost_since", "lost_connectors")},
    "units_usual": pl.Int64(),
    "gateway_before": pl.Int64(),
    "main_last_day": pl.Date(),
    "main_stopped": pl.Date(),
}


def _people(roster: pl.DataFrame, days: pl.DataFrame, active: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """The roster and whoever only the days know, with the first and the last day of each."""
    is_active = pl.col("activity") > 0
    ends = active.group_by("operator_id").agg(
        first_day=pl.col("date").filter(pl.col("activity").is_not_null()).min(),
        first_day_active=pl.col("date").filter(is_active).min(),
        last_day=pl.col("date").filter(is_active).max(),
    )
    everybody = roster.lazy().join(
        days.lazy().select("operator_id").unique(), on="operator_id", how="full", coalesce=True
    )
    stamp = pl.col("last_active_at").dt.date().clip(upper_bound=today)
    return (
        everybody.join(ends, on="operator_id", how="left")
        .with_columns(created=pl.col("created_at").dt.date(), stamp=stamp)
        .with_columns(last_active=pl.max_horizontal("stamp", "last_day"))
    )


def _finished(
    joined: pl.LazyFrame, known: Calendar, today: date, *, absent_is_zero: bool, rules: ActivityRules
) -> pl.DataFrame:
    return (
        joined.with_columns(
            pl.coalesce("name", "operator_id").alias("name"),
            created_at="created",
            first_seen=first_seen(known),
            first_active=pl.min_horizontal("first_day_active", "last_active"),
            reported=is_reported(known, absent_is_zero=absent_is_zero),
            days_silent=days_silent(known, today),
            silent_run=pl.col("silent_run").fill_null(0),
            change=change_of(rules),
            main_stopped=pl.when(pl.col("main_last_day") < pl.col("last_active")).then("main_stopped"),
            lost=pl.col("lost").fill_null(0),
        )
        .with_columns(
            days_known=(pl.lit(today) - pl.col("first_seen")).dt.total_days().clip(lower_bound=0),
            at_stake=_at_stake(rules),
            connections_gone=_connections_gone(),
        )
        .select(FACTS.names())
        .cast(FACTS)
        .sort("operator_id")
        .collect()
    )


def first_seen(known: Calendar) -> pl.Expr:
    """`created`, else the first day with activity; not the first day held: it may well have been active before.

    Who was active before the day that it is said to be created on was not created then: that day is not believed.
    """
    earliest = pl.min_horizontal("first_day_active", "last_active")
    created = pl.when((pl.col("created") <= earliest).fill_null(value=True)).then("created")
    return pl.coalesce(created, pl.when(pl.col("first_day_active") > known.first).then("first_day_active"))


def is_reported(known: Calendar, *, absent_is_zero: bool) -> pl.Expr:
    """Whether it is known if, and when, the operator was active.

    A total above 0 without a stamp tells no when. Held days without activity tell of "never" only where the operator
    was created since the first of them.
    """
    if absent_is_zero:
        return pl.lit(value=len(known.known) > 0) | pl.col("last_active").is_not_null()
    is_never = (pl.col("api_calls") == 0) & (pl.col("events_ingested") == 0)
    whole_life = pl.col("first_day").is_not_null() & (pl.col("created") >= known.first)
    return pl.any_horizontal(
        one.fill_null(value=False) for one in (pl.col("last_active").is_not_null(), is_never, whole_life)
    )


def _at_stake(rules: ActivityRules) -> pl.Expr:
    """All units of its last active window where it is silent, else what the last window lacks of the one before."""
    fallen = (pl.col("units_before") - pl.col("units_now")).clip(lower_bound=0)
    return pl.when(pl.col("days_silent") >= rules.watch_days).then("units_usual").otherwise(fallen)


def _connections_gone() -> pl.Expr:
    """Whether no active connection is left of those that there were."""
    had_some = (pl.col("lost") > 0) | (pl.col("gateway_before") > 0).fill_null(value=False)
    return ((pl.col("active_connections") == 0) & had_some).fill_null(value=False)

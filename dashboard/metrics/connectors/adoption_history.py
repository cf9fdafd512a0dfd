"""How connectors are taken up over time: who calls them week by week, since when, and who stayed."""

from collections.abc import Collection
from datetime import date, timedelta

import polars as pl

from dashboard.metrics.connectors.of_operators import UNDIVIDED

NEW_DAYS = LAPSED_DAYS = 28
_WEEK = "7d"


def adopters_by_week(
    weeks: pl.DataFrame,
    connectors: pl.DataFrame | None = None,
    *,
    only: Collection[str] | None = None,
    missing: Collection[date] = (),
) -> pl.DataFrame:
    """Operators that called each connector by week, sorted by week and connector.

    Takes `tables.CONNECTOR_WEEKS`; `connectors` (CONNECTORS) for the names, `only` some ids of connectors, `missing`
    days. Columns: week, connector_id, name (the id where there is none), operators, calls. Every connector has a row
    in every week from the first to the last of the frame: 0 where others were called, null in a week with a missing
    day or without any row, for part of a week is no week. The last week must be whole: it would look like a fall.
    """
    called = (
        weeks.lazy()
        .filter(pl.col("key") != UNDIVIDED)
        .group_by("week", connector_id="key")
        .agg(operators=pl.len().cast(pl.Int64), calls=pl.col("quantity").sum())
        .collect()
    )
    ids = called["connector_id"].unique() if only is None else pl.Series(sorted(set(only)), dtype=pl.String)
    every = _every_week(weeks, missing).join(ids.to_frame("connector_id"), how="cross")
    counts = pl.col("operators", "calls")
    return (
        every.join(called, on=["week", "connector_id"], how="left")
        .join(_names(connectors), on="connector_id", how="left")
        .select(
            "week",
            "connector_id",
            pl.coalesce("name", "connector_id").alias("name"),
            pl.when("is_known").then(counts.fill_null(0)),
        )
        .sort("week", "connector_id")
    )


def leading(adopters: pl.DataFrame, count: int = 6) -> pl.DataFrame:
    """The rows of an `adopters_by_week` whose connectors have most operators in the last week that is known."""
    last = adopters.filter(pl.col("operators").is_not_null()).filter(pl.col("week") == pl.col("week").max())
    first = last.sort("operators", "connector_id", descending=[True, False]).head(count)
    return adopters.filter(pl.col("connector_id").is_in(first["connector_id"].to_list()))


def connector_lifetimes(
    weeks_of_all_history: pl.DataFrame, *, first_held: date, on: date, not_known: Collection[date] = ()
) -> pl.DataFrame:
    """When each connector was first and last called, one row a connector, sorted by its id.

    Takes CONNECTOR_WEEKS of every day from `first_held` to `on`. `not_known` = days that say nothing of silence:
    missing and settling ones. Columns: connector_id, first_seen (null = on the first day held: then it was called
    before), last_seen, is_new (first seen within 28 days), lapsed_since (the first silent day where at least 28 known
    days in a row were silent up to `on`, else null).
    """
    span = pl.date_range(first_held, max(first_held, on), "1d", eager=True)
    known = span.filter(~span.is_in(sorted(not_known)))
    seen = (
        weeks_of_all_history.lazy()
        .filter(pl.col("key") != UNDIVIDED)
        .group_by(connector_id="key")
        .agg(first_seen=pl.col("first_day").min(), last_seen=pl.col("last_day").max())
        .sort("connector_id")
        .collect()
    )
    next_known = known.search_sorted(seen["last_seen"], side="right")
    is_lapsed = len(known) - next_known.cast(pl.Int64) >= LAPSED_DAYS
    first_seen = pl.when(pl.col("first_seen") > first_held).then("first_seen")
    return seen.with_columns(
        first_seen=first_seen,
        is_new=(first_seen > on - timedelta(days=NEW_DAYS)).fill_null(value=False),
        lapsed_since=known.gather(pl.select(pl.when(is_lapsed).then(next_known)).to_series()),
    )


def retention(weeks: pl.DataFrame, *, on: date, window_days: int = 28) -> pl.DataFrame:
    """Who stayed with each connector from one window to the next, sorted by connector.

    Takes CONNECTOR_WEEKS of the `2 * window_days` up to `on`. Counts of operators: adopters_before (called it in the
    window before), retained (in both), gained (in the last one only), lost (in the one before only); connector_id
    first, kept (retained of adopters_before, null for none) last. A row's first and last day tell exactly which of
    the two windows it was called in, so that weeks need not begin with a window.
    """
    start = on - timedelta(days=window_days - 1)
    callers = (
        weeks.lazy()
        .filter(pl.col("key") != UNDIVIDED)
        .group_by("operator_id", connector_id="key")
        .agg(
            now=_called_between(start, on),
            before=_called_between(start - timedelta(days=window_days), start - timedelta(days=1)),
        )
        .filter(pl.col("now") | pl.col("before"))
    )
    now, before = pl.col("now"), pl.col("before")
    counts = {
        "adopters_before": before,
        "retained": before & now,
        "gained": now & ~before,
        "lost": before & ~now,
    }
    return (
        callers.group_by("connector_id")
        .agg(who.sum().cast(pl.Int64).alias(name) for name, who in counts.items())
        .with_columns(kept=pl.when(pl.col("adopters_before") > 0).then(pl.col("retained") / pl.col("adopters_before")))
        .sort("connector_id")
        .collect()
    )


def _called_between(first: date, last: date) -> pl.Expr:
    return (pl.col("first_day").is_between(first, last) | pl.col("last_day").is_between(first, last)).any()


def _every_week(weeks: pl.DataFrame, missing: Collection[date]) -> pl.DataFrame:
    """Every week from the first to the last of `weeks`, and whether it `is_known`: held, and without a missing day."""
    held = weeks.select(pl.col("week").unique())
    if held.is_empty():
        return held.with_columns(is_known=pl.lit(value=True))
    broken = {day - timedelta(days=offset) for day in missing for offset in range(7)}
    is_known = pl.col("week").is_in(held["week"].to_list()) & ~pl.col("week").is_in(sorted(broken))
    every = held.select(week=pl.date_range(pl.col("week").min(), pl.col("week").max(), _WEEK))
    return every.with_columns(is_known=is_known)


def _names(connectors: pl.DataFrame | None) -> pl.DataFrame:
    known = (
        pl.DataFrame(schema={"connector_id": pl.String(), "name": pl.String()}) if connectors is None else connectors
    )
    return known.select("connector_id", "name")

"""The connector that carries an operator, and the connections that it lost."""

from datetime import timedelta

import polars as pl

from dashboard.metrics.activity.days import Calendar
from dashboard.metrics.activity.states import ActivityRules

UNDIVIDED = ""


def main_connectors(weeks: pl.DataFrame, known: Calendar, rules: ActivityRules) -> pl.LazyFrame:
    """`operator_id, gateway_before, main_connector, main_share, main_last_day, main_stopped`, of whoever called any.

    Takes `tables.CONNECTOR_WEEKS` of the two windows up to `known.on`. A main connector carried `dominant_share` or more
    of the gateway requests of the window before, where these are `least_base` or more: of several the one that stopped
    first, else the one that carried most.
    `main_last_day` = the last day with it; `main_stopped` = the first known day without, where `connector_silent_days`
    settled days or more were without.
    """
    start = known.on - timedelta(days=rules.window_days - 1)
    before = pl.col("quantity").filter(pl.col("week") < start).sum()
    carried = weeks.lazy().group_by("operator_id", "key").agg(before=before, main_last_day=pl.col("last_day").max())
    total = pl.col("before").sum().over("operator_id")
    is_main = (
        (pl.col("share") >= rules.dominant_share)
        & (pl.col("gateway_before") >= max(rules.least_base, 1))
        & (pl.col("key") != UNDIVIDED)
    )
    stopped = is_main & (known.settled_after("main_last_day") >= rules.connector_silent_days)
    ranked = (
        carried.with_columns(gateway_before=total, share=pl.col("before") / total)
        .with_columns(stopped_on=pl.when(stopped).then("main_last_day"))
        .sort("stopped_on", "before", "key", descending=[False, True, False], nulls_last=True)
        .group_by("operator_id")
        .first()
    )
    return ranked.select(
        "operator_id",
        "gateway_before",
        "main_last_day",
        main_connector=pl.when(is_main).then("key"),
        main_share=pl.when(is_main).then("share"),
        main_stopped=pl.when(stopped).then(known.day_after("main_last_day")),
    )


def lost_connections(losses: pl.DataFrame) -> pl.LazyFrame:
    """`operator_id, lost, lost_since, lost_connectors` (ids, those that are known) from `tables.CONNECTION_LOSSES`."""
    return (
        losses.lazy()
        .group_by("operator_id")
        .agg(
            pl.col("lost").sum(),
            lost_since=pl.col("since").min(),
            lost_connectors=pl.col("connector_id").drop_nulls().sort(),
        )
    )

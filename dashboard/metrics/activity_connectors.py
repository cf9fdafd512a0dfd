"""The connector that carries an operator, and the connections that it lost."""

from datetime import timedelta

import polars as pl

from dashboard.metrics.activity import ActivityRules
from dashboard.metrics.activity_days import Calendar

UNDIVIDED = ""


def main_connectors(weeks: pl.DataFrame, known: Calendar, rules: ActivityRules) -> pl.LazyFrame:
    """`operator_id, gateway_before, main_connector, main_share, main_stopped`, one row an operator that called any.

    Takes `tables.CONNECTOR_WEEKS` of the two windows up to `known.on`. The main connector is the one that carried most
    of the gateway requests of the window before, where that is `dominant_share` or more of at least `least_base`.
    `main_stopped` = the first day without it, where `connector_silent_days` settled days or more were without.
    """
    start = known.on - timedelta(days=rules.window_days - 1)
    before = pl.col("quantity").filter(pl.col("week") < start).sum()
    carried = weeks.lazy().group_by("operator_id", "key").agg(before=before, last_day=pl.col("last_day").max())
    total = pl.col("before").sum().over("operator_id")
    ranked = (
        carried.with_columns(gateway_before=total, share=pl.col("before") / total)
        .sort("before", "key", descending=[True, False])
        .group_by("operator_id")
        .first()
    )
    is_main = (
        (pl.col("share") >= rules.dominant_share)
        & (pl.col("gateway_before") >= rules.least_base)
        & (pl.col("key") != UNDIVIDED)
    )
    stopped = is_main & (known.settled_after("last_day") >= rules.connector_silent_days)
    return ranked.select(
        "operator_id",
        "gateway_before",
        main_connector=pl.when(is_main).then("key"),
        main_share=pl.when(is_main).then("share"),
        main_stopped=pl.when(stopped).then(pl.col("last_day") + pl.lit(timedelta(days=1))),
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

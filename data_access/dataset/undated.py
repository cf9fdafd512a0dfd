"""All the days that a dataset holds -> the answers without a period."""

from collections.abc import Callable

import polars as pl

from data_access.dataset.report import absent_as, counted
from data_access.dataset.small_tables import SmallTables
from data_access.source import Summary
from data_access.tables import (
    ACTIVE,
    ACTIVITY,
    API_CALLS,
    CONNECTORS,
    EVENTS_INGESTED,
    GATEWAY_REQUESTS,
    OPERATORS,
    SUSPENDED,
    UTC_TIME,
)

_IS_ACTIVE = pl.col("status").eq_missing(ACTIVE)
_METRIC = pl.col("metric")
_QUANTITY = pl.col("quantity")


def summary(tables: SmallTables, sums: pl.LazyFrame) -> Summary:
    """The platform's totals; `sums` as `Usage.sums` of all days. Without any status, none is reported.

    Nor is a metric of which no day has a row.
    """
    totals = dict(sums.group_by(_METRIC.cast(pl.String)).agg(_QUANTITY.sum()).collect().iter_rows())
    statuses = tables.operators["status"]
    is_reported = statuses.null_count() < statuses.len() or statuses.is_empty()
    return Summary(
        operators_total=statuses.len(),
        operators_active=_count(statuses, ACTIVE) if is_reported else None,
        operators_suspended=_count(statuses, SUSPENDED) if is_reported else None,
        api_calls=totals.get(API_CALLS),
        gateway_requests=totals.get(GATEWAY_REQUESTS),
        events_ingested=totals.get(EVENTS_INGESTED),
        active_connections=_count(tables.connections["status"], ACTIVE),
    )


def operators(tables: SmallTables, sums: pl.LazyFrame, carries: Callable[[str], bool]) -> pl.DataFrame:
    """As `tables.OPERATORS`. Last active: as the operators table says, else the last day with traffic at 00:00Z.

    `carries` says of a metric whether any day has a row of it (`Usage.carries`): else it is null.
    """
    traffic = (
        sums.filter(_METRIC.cast(pl.String).is_in(ACTIVITY))
        .group_by(pl.col("operator_id").cast(pl.String))
        .agg(
            api_calls=_QUANTITY.filter(_METRIC.cast(pl.String) == API_CALLS).sum(),
            events_ingested=_QUANTITY.filter(_METRIC.cast(pl.String) == EVENTS_INGESTED).sum(),
            last_day=pl.col("last_day").max(),
        )
    )
    connections = tables.connections.lazy().group_by("operator_id").agg(active_connections=_IS_ACTIVE.sum())
    joined = (
        tables.operators.lazy()
        .join(connections, on="operator_id", how="left", validate="1:1")
        .join(traffic, on="operator_id", how="left", validate="1:1")
        .with_columns(
            pl.col("active_connections").fill_null(0),
            *(absent_as(metric, is_reported=carries(metric)) for metric in (API_CALLS, EVENTS_INGESTED)),
            pl.coalesce("last_active_at", pl.col("last_day").cast(UTC_TIME)),
        )
    )
    return counted(joined.sort("operator_id"), OPERATORS)


def connectors(tables: SmallTables, sums: pl.LazyFrame, carries: Callable[[str], bool]) -> pl.DataFrame:
    """As `tables.CONNECTORS`; `carries` as above.

    A connection that is not `active` is inactive, whatever else its status says.
    """
    calls = (
        sums.filter(_METRIC.cast(pl.String) == GATEWAY_REQUESTS)
        .group_by(connector_id="key")
        .agg(gateway_calls=_QUANTITY.sum())
    )
    connections = (
        tables.connections.lazy()
        .group_by("connector_id")
        .agg(
            operators=pl.col("operator_id").filter(_IS_ACTIVE).n_unique(),
            active_connections=_IS_ACTIVE.sum(),
            inactive_connections=(~_IS_ACTIVE).sum(),
        )
    )
    joined = (
        tables.connectors.lazy()
        .join(connections, on="connector_id", how="left", validate="1:1")
        .join(calls, on="connector_id", how="left", validate="1:1")
        .with_columns(
            pl.col("operators", "active_connections", "inactive_connections").fill_null(0),
            absent_as("gateway_calls", is_reported=carries(GATEWAY_REQUESTS)),
        )
    )
    return counted(joined.sort("connector_id"), CONNECTORS)


def _count(statuses: pl.Series, wanted: str) -> int:
    return int((statuses == wanted).sum())

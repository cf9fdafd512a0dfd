"""What changed on the network since a chosen day, one row a change: who fell silent, came back, is new; connectors too."""

from datetime import date

import polars as pl

from dashboard.metrics.activity.states import AT_RISK, DORMANT, INACTIVE, RECOVERED

NEWLY_SILENT, NEWLY_AT_RISK, CAME_BACK, NEW_OPERATOR = "newly_silent", "newly_at_risk", "came_back", "new_operator"
NEW_CONNECTOR, LAPSED_CONNECTOR = "new_connector", "lapsed_connector"
KINDS = (NEWLY_SILENT, NEWLY_AT_RISK, CAME_BACK, NEW_OPERATOR, NEW_CONNECTOR, LAPSED_CONNECTOR)
_SILENT = (INACTIVE, DORMANT)
CHANGES = pl.Schema({"kind": pl.String(), "id": pl.String(), "name": pl.String(), "day": pl.Date()})


def operator_changes(then: pl.DataFrame, now: pl.DataFrame, day: date) -> pl.DataFrame:
    """Operators whose standing changed since the end of `day`, as CHANGES, the latest first within a kind.

    Takes two frames of `metrics.activity.states.activity`. `day` of a row: the first silent day, or the day first seen; null
    for the other kinds. An operator first seen since then is new and nothing else. One that was silent then, came back
    and is silent again fell silent.
    """
    both = now.join(then.select("operator_id", was="state"), on="operator_id", how="left")
    is_new = pl.col("first_seen") > day
    was_silent, active_since = pl.col("was").is_in(_SILENT), pl.col("last_active") > day
    silent = pl.col("state").is_in(_SILENT) & (~was_silent | active_since)
    back = ((pl.col("state") == RECOVERED) & (pl.col("was") != RECOVERED)) | (was_silent & active_since)
    risk = (pl.col("state") == AT_RISK) & (pl.col("was") != AT_RISK)
    kind = (
        pl.when(is_new)
        .then(pl.lit(NEW_OPERATOR))
        .when(silent)
        .then(pl.lit(NEWLY_SILENT))
        .when(back)
        .then(pl.lit(CAME_BACK))
        .when(risk)
        .then(pl.lit(NEWLY_AT_RISK))
    )
    when = (
        pl.when(pl.col("kind") == NEW_OPERATOR)
        .then("first_seen")
        .when(pl.col("kind") == NEWLY_SILENT)
        .then(pl.col("last_active").dt.offset_by("1d"))
    )
    found = both.with_columns(kind=kind).filter(pl.col("kind").is_not_null()).with_columns(day=when)
    return _sorted(found.select("kind", id="operator_id", name="name", day="day"))


def connector_changes(lifetimes: pl.DataFrame, names: pl.DataFrame, day: date) -> pl.DataFrame:
    """Connectors first called after `day`, and those whose last call lies so far back that they lapsed since.

    Takes `metrics.connectors.adoption_history.connector_lifetimes` and `tables.CONNECTORS`; as CHANGES.
    """
    named = lifetimes.join(names.select("connector_id", "name"), on="connector_id", how="left").with_columns(
        pl.coalesce("name", "connector_id")
    )
    new = named.filter(pl.col("first_seen") > day).select(
        kind=pl.lit(NEW_CONNECTOR), id="connector_id", name="name", day="first_seen"
    )
    lapsed = named.filter(pl.col("lapsed_since") > day).select(
        kind=pl.lit(LAPSED_CONNECTOR), id="connector_id", name="name", day="lapsed_since"
    )
    return _sorted(pl.concat([new, lapsed]))


def _sorted(changes: pl.DataFrame) -> pl.DataFrame:
    return changes.cast(CHANGES).sort("kind", "day", "id", descending=[False, True, False], nulls_last=True)

"""Which connectors are used by the same operators."""

import polars as pl

from dashboard.metrics.connectors.of_operators import UNDIVIDED


def used_together(weeks: pl.DataFrame, connectors: pl.DataFrame | None = None, *, least: int = 3) -> pl.DataFrame:
    """Pairs of connectors that at least `least` operators both called, most common first.

    Takes `tables.CONNECTOR_WEEKS`, and CONNECTORS for the names. Columns: connector_a, connector_b (a before b by id),
    both (operators that called both), either (one of them or both), jaccard (both / either, 0..1), name_a, name_b
    (the id where there is no name).
    """
    used = weeks.lazy().filter(pl.col("key") != UNDIVIDED).select("operator_id", connector="key").unique()
    users = used.group_by("connector").agg(users=pl.len().cast(pl.Int64))
    names = _names(connectors)
    pairs = (
        used.join(used, on="operator_id", suffix="_b")
        .filter(pl.col("connector") < pl.col("connector_b"))
        .group_by(connector_a="connector", connector_b="connector_b")
        .agg(both=pl.len().cast(pl.Int64))
        .filter(pl.col("both") >= least)
    )
    for side in ("a", "b"):
        one = users.join(names, on="connector", how="left").select(pl.all().name.suffix(f"_{side}"))
        pairs = pairs.join(one, on=f"connector_{side}")
    either = pl.col("users_a") + pl.col("users_b") - pl.col("both")
    return (
        pairs.with_columns(either=either, jaccard=pl.col("both") / either)
        .sort("both", "jaccard", "connector_a", "connector_b", descending=[True, True, False, False])
        .select(
            *("connector_a", "connector_b", "both", "either", "jaccard"),
            pl.coalesce("name_a", "connector_a").alias("name_a"),
            pl.coalesce("name_b", "connector_b").alias("name_b"),
        )
        .collect()
    )


def _names(connectors: pl.DataFrame | None) -> pl.LazyFrame:
    if connectors is None:
        return pl.LazyFrame(schema={"connector": pl.String(), "name": pl.String()})
    return connectors.lazy().select("name", connector="connector_id")

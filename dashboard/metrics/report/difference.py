"""Two reports of one period against each other, figure by figure."""

import polars as pl

from data_access.tables import METRICS

DIFFERENCES = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "metric": pl.String(),
        "kept": pl.Int64(),
        "asked": pl.Int64(),
    }
)


def report_differences(kept: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Where two bills (`metrics.report.bill.operator_bill`) say different things, as DIFFERENCES, sorted.

    Not reported and 0 are different. Of an operator that only one of them lists, whatever that one reports differs.
    """
    figures = [bill.unpivot(list(METRICS), index="operator_id", variable_name="metric") for bill in (kept, asked)]
    named = pl.concat([bill.select("operator_id", "operator_name") for bill in (kept, asked)])
    names = named.group_by("operator_id", maintain_order=True).agg(pl.col("operator_name").drop_nulls().first())
    both = figures[0].join(figures[1], on=["operator_id", "metric"], how="full", coalesce=True, suffix="_asked")
    found = both.filter(pl.col("value").ne_missing(pl.col("value_asked"))).join(names, on="operator_id", how="left")
    found = found.rename({"value": "kept", "value_asked": "asked"}).select(DIFFERENCES.names())
    return found.cast(DIFFERENCES).sort("operator_id", "metric")

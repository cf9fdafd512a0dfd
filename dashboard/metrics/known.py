"""What is known to be complete: only there does absence mean 0. Elsewhere it is unknown, and stays null."""

import polars as pl

from dashboard.metrics.sums import added


def broken_down_operators(metric: str, bill: pl.DataFrame, lines: pl.DataFrame) -> pl.Series:
    """The ids of the operators whose `metric` is reported and whose lines with a key add up to it.

    Takes a bill (`metrics.report.bill.operator_bill`) and the usage lines of the same period.
    """
    keyed = (
        lines.lazy()
        .filter(pl.col("metric") == metric, pl.col("key") != "")
        .group_by("operator_id")
        .agg(divided=added(pl.col("quantity")))
    )
    added_up = pl.col(metric) == pl.col("divided").fill_null(0)
    found = bill.lazy().join(keyed, on="operator_id", how="left").filter(added_up)
    return found.select("operator_id").sort("operator_id").collect()["operator_id"]


def is_fully_broken_down(metric: str, bill: pl.DataFrame, lines: pl.DataFrame) -> bool:
    """Whether a key's absence from the lines means 0: every operator of the bill reports `metric` by key."""
    return len(broken_down_operators(metric, bill, lines)) == bill.height

"""A bill's marks and sums: what the table shows in its last line equals the sum of the lines above it."""

import polars as pl

from dashboard.metrics.change import change_ratio
from dashboard.metrics.sums import total_or_none
from data_access.tables import ACTIVITY, BILLABLE_UNITS, METRICS


def marked_bill(bill: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """`metrics.report.bill.operator_bill` with marks, most billable units first.

    Adds idle (all traffic is reported and 0), before (billable units of the period before; null where not comparable),
    change (of billable units).
    """
    earlier = (
        bill.select("operator_id", before=pl.lit(None, pl.Int64))
        if before is None
        else before.select("operator_id", before=pl.col(BILLABLE_UNITS))
    )
    idle = pl.all_horizontal(pl.col(metric).eq_missing(0) for metric in ACTIVITY)
    return (
        bill.join(earlier, on="operator_id", how="left")
        .with_columns(
            pl.coalesce("operator_name", "operator_id"), idle=idle, change=change_ratio(BILLABLE_UNITS, "before")
        )
        .sort(BILLABLE_UNITS, "operator_id", descending=[True, False], nulls_last=True)
    )


def bill_totals(bill: pl.DataFrame) -> pl.DataFrame:
    """One row a metric: metric, total (Int128; of what is reported, null when nothing is), not_reported (operators)."""
    rows = [
        {
            "metric": metric,
            "total": total_or_none(bill[metric]),
            "not_reported": bill[metric].null_count(),
        }
        for metric in METRICS
    ]
    return pl.DataFrame(rows, schema={"metric": pl.String(), "total": pl.Int128(), "not_reported": pl.Int64()})

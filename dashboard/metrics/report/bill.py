"""What each operator used in a period, as the Billing page shows it and its file hands it out."""

import polars as pl

from data_access.tables import METRICS


def operator_bill(report_totals: pl.DataFrame, roster: pl.DataFrame, *, absent_is_zero: bool) -> pl.DataFrame:
    """One row an operator, of the roster or the report or both, sorted by operator_id.

    `report_totals` as `tables.USAGE_TOTALS`, `roster` as `tables.OPERATORS`. Columns operator_id, operator_name,
    status, plan (null for an operator that the roster lacks), api_calls, gateway_requests, events_ingested,
    storage_bytes (bytes), billable_units (null = not reported), in_report (bool). The name is the report's where it
    gives one, so that it agrees with the usage lines.

    `absent_is_zero`: whether a report that does not list an operator says that it used nothing (a dataset's does),
    or nothing about it (the API's). A null that a report does list stays null either way.
    Raises Polars' ComputeError when an id stands twice in a frame: a bill never multiplies rows.
    """
    reported = report_totals.lazy().with_columns(in_report=True)
    known = roster.lazy().select("operator_id", "name", "status", "plan")
    figures = pl.col(METRICS)
    in_report = pl.col("in_report").fill_null(value=False)
    return (
        reported.join(known, on="operator_id", how="full", coalesce=True, validate="1:1")
        .select(
            "operator_id",
            pl.coalesce("operator_name", "name").alias("operator_name"),
            "status",
            "plan",
            pl.when(in_report).then(figures).otherwise(0) if absent_is_zero else figures,
            in_report,
        )
        .sort("operator_id")
        .collect()
    )


def unlisted(bill: pl.DataFrame) -> int:
    """How many operators of `bill` (as `operator_bill`) the report does not list: the page counts them."""
    return bill.height - int(bill["in_report"].sum())

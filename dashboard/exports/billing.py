"""The two files to invoice from: every usage line, and one row an operator."""

import polars as pl

from dashboard.exports.csv_files import ExportFile, Form, csv_file
from dashboard.exports.file_names import csv_name
from dashboard.exports.periods import period_columns
from data_access.period import Period
from data_access.tables import LINE_ORDER, METRICS, UNITS


def usage_lines_file(lines: pl.DataFrame, period: Period, platform: str, form: Form) -> ExportFile:
    """`usage-lines_…`: one row an operator, metric and key of `lines` (as `tables.USAGE_LINES`), each with its unit.

    Columns operator_id, operator_name, metric, key, quantity, unit, period_start, period_end; sorted by operator,
    metric, key. Raises Polars' InvalidOperationError for a metric that has no unit.
    """
    rows = lines.sort(LINE_ORDER).select(
        "operator_id",
        "operator_name",
        "metric",
        "key",
        "quantity",
        pl.col("metric").replace_strict(UNITS, return_dtype=pl.String).alias("unit"),
        *period_columns(period),
    )
    return csv_file(rows, csv_name("usage-lines", platform, period), form)


def usage_operators_file(bill: pl.DataFrame, period: Period, platform: str, form: Form) -> ExportFile:
    """`usage-operators_…`: the rows of `bill` (as `metrics.report.bill.operator_bill`, which the screen shows too).

    Columns operator_id, operator_name, status, plan, api_calls, gateway_requests, events_ingested, storage_bytes,
    billable_units, period_start, period_end; sorted by operator. No total row; empty = not reported.
    """
    rows = bill.sort("operator_id").select(
        "operator_id", "operator_name", "status", "plan", *METRICS, *period_columns(period)
    )
    return csv_file(rows, csv_name("usage-operators", platform, period), form)

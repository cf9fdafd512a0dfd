"""The operators that the screen shows, as a file."""

import polars as pl

from dashboard.exports.csv_files import ExportFile, Form, csv_file
from dashboard.exports.file_names import csv_name
from dashboard.exports.periods import period_columns
from data_access.period import Period


def operators_file(shown: pl.DataFrame, period: Period, platform: str, form: Form) -> ExportFile:
    """`operators_…`: the rows of `shown`, already filtered as on the screen, with all its columns by their own names.

    `period_start` and `period_end` are added at the end. Sorted by `operator_id`, whichever way the screen is sorted, so
    that two files can be compared. `shown` holds no list columns: leave sparklines out.
    """
    rows = shown.sort("operator_id").with_columns(period_columns(period))
    return csv_file(rows, csv_name("operators", platform, period), form)

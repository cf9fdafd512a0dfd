"""The connectors that the screen shows, as a file."""

import polars as pl

from dashboard.exports.csv_files import ExportFile, Form, csv_file
from dashboard.exports.file_names import csv_name
from dashboard.exports.periods import period_columns
from data_access.period import Period


def connectors_file(shown: pl.DataFrame, period: Period, platform: str, form: Form) -> ExportFile:
    """`connectors_…`: the rows of `shown`, already filtered as on the screen, with all its columns by their own names.

    `period_start` and `period_end` are added at the end. Sorted by `connector_id`, whichever way the screen is sorted, so
    that two files can be compared. `shown` holds no list columns: leave sparklines out.
    """
    rows = shown.sort("connector_id").with_columns(period_columns(period))
    return csv_file(rows, csv_name("connectors", platform, period), form)

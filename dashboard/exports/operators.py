"""The operators that the screen shows, as a file."""

import polars as pl

from dashboard.exports.csv_files import ExportFile, Form
from dashboard.exports.lists import list_file
from data_access.period import Period


def operators_file(shown: pl.DataFrame, period: Period, platform: str, form: Form) -> ExportFile:
    """`operators_…`: the rows of `shown`, already filtered as on the screen, with all its columns by their own names.

    Sorted by `operator_id`, whichever way the screen is sorted, so that two files can be compared; the rest as every list.
    """
    return list_file(shown, "operators", platform, period, form)

"""What is kept of a day's report, and how two readings of one day differ."""

from datetime import UTC, date, datetime

import polars as pl
from polars.testing import assert_frame_equal

from data_access.history.day_rows import day_rows, differences, has_usage
from data_access.period import Period
from data_access.source import UsageReport
from data_access.tables import DAILY_USAGE, USAGE_LINES, USAGE_TOTALS

_DAY = date(2026, 6, 10)


def _report(lines, totals):
    return UsageReport(
        pl.DataFrame([(operator, None, *line) for operator, *line in lines], USAGE_LINES, orient="row"),
        pl.DataFrame([(operator, None, *figures) for operator, *figures in totals], USAGE_TOTALS, orient="row"),
        Period(_DAY, _DAY),
        datetime(2026, 6, 11, tzinfo=UTC),
    )


def _rows(*rows):
    return pl.DataFrame([(_DAY, *row) for row in rows], DAILY_USAGE, orient="row")


def test_lines_are_kept_as_they_came_and_a_metric_of_0_is_one_row_without_key():
    report = _report([("op", "api_calls", "gateway", 5)], [("op", 5, 0, None, 0, None)])
    expected = _rows(
        ("op", "api_calls", "gateway", 5), ("op", "gateway_requests", "", 0), ("op", "storage_bytes", "", 0)
    )
    assert_frame_equal(day_rows(report), expected)


def test_a_breakdown_that_says_0_itself_stays_the_only_row():
    report = _report([("op", "api_calls", "gateway", 0)], [("op", 0, None, None, None, None)])
    assert_frame_equal(day_rows(report), _rows(("op", "api_calls", "gateway", 0)))


def test_an_operator_of_whom_nothing_is_reported_has_no_row():
    assert day_rows(_report([], [("op", None, None, None, None, None)])).is_empty()


def test_storage_alone_is_no_usage():
    assert not has_usage(_rows(("op", "storage_bytes", "", 5), ("op", "api_calls", "", 0)))
    assert has_usage(_rows(("op", "billable_units", "", 1)))


def test_differences_name_both_values_and_null_is_not_reported():
    before = _rows(("a", "api_calls", "x", 1), ("a", "api_calls", "y", 2), ("b", "api_calls", "", 0))
    after = _rows(("a", "api_calls", "x", 3), ("a", "api_calls", "z", 4), ("b", "api_calls", "", 0))
    told = differences(_DAY, before, after)
    assert told.rows() == [
        (_DAY, "a", "api_calls", "x", 1, 3),
        (_DAY, "a", "api_calls", "y", 2, None),
        (_DAY, "a", "api_calls", "z", None, 4),
    ]

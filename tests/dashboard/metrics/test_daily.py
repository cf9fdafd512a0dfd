from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from dashboard.metrics.daily import daily_totals, trend, why_unknown
from data_access.facts import Coverage
from data_access.period import Period
from data_access.tables import ACTIVITY, DAILY_TOTALS, DAILY_USAGE

TOTALS = pl.Schema({"date": pl.Date(), **dict.fromkeys(ACTIVITY, pl.Int64())})
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 6)
COVERAGE = Coverage(FIRST, LAST, LAST, frozenset({date(2026, 5, 4)}))


def may(day: int) -> date:
    return date(2026, 5, 1) + timedelta(days=day - 1)


USAGE = pl.DataFrame(
    [
        (may(2), "a", "api_calls", "gateway", 3),
        (may(2), "b", "api_calls", "gateway", 4),
        (may(2), "b", "api_calls", "webhook-receiver", 5),
        (may(2), "b", "storage_bytes", "", 10**9),
        (may(5), "a", "gateway_requests", "stripe", 6),
        (may(5), "a", "events_ingested", "session", 5_000_000_000),
    ],
    schema=DAILY_USAGE,
    orient="row",
)


def test_a_day_without_a_row_is_0_and_a_day_that_is_not_known_is_null() -> None:
    expected = pl.DataFrame(
        [
            (may(0), None, None, None),
            (may(1), 0, 0, 0),
            (may(2), 12, 0, 0),
            (may(3), 0, 0, 0),
            (may(4), None, None, None),
            (may(5), 0, 6, 5_000_000_000),
            (may(6), 0, 0, 0),
            (may(7), None, None, None),
        ],
        schema=TOTALS,
        orient="row",
    )
    assert_frame_equal(daily_totals(USAGE, Period(may(0), may(7)), COVERAGE, absent_is_zero=True), expected)


def test_a_missing_day_is_a_gap_even_where_some_of_it_was_counted() -> None:
    counted = pl.DataFrame([(may(4), "a", "api_calls", "gateway", 9)], schema=DAILY_USAGE, orient="row")
    assert daily_totals(counted, Period(may(4), may(4)), COVERAGE, absent_is_zero=True).row(0) == (
        may(4),
        None,
        None,
        None,
    )


def test_days_without_any_usage_are_0() -> None:
    found = daily_totals(USAGE.clear(), Period(may(1), may(2)), COVERAGE, absent_is_zero=True)
    assert_frame_equal(found, pl.DataFrame([(may(1), 0, 0, 0), (may(2), 0, 0, 0)], schema=TOTALS, orient="row"))


def test_a_source_that_knows_no_day_has_only_gaps() -> None:
    nothing = Coverage(may(9), may(8), may(8))
    assert daily_totals(USAGE, Period(may(1), may(3)), nothing, absent_is_zero=True).null_count().row(0) == (0, 3, 3, 3)


DAYS = some.lists(
    some.tuples(some.integers(1, 6), some.sampled_from("ab"), some.sampled_from(ACTIVITY), some.integers(0, 10**9)),
    max_size=40,
)


@given(DAYS)
def test_the_days_add_up_to_the_usage_of_the_known_days(rows: list[tuple]) -> None:
    usage = pl.DataFrame(
        [(may(day), operator, metric, "k", count) for day, operator, metric, count in rows],
        schema=DAILY_USAGE,
        orient="row",
    )
    found = daily_totals(usage, Period(may(1), may(6)), COVERAGE, absent_is_zero=True)
    assert found["date"].to_list() == [may(day) for day in range(1, 7)]
    known = usage.filter(pl.col("date") != may(4))
    for metric in ACTIVITY:
        assert found[metric].sum() == known.filter(pl.col("metric") == metric)["quantity"].sum()


TREND = pl.Schema({"date": pl.Date(), "value": pl.Int64(), "date_before": pl.Date(), "before": pl.Int64()})


def totals(first: date, *calls: int | None) -> pl.DataFrame:
    rows = [(first + timedelta(days=i), count, 0, 0) for i, count in enumerate(calls)]
    return pl.DataFrame(rows, schema=TOTALS, orient="row")


def test_two_periods_lie_day_on_day() -> None:
    found = trend("api_calls", totals(may(3), 10, None), totals(may(1), 7, 8))
    expected = [(may(3), 10, may(1), 7), (may(4), None, may(2), 8)]
    assert_frame_equal(found, pl.DataFrame(expected, schema=TREND, orient="row"))


def test_the_days_of_the_longer_period_have_no_partner() -> None:
    longer, shorter = totals(may(1), 1, 2, 3), totals(may(20), 8, 9)
    assert trend("api_calls", longer, shorter).rows()[-1] == (may(3), 3, None, None)
    assert trend("api_calls", shorter, longer).rows() == [(may(20), 8, may(1), 1), (may(21), 9, may(2), 2)]


def test_without_a_period_before_there_is_only_now() -> None:
    found = trend("api_calls", totals(may(1), 1, 2), None)
    expected = [(may(1), 1, None, None), (may(2), 2, None, None)]
    assert_frame_equal(found, pl.DataFrame(expected, schema=TREND, orient="row"))


COUNTS = some.lists(some.none() | some.integers(0, 10**12), min_size=1, max_size=40)


@given(COUNTS, COUNTS)
def test_a_trend_has_exactly_the_days_of_its_period(now: list[int | None], before: list[int | None]) -> None:
    found = trend("api_calls", totals(may(1), *now), totals(may(-60), *before))
    assert found["value"].to_list() == now
    assert found["before"].to_list() == [before[i] if i < len(before) else None for i in range(len(now))]


def test_a_metric_that_nobody_reported_on_a_day_is_a_gap_where_absence_is_not_known_to_be_0() -> None:
    usage = pl.DataFrame([(may(1), "api_calls", 5), (may(2), "api_calls", 0)], DAILY_TOTALS, orient="row")
    found = daily_totals(usage, Period(may(1), may(2)), COVERAGE, absent_is_zero=False)
    assert found.select("api_calls", "events_ingested").rows() == [(5, None), (0, None)]


def test_a_metric_that_is_never_reported_is_a_gap_on_every_day_and_no_0() -> None:
    rows = [(may(1), "api_calls", 5), (may(1), "events_ingested", None), (may(2), "events_ingested", None)]
    usage = pl.DataFrame(rows, DAILY_TOTALS, orient="row")
    found = daily_totals(usage, Period(may(1), may(2)), COVERAGE, absent_is_zero=True)
    assert found.select(ACTIVITY).rows() == [(5, 0, None), (0, 0, None)]


def test_a_day_without_a_figure_is_missing_where_nothing_is_known_of_it_else_the_metric_was_not_reported() -> None:
    assert why_unknown([may(4)], COVERAGE) == "missing"
    assert why_unknown([may(1), may(2)], COVERAGE) == "not reported"
    assert why_unknown([may(3), may(4)], COVERAGE) == "missing or not reported"

"""The report of a period made of days that are kept, on hand-typed rows."""

from datetime import UTC, date, datetime

import polars as pl
from polars.testing import assert_frame_equal

from data_access.history.report import is_complete, lines_and_totals
from data_access.period import Period
from data_access.tables import DAILY_USAGE, USAGE_LINES, USAGE_TOTALS

FIRST, SECOND = date(2026, 5, 1), date(2026, 5, 2)
BOTH = Period(FIRST, SECOND)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def rows(*typed: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(typed, DAILY_USAGE, orient="row")


def roster(**created: datetime | None) -> pl.DataFrame:
    frame = {
        "operator_id": list(created),
        "name": [one.upper() for one in created],
        "created_at": list(created.values()),
    }
    return pl.DataFrame(frame, schema_overrides={"created_at": pl.Datetime("us", "UTC")})


def test_counted_metrics_add_up_units_too_and_storage_is_the_mean_rounded_half_up() -> None:
    kept = rows(
        (FIRST, "a", "api_calls", "gateway", 3),
        (SECOND, "a", "api_calls", "gateway", 4),
        (FIRST, "a", "storage_bytes", "", 10),
        (SECOND, "a", "storage_bytes", "", 11),
        (FIRST, "a", "billable_units", "", 2),
        (SECOND, "a", "billable_units", "", 3),
    )
    lines, totals = lines_and_totals(kept, roster(a=LONG_AGO), BOTH, [FIRST, SECOND])
    told = [
        ("a", "A", "api_calls", "gateway", 7),
        ("a", "A", "billable_units", "", 5),
        ("a", "A", "storage_bytes", "", 11),
    ]
    assert_frame_equal(lines, pl.DataFrame(told, USAGE_LINES, orient="row"))
    assert_frame_equal(totals, pl.DataFrame([("a", "A", 7, None, None, 11, 5)], USAGE_TOTALS, orient="row"))


def test_a_metric_that_is_reported_as_0_is_a_total_of_0_and_no_line() -> None:
    kept = rows((FIRST, "a", "api_calls", "", 0), (SECOND, "a", "api_calls", "", 0))
    lines, totals = lines_and_totals(kept, roster(a=LONG_AGO), BOTH, [FIRST, SECOND])
    assert lines.is_empty()
    assert totals["api_calls"].to_list() == [0]


def test_a_metric_that_one_day_lacks_is_not_reported_and_has_no_line() -> None:
    kept = rows(
        (FIRST, "a", "api_calls", "gateway", 3),
        (FIRST, "a", "events_ingested", "bonus", 1),
        (SECOND, "a", "events_ingested", "bonus", 1),
    )
    lines, totals = lines_and_totals(kept, roster(a=LONG_AGO), BOTH, [FIRST, SECOND])
    assert lines["metric"].to_list() == ["events_ingested"]
    assert totals.select("api_calls", "events_ingested").row(0) == (None, 2)
    assert not is_complete(kept, roster(a=LONG_AGO), BOTH, [FIRST, SECOND])


def test_an_operator_that_was_created_in_the_period_need_not_be_reported_before() -> None:
    kept = rows((SECOND, "a", "api_calls", "gateway", 3))
    new = roster(a=datetime(2026, 5, 1, 18, tzinfo=UTC))
    assert is_complete(kept, new, BOTH, [FIRST, SECOND])
    assert lines_and_totals(kept, new, BOTH, [FIRST, SECOND])[1]["api_calls"].to_list() == [3]


def test_one_whose_creation_is_not_known_must_be_reported_on_every_day() -> None:
    kept = rows((SECOND, "a", "api_calls", "gateway", 3))
    assert not is_complete(kept, roster(a=None), BOTH, [FIRST, SECOND])


def test_an_operator_without_any_row_is_not_in_the_report() -> None:
    kept = rows((FIRST, "a", "api_calls", "", 1), (SECOND, "a", "api_calls", "", 1))
    assert lines_and_totals(kept, roster(a=LONG_AGO, b=LONG_AGO), BOTH, [FIRST, SECOND])[1][
        "operator_id"
    ].to_list() == ["a"]


def test_a_day_that_is_not_known_is_left_out_of_sums_and_means_and_takes_nothing_else_with_it() -> None:
    third = date(2026, 5, 3)
    kept = rows(
        (FIRST, "a", "api_calls", "gateway", 3),
        (third, "a", "api_calls", "gateway", 4),
        (FIRST, "a", "storage_bytes", "", 10),
        (third, "a", "storage_bytes", "", 20),
        (third, "b", "api_calls", "gateway", 5),
    )
    known = [FIRST, third]
    totals = lines_and_totals(kept, roster(a=LONG_AGO, b=LONG_AGO), Period(FIRST, third), known)[1]
    assert totals.select("operator_id", "api_calls", "storage_bytes").rows() == [("a", 7, 15), ("b", None, None)]
    new = roster(a=LONG_AGO, b=datetime(2026, 5, 2, tzinfo=UTC))
    assert lines_and_totals(kept, new, Period(FIRST, third), known)[1]["api_calls"].to_list() == [7, 5]

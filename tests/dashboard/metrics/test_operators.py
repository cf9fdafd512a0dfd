from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.metrics.operators import OperatorCounts, days_silent, operator_counts, with_activity
from data_access.source import Summary
from data_access.tables import OPERATORS

TODAY = date(2026, 11, 21)
LAST_SECOND = datetime(2026, 11, 7, 23, 59, 59, 999_999, tzinfo=UTC)


def roster(*rows: tuple) -> pl.DataFrame:
    """Rows of (status, last_active_at, api_calls, events_ingested)."""
    full = [
        (f"op_{i}", None, status, None, None, None, None, None, calls, events, last)
        for i, (status, last, calls, events) in enumerate(rows)
    ]
    return pl.DataFrame(full, schema=OPERATORS, orient="row")


def silence(last_active_at: datetime | None, today: date = TODAY) -> int | None:
    frame = roster(("active", last_active_at, None, None)).select(days=days_silent(today))
    assert frame.schema == {"days": pl.Int64}
    return frame.item()


@pytest.mark.parametrize(
    ("last_active_at", "days"),
    [
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), 1),
        (LAST_SECOND, 14),
        (datetime(2025, 11, 21, tzinfo=UTC), 365),
        (datetime(2026, 11, 22, 5, tzinfo=UTC), 0),
        (None, None),
    ],
)
def test_silence_is_counted_between_utc_dates_and_a_stamp_in_the_future_is_none(last_active_at, days) -> None:
    assert silence(last_active_at) == days


def test_the_date_is_utcs_whatever_zone_the_stamp_was_written_in() -> None:
    in_auckland = datetime(2026, 11, 21, 6, tzinfo=timezone(timedelta(hours=13)))
    assert silence(in_auckland) == 1


@given(some.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 21, 23)))  # noqa: DTZ001  made UTC in the test
def test_silence_is_the_difference_of_two_dates(naive: datetime) -> None:
    assert silence(naive.replace(tzinfo=UTC)) == (TODAY - naive.date()).days


NOW, LONG_AGO = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "last_active_at", "calls", "events", "activity"),
    [
        ("active", NOW, 5, 5, "active"),
        ("active", LAST_SECOND, 5, 5, "quiet"),
        ("active", LAST_SECOND + timedelta(microseconds=1), 5, 5, "active"),
        ("active", LONG_AGO, 0, 0, "quiet"),
        ("pending_approval", LONG_AGO, 5, 5, "quiet"),
        (None, LONG_AGO, 5, 5, "quiet"),
        ("suspended", LONG_AGO, 5, 5, "suspended"),
        ("suspended", NOW, 5, 5, "suspended"),
        ("suspended", None, 0, 0, "suspended"),
        ("active", None, 0, 0, "never active"),
        (None, None, 0, 0, "never active"),
        ("active", None, None, 0, "unknown"),
        ("active", None, 0, None, "unknown"),
        ("active", None, None, None, "unknown"),
        ("active", None, 3, 0, "unknown"),
    ],
)
def test_activity_never_calls_the_suspended_or_the_unknown_quiet(
    status, last_active_at, calls, events, activity
) -> None:
    found = with_activity(roster((status, last_active_at, calls, events)), TODAY, 14)
    assert found["activity"].to_list() == [activity]


@pytest.mark.parametrize(("threshold", "activity"), [(7, "quiet"), (14, "quiet"), (15, "active"), (30, "active")])
def test_quiet_begins_on_the_day_of_the_threshold(threshold: int, activity: str) -> None:
    assert with_activity(roster(("active", LAST_SECOND, 5, 5)), TODAY, threshold)["activity"].item() == activity


def test_activity_adds_two_columns_and_keeps_all_rows() -> None:
    operators = roster(("active", NOW, 1, 1), ("suspended", None, None, None))
    found = with_activity(operators, TODAY, 14)
    assert found.columns == [*OPERATORS.names(), "days_silent", "activity"]
    assert found["days_silent"].to_list() == [0, None]
    assert with_activity(operators.clear(), TODAY, 14).is_empty()


def counts(summary: tuple[int | None, int | None, int | None], *states: str | None) -> OperatorCounts:
    totals = Summary(*summary, None, None, None, None)
    return operator_counts(totals, roster(*((state, None, None, None) for state in states)))


STATES = ("active", "active", "suspended", "pending_approval", "archived")


@pytest.mark.parametrize(
    ("summary", "states", "expected"),
    [
        ((5, 2, 1), STATES, OperatorCounts(5, 2, 1, 1, 1)),
        ((None, None, None), STATES, OperatorCounts(5, 2, 1, 1, 1)),
        ((6, 3, 1), (None, None), OperatorCounts(6, 3, 1, None, 2)),
        ((None, None, None), (None, None), OperatorCounts(2, None, None, None, None)),
        ((3, 3, None), ("active", "active", "active"), OperatorCounts(3, 3, 0, 0, 0)),
        ((10, 9, 1), ("pending_approval", "pending_approval"), OperatorCounts(10, 9, 1, None, 0)),
        ((10, 9, 2), ("active",), OperatorCounts(10, 9, 2, None, None)),
    ],
)
def test_operators_are_counted_as_stated_else_by_the_roster_and_never_guessed(summary, states, expected) -> None:
    assert counts(summary, *states) == expected

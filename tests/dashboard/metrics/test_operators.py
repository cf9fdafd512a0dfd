from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard.metrics.operators import OperatorCounts, operator_counts
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

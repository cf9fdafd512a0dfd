from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.metrics.connectors.blast_radius import BlastRadius, blast_radii, blast_radius, radius_of
from data_access.tables import CONNECTOR_WEEKS, OPERATORS

W1, W2 = date(2026, 11, 8), date(2026, 11, 15)
LOSERS = {
    "operator_id": pl.String(),
    "operator_name": pl.String(),
    "calls": pl.Int64(),
    "of_operator": pl.Float64(),
}
RADII = {
    "connector_id": pl.String(),
    "operators": pl.Int64(),
    "calls": pl.Int64(),
    "share_of_network": pl.Float64(),
    "losing_half": pl.Int64(),
}


def frame(rows: list[tuple], schema: object) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def called(*rows: tuple[date, str, str, int]) -> pl.DataFrame:
    """Rows of (week, operator_id, key, quantity)."""
    return frame([(*row, row[0], row[0]) for row in rows], CONNECTOR_WEEKS)


ROSTER = frame([("a", "Alpha", *[None] * 9), ("b", None, *[None] * 9)], OPERATORS)
WEEKS = called(
    (W1, "a", "stripe", 40),
    (W2, "a", "stripe", 20),
    (W2, "a", "hub88", 20),
    (W2, "b", "stripe", 30),
    (W2, "b", "", 30),
    (W2, "gone", "stripe", 30),
    (W2, "gone", "hub88", 10),
    (W2, "d", "", 20),
)


def test_operators_stand_by_the_share_of_their_requests_that_they_would_lose() -> None:
    expected = [("a", "Alpha", 60, 0.75), ("gone", "gone", 30, 0.75), ("b", "b", 30, 0.5)]
    assert_frame_equal(blast_radius(WEEKS, "stripe", ROSTER), frame(expected, LOSERS))


def test_nobody_loses_by_a_connector_that_is_not_called() -> None:
    assert_frame_equal(blast_radius(WEEKS, "idle", ROSTER), frame([], LOSERS))


def test_half_is_not_more_than_half_and_undivided_requests_count_in_every_whole() -> None:
    expected = [("stripe", 3, 120, 0.6, 2), ("hub88", 2, 30, 0.15, 0)]
    assert_frame_equal(blast_radii(WEEKS), frame(expected, RADII))


def test_requests_that_are_not_told_by_connector_are_no_connector() -> None:
    assert_frame_equal(blast_radii(called((W1, "a", "", 5))), frame([], RADII))


def test_one_connectors_radius_is_its_line() -> None:
    assert radius_of(blast_radii(WEEKS), "stripe") == BlastRadius(3, 120, 0.6, 2)


def test_nothing_hangs_on_a_connector_without_calls() -> None:
    assert radius_of(blast_radii(WEEKS), "idle") == BlastRadius(0, 0, 0.0, 0)
    assert radius_of(blast_radii(WEEKS.clear()), "idle") == BlastRadius(0, 0, None, 0)


@pytest.mark.parametrize(
    ("radius", "words"),
    [
        (
            BlastRadius(14, 9, 0.31, 5),
            "14 operators, 31% of gateway requests; 5 of them lose more than half of theirs",
        ),
        (
            BlastRadius(14, 9, 0.31, 1),
            "14 operators, 31% of gateway requests; 1 of them loses more than half of its own",
        ),
        (
            BlastRadius(14, 9, 0.001, 0),
            "14 operators, <1% of gateway requests; none of them loses more than half of its own",
        ),
        (BlastRadius(1, 9, 1.0, 1), "1 operator, 100% of gateway requests; it loses more than half of its own"),
        (BlastRadius(1, 9, 1.0, 0), "1 operator, 100% of gateway requests; it loses no more than half of its own"),
        (BlastRadius(0, 0, 0.0, 0), "No operator: nothing was called through it"),
    ],
)
def test_a_radius_is_said_in_words(radius: BlastRadius, words: str) -> None:
    assert radius.words() == words

"""Fractions made whole: they add up, none moves by a whole, the largest rests are raised, and nothing ever wraps."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.money.largest_remainder import rounded_half_up, whole_shares

Row = tuple[int, int]
Shares = tuple[list[Row], list[Row], int]


def shares(rows: list[Row], fractions: list[Row], denominator: int, total: int) -> list[int]:
    frame = pl.DataFrame(rows, schema={"fraction": pl.Int64, "weight": pl.Int64}, orient="row")
    return whole_shares(frame, fractions, denominator, total).to_list()


def exact(rows: list[Row], fractions: list[Row], denominator: int) -> list[Fraction]:
    return [Fraction(weight * fractions[number][0], fractions[number][1] * denominator) for number, weight in rows]


@st.composite
def some_shares(draw: st.DrawFn, largest: int = 10**6) -> Shares:
    fractions = draw(
        st.lists(st.tuples(st.integers(-largest, largest), st.integers(1, largest)), min_size=1, max_size=4)
    )
    row = st.tuples(st.integers(0, len(fractions) - 1), st.integers(-(10**6), 10**6))
    return draw(st.lists(row, max_size=12)), fractions, draw(st.sampled_from([1, 10, 1000, 10**7]))


def by_the_rule(rows: list[Row], fractions: list[Row], denominator: int, total: int) -> list[int]:
    """The rule as it is written, one fraction at a time."""
    whole = [floor(one) for one in exact(rows, fractions, denominator)]
    rests = [one - part for one, part in zip(exact(rows, fractions, denominator), whole, strict=True)]
    for row in sorted(range(len(rows)), key=lambda row: (-rests[row], row))[: total - sum(whole)]:
        whole[row] += 1
    return whole


def nearest(rows: list[Row], fractions: list[Row], denominator: int) -> int:
    total = sum(exact(rows, fractions, denominator), Fraction(0))
    return rounded_half_up(total.numerator, total.denominator)


@given(some_shares())
def test_whole_shares_add_up_and_none_moves_by_a_whole(drawn: Shares) -> None:
    total = nearest(*drawn)
    found = shares(*drawn, total)
    assert sum(found) == total
    assert all(abs(one - whole) < 1 for one, whole in zip(exact(*drawn), found, strict=True))


@given(some_shares())
def test_the_largest_rests_are_raised_the_earlier_row_first(drawn: Shares) -> None:
    total = nearest(*drawn)
    assert shares(*drawn, total) == by_the_rule(*drawn, total)


@given(some_shares(largest=10**40))
def test_figures_beyond_128_bits_are_shared_alike(drawn: Shares) -> None:
    expected = by_the_rule(*drawn, nearest(*drawn))
    if sum(map(abs, expected)) + 2 * len(expected) < 2**63:
        assert shares(*drawn, nearest(*drawn)) == expected


def test_rests_that_differ_in_their_34th_decimal_are_told_apart() -> None:
    half = 5 * 10**16
    less, more = (half, 2 * half + 1), (half + 1, 2 * half + 3)
    assert Fraction(*more) - Fraction(*less) < Fraction(1, 10**33)
    assert shares([(0, 1), (1, 1)], [less, more], 1, 1) == [0, 1]
    assert shares([(0, 1), (1, 1)], [more, less], 1, 1) == [1, 0]


def test_a_product_beyond_128_bits_does_not_wrap() -> None:
    assert shares([(0, 2**40), (0, 1)], [(2**100 + 2**50, 2**90)], 1, 2**50 + 1025) == [2**50 + 1, 1024]


@pytest.mark.parametrize("total", [-1, 3])
def test_a_total_that_rows_cannot_reach_is_refused(total: int) -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        shares([(0, 1), (0, 2)], [(1, 2)], 1, total)


@pytest.mark.parametrize("fractions", [[(2**62, 1)], [(2**200, 2**137)]])
def test_shares_beyond_64_bits_are_told_and_never_wrap(fractions: list[Row]) -> None:
    with pytest.raises(OverflowError, match="beyond 64 bits"):
        shares([(0, 2), (0, 2)], fractions, 1, 2**64)


@given(st.integers(-(10**12), 10**12), st.sampled_from([1, 2, 10, 1000, 10**7]))
def test_a_half_is_rounded_away_from_zero(numerator: int, denominator: int) -> None:
    expected = (Decimal(numerator) / denominator).quantize(Decimal(1), ROUND_HALF_UP)
    assert rounded_half_up(numerator, denominator) == int(expected)

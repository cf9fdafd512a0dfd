"""Counts in a larger unit: three significant digits each, and nothing that is something becomes nothing."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.metrics.in_unit import in_unit
from dashboard.numbers import byte_unit, short_bytes

LARGEST = 2**63 - 1
counts = some.integers(-LARGEST, LARGEST)


def in_units(values: list[int | None], size: int) -> list[float | None]:
    """Several rows, as Polars reckons with a single one in another way."""
    frame = pl.DataFrame({"count": [*values, 1, 2]}, {"count": pl.Int64})
    return frame.select(in_unit(pl.col("count"), size)).to_series().to_list()[: len(values)]


@pytest.mark.parametrize(
    ("count", "size", "figure"),
    [
        (0, 10**9, 0.0),
        (12_345_678_901_234, 10**12, 12.3),
        (44_212_345_678, 10**9, 44.2),
        (1_005_000_000, 10**9, 1.01),
        (-1_005_000_000, 10**9, -1.01),
        (999_950, 10**6, 1.0),
        (4_207, 10**9, 0.00000421),
        (12, 10**12, 0.000000000012),
        (LARGEST, 10**18, 9.22),
        (None, 10**9, None),
    ],
)
def test_a_count_in_a_unit_has_three_significant_digits(count: int | None, size: int, figure: float | None) -> None:
    assert in_units([count], size) == [figure]


@given(counts)
def test_a_column_reads_as_its_tile_does(count: int) -> None:
    size, unit = byte_unit(count)
    (figure,) = in_units([count], size)
    digits, _, tile_unit = short_bytes(count).replace("−", "-").partition(" ")
    assert (figure, unit) == (float(digits), "bytes" if tile_unit == "B" else tile_unit)


@given(some.lists(counts, min_size=2, max_size=20))
def test_the_order_of_the_exact_counts_is_kept(values: list[int]) -> None:
    figures = in_units(sorted(values), 10**12)
    assert figures == sorted(figures)
    assert [figure == 0 for figure in figures] == [value == 0 for value in sorted(values)]

"""Counts as multiples of a larger unit, to as many digits as a tile shows."""

import polars as pl

_DIGITS = 3


def in_unit(count: pl.Expr, size: int) -> pl.Expr:
    """Whole numbers as multiples of `size`, a power of ten, three significant digits each, rounded half away from 0 as in the tiles.

    What is not 0 never becomes 0, and a larger figure never a smaller one.
    """
    whole = count.cast(pl.Int128)
    beyond = (whole.abs().cast(pl.String).str.len_chars().cast(pl.Int64) - _DIGITS).clip(0)
    step = pl.lit(10, pl.Int64).pow(beyond).cast(pl.Int128)
    rounded = (whole.abs() + step // 2) // step * step
    # Read from its text: Polars divides by a fixed number as it multiplies by 1/number, and 12.3 becomes 12.299999999999999.
    return pl.format("{}e-{}", rounded * whole.sign(), pl.lit(len(str(size)) - 1)).cast(pl.Float64)

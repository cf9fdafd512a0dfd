"""Exact fractions made whole so that they add up to a given whole: each rounded down, what is left to the largest rests.

Done in 128-bit integers where everything surely fits, else row by row in Python's, which have no bounds: nothing ever
wraps, and both give the same.
"""

from collections.abc import Sequence

import polars as pl

Fraction = tuple[int, int]
"""A numerator, and how many it is shared by (at least 1)."""

_SAFE_BITS = 125
_LEAST_STEP = 8
"""Fewer binary digits than this a turn, and the turns cost more than Python's integers."""

_LARGEST = 2**63 - 1
_TOO_LARGE = "the amounts together lie beyond 64 bits"


def rounded_half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number; a half goes away from zero, as Decimal's ROUND_HALF_UP: a credit mirrors a charge."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def whole_shares(rows: pl.DataFrame, fractions: Sequence[Fraction], denominator: int, total: int) -> pl.Series:
    """Row by row weight * numerator / (shared by * denominator), made whole so that the rows add up to `total`. Int64.

    `rows`: `fraction` (which of `fractions`, by number) and `weight` (Int64), both without null. Every row is rounded
    down, towards minus infinity; the rows with the largest rests get 1 more, the earlier row first where rests are
    equal. A row that is whole already gets none, so no row ever moves by 1 or more.

    Raises ValueError when `total` cannot be reached that way (it is the exact sum, rounded down or up), OverflowError
    when the shares together lie beyond 64 bits.
    """
    split = _split(rows, fractions, denominator)
    parts = _split_unbounded(rows, fractions, denominator) if split is None else split
    left = total - int(parts["whole"].sum())
    raised = _first(parts, left)
    return parts["whole"].scatter(raised, parts["whole"].gather(raised) + 1)


def _split(rows: pl.DataFrame, fractions: Sequence[Fraction], denominator: int) -> pl.DataFrame | None:
    """Each row's whole part, and its rest in digits to sort by; None where 128 bits might not do.

    Two rests r/a and s/b that differ do so by at least 1/(a*b): that many binary digits tell all of them apart.
    """
    bits = (max((by for _, by in fractions), default=1) * denominator).bit_length()
    step = _SAFE_BITS - bits
    if step < _LEAST_STEP or any(abs(numerator) >> _SAFE_BITS for numerator, _ in fractions):
        return None
    terms = rows.select(
        pl.Series("numerator", [numerator for numerator, _ in fractions], pl.Int128).gather(rows["fraction"]),
        pl.Series("divisor", [by * denominator for _, by in fractions], pl.Int128).gather(rows["fraction"]),
        pl.col("weight").cast(pl.Int128),
    )
    reach = terms.select((pl.col("numerator").cast(pl.Float64) * pl.col("weight").cast(pl.Float64)).abs().max()).item()
    if reach is not None and reach >= 2**_SAFE_BITS:
        return None
    product, divisor = pl.col("numerator") * pl.col("weight"), pl.col("divisor")
    parts = terms.lazy().with_columns(whole=product // divisor, rest=product % divisor)
    shared = any(by != 1 for _, by in fractions)
    names = [f"rest_{turn}" for turn in range(-(-(2 * bits + 1) // step))] if shared else []
    for name in names:
        shifted = pl.col("rest") * pl.lit(2**step, pl.Int128)
        parts = parts.with_columns((shifted // divisor).alias(name), rest=shifted % divisor)
    return _bounded(parts.select("whole", *(names or ["rest"])).collect())


def _split_unbounded(rows: pl.DataFrame, fractions: Sequence[Fraction], denominator: int) -> pl.DataFrame:
    """As `_split`, in Python's integers."""
    divisors = [by * denominator for _, by in fractions]
    digits = 2 * max(divisors, default=1).bit_length() + 1
    whole, rests = [], []
    for number, weight in rows.select("fraction", "weight").iter_rows():
        part, rest = divmod(fractions[number][0] * weight, divisors[number])
        whole.append(part)
        rests.append((rest << digits) // divisors[number])
    if sum(map(abs, whole)) + len(whole) > _LARGEST:
        raise OverflowError(_TOO_LARGE)
    ranks = {rest: rank for rank, rest in enumerate(sorted({0, *rests}))}
    return pl.DataFrame(
        {"whole": whole, "rest": [ranks[rest] for rest in rests]}, schema={"whole": pl.Int64, "rest": pl.Int64}
    )


def _bounded(parts: pl.DataFrame) -> pl.DataFrame:
    """With the whole parts as Int64. The largest is looked at first, so that the sum of all cannot wrap."""
    size = pl.col("whole").abs()
    largest, added = parts.select(largest=size.max(), added=size.sum()).row(0)
    if parts.height and (largest > _LARGEST or added + parts.height > _LARGEST):
        raise OverflowError(_TOO_LARGE)
    return parts.cast({"whole": pl.Int64})


def _first(parts: pl.DataFrame, count: int) -> pl.Series:
    """The numbers of the `count` rows with the largest rests."""
    rests = parts.columns[1:]
    some = parts.with_row_index("row").filter(pl.any_horizontal(pl.col(rests) > 0))
    if not 0 <= count <= some.height:
        raise ValueError(f"{count} cannot be shared among {some.height} rows with a rest")
    order = [True] * len(rests)
    return some.sort(*rests, "row", descending=[*order, False]).head(count)["row"]

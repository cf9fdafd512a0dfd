"""Exact fractions made whole so that they add up to a given whole: each rounded down, what is left to the largest rests.

Row by row in Python's integers, which have no bounds: a tiered price of a large figure passes 128 bits on the way.
"""

from collections.abc import Sequence

import polars as pl

Fraction = tuple[int, int]
"""A numerator, and how many it is shared by (at least 1)."""

_LARGEST = 2**63 - 1


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
    whole, rests = _split(rows, fractions, denominator)
    if sum(map(abs, whole)) + len(whole) > _LARGEST:
        raise OverflowError("the amounts together lie beyond 64 bits")
    left = total - sum(whole)
    some = [row for row, rest in enumerate(rests) if rest]
    if not 0 <= left <= len(some):
        raise ValueError(f"{left} cannot be shared among {len(some)} rows with a rest")
    some.sort(key=rests.__getitem__, reverse=True)  # reversed, a sort still keeps equal ones in their order
    for row in some[:left]:
        whole[row] += 1
    return pl.Series(whole, dtype=pl.Int64)


def _split(rows: pl.DataFrame, fractions: Sequence[Fraction], denominator: int) -> tuple[list[int], list[int]]:
    """Each row's whole part, and its rest as a whole number of one very small part that is the same for all rows.

    Two rests r/a and s/b that differ do so by at least 1/(a*b): that many binary digits tell all of them apart.
    """
    numerators = [numerator for numerator, _ in fractions]
    divisors = [by * denominator for _, by in fractions]
    digits = 2 * max(divisors, default=1).bit_length() + 1 if len(set(divisors)) > 1 else 0
    whole, rests = [], []
    for number, weight in zip(rows["fraction"].to_list(), rows["weight"].to_list(), strict=True):
        part, rest = divmod(numerators[number] * weight, divisors[number])
        whole.append(part)
        rests.append((rest << digits) // divisors[number] if digits else rest)
    return whole, rests

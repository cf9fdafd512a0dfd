"""A figure against the same figure of the period before, and the words for what has no percentage."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

ChangeKind = Literal["up", "down", "none", "was_zero", "not_comparable", "not_reported", "not_reported_before"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of a period: `value` is the sum of what is reported (None = nothing is).

    `before` and `compared` are the sums of both periods over the operators that reported in both: only these are set
    against each other. `unreported` = how many operators did not report now, `left_out` = how many more are missing
    from the comparison because they did not report before. `days` = how many days both periods have, where they are not
    equally many and the figure adds up over days.
    """

    metric: str
    value: int | None
    before: int | None = None
    compared: int | None = None
    comparable: bool = True
    unreported: int = 0
    left_out: int = 0
    days: tuple[int, int] | None = None

    @property
    def kind(self) -> ChangeKind:
        """Which way it went, or why there is nothing to say."""
        if not self.comparable:
            return "not_comparable"
        if self.value is None:
            return "not_reported"
        if self.compared is None or self.before is None:
            return "not_reported_before"
        if self.compared == self.before:
            return "none"
        if self.before == 0:
            return "was_zero"
        return "up" if self.compared > self.before else "down"

    @property
    def ratio(self) -> float | None:
        """The relative change, -0.27 for a fall by 27%; None where there is none to give."""
        if self.kind not in ("up", "down") or self.compared is None or not self.before:
            return None
        return (self.compared - self.before) / self.before

    @property
    def ratio_a_day(self) -> float | None:
        """The relative change of the daily mean where the periods are not equally long; None for equal ones."""
        if self.days is None or self.ratio is None or self.compared is None or not self.before:
            return None
        now, then = self.days
        return (self.compared * then - self.before * now) / (self.before * now)


def change_ratio(now: str, before: str) -> pl.Expr:
    """The relative change of column `now` on column `before`; null when either is null or `before` is 0 (0 on 0: 0)."""
    nothing = (pl.col(before) == 0) & (pl.col(now) == 0)
    return (
        pl.when(nothing)
        .then(0.0)
        .when(pl.col(before) != 0)
        .then((pl.col(now) - pl.col(before)) / pl.col(before))
        .otherwise(None)
    )


def share_of(column: str) -> pl.Expr:
    """Each row's part of the column's sum over the whole frame; null when the sum is 0 or the row is null."""
    total = pl.col(column).cast(pl.Int128).sum()
    return pl.when(total > 0).then(pl.col(column) / total).otherwise(None)

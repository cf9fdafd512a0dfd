"""If a connector fails: which operators lose how much of their gateway requests, and the network how much of its own."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.connectors.of_operators import UNDIVIDED
from dashboard.numbers import counted, exact, percent


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What hangs on one connector.

    `operators` called it, with `calls` in all, which is `share_of_network` (0..1) of all gateway requests (None = there
    are none); `losing_half` of them would lose more than half of theirs.
    """

    operators: int
    calls: int
    share_of_network: float | None
    losing_half: int

    def words(self) -> str:
        """`14 operators, 31% of gateway requests; 5 of them lose more than half of theirs`."""
        if not self.operators:
            return "No operator: nothing was called through it"
        callers = f"{counted(self.operators, 'operator')}, {percent(self.share_of_network)} of gateway requests"
        if self.operators == 1:
            return f"{callers}; it loses {'' if self.losing_half else 'no '}more than half of its own"
        if self.losing_half > 1:
            return f"{callers}; {exact(self.losing_half)} of them lose more than half of theirs"
        return f"{callers}; {'1' if self.losing_half else 'none'} of them loses more than half of its own"


def blast_radius(weeks: pl.DataFrame, connector_id: str, roster: pl.DataFrame) -> pl.DataFrame:
    """The operators that called one connector, those who would lose the largest share first.

    Takes `tables.CONNECTOR_WEEKS` and OPERATORS. Columns: operator_id, operator_name (the id where there is none),
    calls (through this connector), of_operator (0..1 of the operator's gateway requests, those not told by connector
    among them: it may be more, never less).
    """
    mine = _of_operators(weeks).filter(pl.col("connector_id") == connector_id)
    return (
        mine.join(roster.lazy().select("operator_id", operator_name="name"), on="operator_id", how="left")
        .with_columns(pl.coalesce("operator_name", "operator_id"), of_operator=pl.col("calls") / pl.col("of"))
        .sort("of_operator", "calls", "operator_id", descending=[True, True, False])
        .select("operator_id", "operator_name", "calls", "of_operator")
        .collect()
    )


def blast_radii(weeks: pl.DataFrame) -> pl.DataFrame:
    """The blast radius of every connector, that with the largest share first.

    Columns: connector_id, operators, calls, share_of_network (0..1 of all gateway requests), losing_half (operators
    that would lose more than half of theirs).
    """
    total = int(weeks["quantity"].sum())
    return (
        _of_operators(weeks)
        .filter(pl.col("connector_id") != UNDIVIDED)
        .group_by("connector_id")
        .agg(
            operators=pl.len().cast(pl.Int64),
            calls=pl.col("calls").sum(),
            share_of_network=pl.col("calls").sum() / total,
            losing_half=(pl.col("calls") > pl.col("of") - pl.col("calls")).sum().cast(pl.Int64),
        )
        .sort("calls", "connector_id", descending=[True, False])
        .collect()
    )


def radius_of(radii: pl.DataFrame, connector_id: str) -> BlastRadius:
    """One connector's line of `blast_radii`; nothing hangs on a connector that has none."""
    found = radii.filter(pl.col("connector_id") == connector_id).drop("connector_id")
    if found.is_empty():
        return BlastRadius(0, 0, 0.0 if radii.height else None, 0)
    return BlastRadius(**found.row(0, named=True))


def _of_operators(weeks: pl.DataFrame) -> pl.LazyFrame:
    """Calls by operator and connector (`UNDIVIDED` too), and `of`: all of the operator's gateway requests."""
    pairs = weeks.lazy().group_by("operator_id", connector_id="key").agg(calls=pl.col("quantity").sum())
    return pairs.with_columns(of=pl.col("calls").sum().over("operator_id"))

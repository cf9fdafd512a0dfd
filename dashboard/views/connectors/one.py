"""One connector: its figures, the operators that called it, and what its failure would cost them."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.connectors.blast_radius import blast_radii, blast_radius, radius_of
from dashboard.metrics.search import NOT_KNOWN
from dashboard.numbers import counted, exact, percent
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents, titled

_HALF_NAMED = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands at the head of a connector: its name and category, and its figures in words."""

    name: str
    category: str
    words: str


@dataclass(frozen=True, eq=False, slots=True)
class Callers:
    """The operators that called a connector, in the order of `grid`."""

    title: str
    grid: Grid
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Radius:
    """What hangs on a connector: `rows` as `metrics.connectors.blast_radius.blast_radius`, `grid` as people read them.

    `half`: the first names of those who lose more than half of theirs; `more`: whether there are others.
    """

    rows: pl.DataFrame
    grid: Grid
    ids: tuple[str, ...]
    words: str
    half: tuple[str, ...]
    more: bool


def facts(adopted: pl.DataFrame, connector_id: str, operators: int) -> Facts:
    """Of a connector that `metrics.connectors.adoption.adoption` names; `operators` has the whole platform."""
    mine = adopted.filter(pl.col("connector_id") == connector_id).row(0, named=True)
    return Facts(
        mine["name"],
        mine["category"] or f"Category {NOT_KNOWN}",
        f"{exact(mine['active_connections'])} active and {exact(mine['inactive_connections'])} inactive connections · "
        f"{exact(mine['calls'])} gateway requests in the period · connected by {exact(mine['operators'])} of "
        f"{exact(operators)} operators ({percent(mine['adoption'])})",
    )


def callers(using: pl.DataFrame) -> Callers:
    """Of `metrics.connectors.adoption.connector_operators`."""
    return Callers(
        f"{counted(using.height, 'operator')} called it in the period or the one before",
        grid(using.with_columns(*percents("share", "change"), *titled(using, "status"))),
        tuple(using["operator_id"]),
    )


def radius(weeks: pl.DataFrame, connector_id: str, roster: pl.DataFrame) -> Radius:
    """Of `tables.CONNECTOR_WEEKS`: which operators would lose how much, those who lose the largest share first."""
    hit = blast_radius(weeks, connector_id, roster)
    summary = radius_of(blast_radii(weeks), connector_id)
    half = hit.head(summary.losing_half)["operator_name"].to_list()
    return Radius(
        hit,
        grid(hit.with_columns(*percents("of_operator"))),
        tuple(hit["operator_id"]),
        summary.words(),
        tuple(half[:_HALF_NAMED]),
        len(half) > _HALF_NAMED,
    )

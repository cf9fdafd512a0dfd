"""How few connectors carry how much, and where connections lie idle."""

from dataclasses import dataclass

import polars as pl

from dashboard.charts.connection_bars import connection_bars
from dashboard.charts.pareto import pareto_chart
from dashboard.charts.theme import Figure
from dashboard.metrics.connectors.adoption import carriers, pareto
from dashboard.numbers import percent
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents

_BARS = 6


@dataclass(frozen=True, eq=False, slots=True)
class Carriers:
    """`figures` as `metrics.connectors.adoption.pareto`, shares in percent."""

    title: str
    figure: Figure
    figures: Grid


@dataclass(frozen=True, eq=False, slots=True)
class Idle:
    """The first connectors with inactive connections as bars, and `figures` of all of them."""

    figure: Figure
    figures: Grid


def carrying(adopted: pl.DataFrame) -> Carriers:
    """Of `metrics.connectors.adoption.adoption`: those that were called, by calls."""
    ranked = pareto(adopted)
    few, reached = carriers(ranked)
    nothing = "No calls in the period" if adopted["calls"].count() else "Calls by connector are not reported"
    title = f"{few} of {ranked.height} connectors make {percent(reached)} of calls" if few else nothing
    return Carriers(title, pareto_chart(ranked, few), grid(ranked.with_columns(*percents("share", "cumulative"))))


def idle(adopted: pl.DataFrame) -> Idle | None:
    """Of `metrics.connectors.adoption.adoption`: those with most inactive connections first; None without any."""
    some = adopted.filter(pl.col("inactive_connections") > 0).sort(
        "inactive_connections", "connector_id", descending=[True, False]
    )
    return None if some.is_empty() else Idle(connection_bars(some.head(_BARS)), grid(some))

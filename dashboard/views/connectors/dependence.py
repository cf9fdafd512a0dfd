"""Who depends on which connectors: operators by connectors, pairs that are used together, and what a failure would hit."""

from dataclasses import dataclass

import polars as pl

from dashboard.charts.heatmap import heatmap_chart
from dashboard.charts.theme import Figure
from dashboard.metrics.connectors.blast_radius import blast_radii
from dashboard.metrics.connectors.of_operators import OperatorConnectors, operator_by_connector
from dashboard.metrics.connectors.together import used_together
from dashboard.numbers import counted
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents


@dataclass(frozen=True, eq=False, slots=True)
class Use:
    """The largest operators by the largest connectors; `left_out`: in words, what has no place among them."""

    figure: Figure
    figures: Grid
    left_out: str


def use(weeks: pl.DataFrame, roster: pl.DataFrame, connectors: pl.DataFrame) -> Use | None:
    """Of `tables.CONNECTOR_WEEKS`, OPERATORS and CONNECTORS; None without a call."""
    found = operator_by_connector(weeks, roster, connectors)
    if found.cells.is_empty():
        return None
    return Use(heatmap_chart(found.cells), grid(found.cells), _left_out(found))


def together(weeks: pl.DataFrame, connectors: pl.DataFrame) -> Grid:
    """As `metrics.connectors.together.used_together`."""
    return grid(used_together(weeks, connectors).with_columns(*percents("jaccard")))


def failures(weeks: pl.DataFrame, connectors: pl.DataFrame) -> Grid:
    """Of every connector, by name, as `metrics.connectors.blast_radius.blast_radii`."""
    names = dict(connectors.select("connector_id", "name").drop_nulls().iter_rows())
    named = pl.col("connector_id").replace(names).alias("name")
    return grid(blast_radii(weeks).with_columns(named, *percents("share_of_network")))


def _left_out(found: OperatorConnectors) -> str:
    counts = ((found.operators_left_out, "operator"), (found.connectors_left_out, "connector"))
    words = " and ".join(counted(many, what) for many, what in counts if many)
    return f"Not shown, with fewer requests: {words}" if words else "All of them."

"""What similar operators use and this one does not."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.connectors.similar import connectors_of_similar, similar_operators
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents


@dataclass(frozen=True, eq=False, slots=True)
class Similar:
    """`words`: who is similar, the platform's own text in it; `rows` as `metrics.connectors.similar`."""

    words: str
    rows: pl.DataFrame
    grid: Grid


def similar(weeks: pl.DataFrame, roster: pl.DataFrame, connectors: pl.DataFrame, operator_id: str) -> Similar:
    """Takes `tables.CONNECTOR_WEEKS`, OPERATORS and CONNECTORS."""
    rows = connectors_of_similar(weeks, roster, connectors, operator_id)
    words = similar_operators(weeks, roster, operator_id).words()
    return Similar(words, rows, grid(rows.with_columns(*percents("share"))))

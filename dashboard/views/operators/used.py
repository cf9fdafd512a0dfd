"""What one operator used: kinds of events and calls, and connectors."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dashboard.metrics.usage import Reported, breakdown
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents, titled
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES, NOT_BROKEN_DOWN
from data_access.tables import GATEWAY_REQUESTS


@dataclass(frozen=True, eq=False, slots=True)
class Kinds:
    """`rows` as `metrics.usage.breakdown`; `grid` the same as people read them."""

    title: str
    rows: pl.DataFrame
    grid: Grid


def kinds(metric: str, now: Reported, before: Reported | None) -> Kinds:
    """A metric by its keys, of one operator's reports."""
    rows = breakdown(metric, now, before)
    as_read = rows.with_columns(*percents("share", "change"), pl.col("key").replace("", NOT_BROKEN_DOWN))
    return Kinds(f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}", rows, grid(as_read))


def connectors(now: Reported, before: Reported | None, standing: pl.DataFrame, names: Mapping[str, str]) -> Grid:
    """Gateway requests by connector, of one operator's reports, with last call and standing as the held days tell.

    `standing` as `metrics.connectors.of_operators.connectors_of`, `names` by connector id.
    """
    told = standing.select("connector_id", "last_call", "standing")
    both = breakdown(GATEWAY_REQUESTS, now, before).join(
        told, left_on="key", right_on="connector_id", how="left", maintain_order="left"
    )
    return grid(
        both.with_columns(
            *percents("share", "change"),
            pl.col("key").replace({"": NOT_BROKEN_DOWN, **names}),
            *titled(both, "standing"),
        )
    )

"""What a figure of the bill is made of: its keys over all operators; the lines and the days of one operator's."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.usage import Reported, breakdown
from dashboard.numbers import counted, exact
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents
from dashboard.words import NOT_BROKEN_DOWN
from data_access.tables import UNITS


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The parts of a figure, and in words how many they are and what they come to."""

    words: str
    grid: Grid


def keys(metric: str, now: Reported, before: Reported | None, connectors: pl.DataFrame | None) -> Grid:
    """As `metrics.usage.breakdown`, with a name for each key: that of `connectors` (connector_id, name), else the key."""
    found = breakdown(metric, now, before)
    if connectors is None:
        found = found.with_columns(name=pl.lit(None, pl.String))
    else:
        named = connectors.select("connector_id", "name")
        found = found.join(named, left_on="key", right_on="connector_id", how="left", maintain_order="left")
    named_else_key = pl.coalesce("name", pl.col("key").replace("", NOT_BROKEN_DOWN))
    return grid(found.with_columns(named_else_key, *percents("share", "change")))


def lines(of_all: pl.DataFrame, operator_id: str, metric: str) -> Parts:
    """Of `tables.USAGE_LINES`, largest first."""
    mine = of_all.filter(pl.col("operator_id") == operator_id, pl.col("metric") == metric)
    total = exact(int(mine["quantity"].sum())) if mine.height else "no line"
    shown = mine.with_columns(pl.col("key").replace("", NOT_BROKEN_DOWN)).sort("quantity", descending=True)
    return Parts(f"{counted(mine.height, 'line')}, {total} {UNITS[metric]} together", grid(shown))


def days(by_day: pl.DataFrame, metric: str) -> Parts:
    """Of one operator's `metrics.daily.daily_totals`."""
    known = by_day.drop_nulls(metric)
    sums = f"{exact(int(known[metric].sum()))} {UNITS[metric]} together"
    shown = by_day.select("date", pl.col(metric).alias("quantity"))
    return Parts(f"{counted(known.height, 'day')} of {exact(by_day.height)}, {sums}", grid(shown))

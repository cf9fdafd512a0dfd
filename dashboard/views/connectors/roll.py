"""The connectors of a period as tables: those that are chosen, those that lapsed, and their categories."""

from dataclasses import dataclass

import polars as pl

from dashboard.metrics.connectors.adoption import by_category
from dashboard.metrics.search import NOT_KNOWN, chosen, found, options
from dashboard.numbers import counted, exact
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents

_SEARCHED = ("name", "connector_id", "category")


@dataclass(frozen=True, slots=True)
class Choices:
    """The connectors that can be opened, by id, and the categories that can be chosen."""

    ids: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of the connectors: words to find, and categories (none: all of them)."""

    words: str
    categories: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Roll:
    """The connectors that are `chosen`: `rows` as `metrics.connectors.adoption.adoption`, `grid` as people read them."""

    chosen: Chosen
    rows: pl.DataFrame
    grid: Grid
    ids: tuple[str, ...]
    caption: str


@dataclass(frozen=True, eq=False, slots=True)
class Lapsed:
    """The connectors that have connections and no call in the period, and in words how many they are."""

    title: str
    grid: Grid


def choices(adopted: pl.DataFrame) -> Choices:
    """Of `metrics.connectors.adoption.adoption`, as all that follow."""
    return Choices(tuple(adopted["connector_id"]), tuple(options(adopted, "category")))


def roll(adopted: pl.DataFrame, wanted: Chosen, operators: int) -> Roll:
    """The connectors that are `wanted`. Adoption is a share of all `operators`, active or not."""
    rows = chosen(found(adopted, wanted.words, _SEARCHED), {"category": wanted.categories})
    return Roll(
        wanted,
        rows,
        grid(rows.with_columns(*percents("adoption", "call_share", "change"))),
        tuple(rows["connector_id"]),
        f"{exact(rows.height)} of {counted(adopted.height, 'connector')}; adoption = share of {operators} operators",
    )


def lapsed(adopted: pl.DataFrame) -> Lapsed:
    """Those with most connections first."""
    silent = adopted.filter("lapsed").sort("active_connections", "connector_id", descending=[True, False])
    words = f"Lapsed: {counted(silent.height, 'connector')} with connections and no call in the period"
    return Lapsed(words, grid(silent))


def categories(adopted: pl.DataFrame) -> Grid:
    """Sums by category, as `metrics.connectors.adoption.by_category`."""
    named = pl.col("category").fill_null(NOT_KNOWN.capitalize())
    return grid(by_category(adopted).with_columns(*percents("call_share", "change"), named))

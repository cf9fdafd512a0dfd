"""The operators' desk: what can be chosen, and the rows that are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from dashboard.metrics.activity.desk import SNOOZED
from dashboard.metrics.activity.states import FLAGGED, STATES
from dashboard.metrics.search import chosen, found, options
from dashboard.numbers import counted, exact
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents, titled
from dashboard.words import METRIC_TITLES, ORDER_TITLES
from data_access.tables import STORAGE_BYTES

EVERYBODY = "all"
_OPEN_SETS = ("status", "plan", "industry")
_GROUPS = (*reversed(FLAGGED), *(one for one in STATES if one not in FLAGGED), SNOOZED)
_SEARCHED = ("operator_name", "operator_id", "contact_email")


@dataclass(frozen=True, slots=True)
class Choices:
    """How many operators stand in each group (`all` without the snoozed), and the values of each open set."""

    groups: Mapping[str, int]
    options: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of the desk's rows: a group, words to find, values of open sets by name, and an order."""

    group: str
    words: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    order: str


@dataclass(frozen=True, eq=False, slots=True)
class Desk:
    """The rows that are `chosen`: `rows` as `metrics.activity.desk.desk_rows`, `grid` the same as people read them."""

    chosen: Chosen
    rows: pl.DataFrame
    grid: Grid
    ids: tuple[str, ...]
    names: tuple[str, ...]
    caption: str


def choices(rows: pl.DataFrame) -> Choices:
    """Of `metrics.activity.desk.desk_rows`; groups in the order of who needs a call first."""
    counts = dict(rows.group_by("group").len().iter_rows())
    counts[EVERYBODY] = rows.height - counts.get(SNOOZED, 0)
    return Choices(
        MappingProxyType({one: counts[one] for one in (EVERYBODY, *_GROUPS) if one in counts}),
        MappingProxyType({name: tuple(options(rows, name)) for name in _OPEN_SETS}),
    )


def desk(rows: pl.DataFrame, wanted: Chosen, metric: str) -> Desk:
    """The rows that are `wanted`. Rank and share are of the whole platform, also where it is filtered."""
    mine = pl.col("group") != SNOOZED if wanted.group == EVERYBODY else pl.col("group") == wanted.group
    matching = chosen(found(rows.filter(mine), wanted.words, _SEARCHED), dict(wanted.values))
    shown = _ordered(matching, wanted.order)
    as_read = shown.with_columns(
        *percents("share", "change", "value_change"),
        *titled(shown, "status", "plan"),
        state=pl.concat_list(*titled(shown, "state")),
    )
    return Desk(
        wanted,
        shown,
        grid(as_read, ("value", "delta", "before") if metric == STORAGE_BYTES else ()),
        tuple(shown["operator_id"]),
        tuple(shown["operator_name"]),
        _caption(rows, shown, wanted.order, metric),
    )


def _ordered(rows: pl.DataFrame, order: str) -> pl.DataFrame:
    """The rows as they come (most at stake first), or by a figure, largest first; falls come last, unknown after them."""
    if order == "at_stake":
        return rows
    return rows.sort(order, "operator_id", descending=[True, False], nulls_last=True)


def _caption(rows: pl.DataFrame, shown: pl.DataFrame, order: str, metric: str) -> str:
    words = f"{exact(shown.height)} of {counted(rows.height, 'operator')}, {ORDER_TITLES[order].lower()} first"
    silent = rows["value"].null_count()
    of = "of the whole platform" if not silent else f"of what is reported: {counted(silent, 'operator')} did not report"
    return f"{words}; rank and share by {METRIC_TITLES[metric]}, {of}"

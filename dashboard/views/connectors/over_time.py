"""How connectors are taken up over time: operators by week; first and last calls, and who stayed."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from dashboard.charts.adoption_over_time import adoption_over_time_chart
from dashboard.charts.theme import Figure
from dashboard.metrics.connectors.adoption_history import adopters_by_week, connector_lifetimes, leading, retention
from dashboard.numbers import days
from dashboard.views.grid import Grid, grid
from data_access import Coverage, Period

_WEEKS, _LINES = 26, 6


@dataclass(frozen=True, eq=False, slots=True)
class Uptake:
    """The connectors with most operators as lines; `figures` of all, as `metrics.connectors.adoption_history.adopters_by_week`."""

    figure: Figure
    figures: Grid
    alt: str
    caption: str


@dataclass(frozen=True, eq=False, slots=True)
class Lifetimes:
    """Every connector that was ever called; `grid` is the `rows`."""

    rows: pl.DataFrame
    grid: Grid


def weeks_shown(held: Coverage) -> Period | None:
    """The whole weeks back from the last day that is held, half a year of them at most; None for less than one."""
    last = held.last_complete_day
    many = min(_WEEKS, ((last - held.first_day).days + 1) // 7)
    return Period(last - timedelta(days=7 * many - 1), last) if many else None


def uptake(weeks: pl.DataFrame, connectors: pl.DataFrame, missing: frozenset[date], span: Period) -> Uptake:
    """Of `tables.CONNECTOR_WEEKS` of `span`, and CONNECTORS; a week with a `missing` day is not known."""
    by_week = adopters_by_week(weeks, connectors, missing=missing)
    lines = leading(by_week, _LINES)
    shown = lines["connector_id"].n_unique()
    return Uptake(
        adoption_over_time_chart(lines),
        grid(by_week),
        f"Operators that call each of {shown} connectors, by week, {days(span)}.",
        f"{days(span)}, whole weeks back from the last day; "
        f"the {shown} connectors with most operators in the last of them.",
    )


def lifetimes(weeks: pl.DataFrame, recent: pl.DataFrame, connectors: pl.DataFrame, held: Coverage) -> Lifetimes:
    """Of `tables.CONNECTOR_WEEKS` of all days and of the last 56, those that most operators stayed with first."""
    last = held.last_complete_day
    seen = connector_lifetimes(weeks, first_held=held.first_day, on=last, not_known=held.missing | held.settling)
    rows = (
        seen.join(retention(recent, on=last), on="connector_id", how="left")
        .join(connectors.select("connector_id", "name", "category"), on="connector_id", how="left")
        .with_columns(pl.coalesce("name", "connector_id"))
        .sort("retained", "connector_id", descending=[True, False], nulls_last=True)
    )
    return Lifetimes(rows, grid(rows))

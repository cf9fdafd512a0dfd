"""One metric by day with the period before: the figure, its words, and the days behind it."""

from dataclasses import dataclass

import polars as pl

from dashboard.charts.theme import Figure
from dashboard.charts.trend import trend_chart
from dashboard.metrics.daily import trend, why_unknown
from dashboard.numbers import days, exact
from dashboard.views.grid import Grid, grid
from dashboard.words import METRIC_TITLES
from data_access import Coverage, Period


@dataclass(frozen=True, eq=False, slots=True)
class Trend:
    """`figures` as `metrics.daily.trend`. `sum_words`: what the known days come to, and how many there are."""

    figure: Figure
    figures: Grid
    alt: str
    sum_words: str
    has_open_days: bool


def trend_view(metric: str, period: Period, now: pl.DataFrame, before: pl.DataFrame | None, held: Coverage) -> Trend:
    """Of two `metrics.daily.daily_totals`. Open days are those without a figure, and those that are settling."""
    laid = trend(metric, now, before)
    missing = laid.filter(pl.col("value").is_null())["date"].to_list()
    settling = [one for one in sorted(held.settling) if period.contains(one)]
    why = why_unknown(missing, held)
    words = _sum_words(laid["value"], why)
    return Trend(
        figure=trend_chart(laid, missing=missing, settling=settling, why=why),
        figures=grid(laid),
        alt=f"{METRIC_TITLES[metric]} per day, {days(period)}: {words}.",
        sum_words=f"{words.capitalize()}.",
        has_open_days=bool(missing or settling),
    )


def _sum_words(values: pl.Series, why: str) -> str:
    known = values.drop_nulls()
    if known.is_empty():
        return f"every day is {why}"
    of = "" if len(known) == len(values) else f" on {len(known)} of {len(values)} days"
    return f"{exact(int(known.sum()))} in all{of}"

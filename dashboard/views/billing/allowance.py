"""Usage of the month against each plan's allowance."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.metrics.money.allowance import allowances, daily_pace
from dashboard.metrics.report.canonical import OPERATORS
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import percents
from dashboard.words import METRIC_TITLES
from data_access import Coverage, Period
from data_access.rate_card import Allowance


def known_days(held: Coverage) -> list[date]:
    """The days that a pace may rest on: neither missing nor still settling."""
    return [one for one in Period(held.first_day, held.last_settled_day).dates() if one not in held.missing]


def used(bill: pl.DataFrame, pace: pl.DataFrame, allowed: Mapping[str, Allowance], last_day: date) -> Grid:
    """Of the bill of the month up to `last_day` and a `metrics.money.allowance.daily_pace`: the fullest first."""
    found = allowances(bill.select(OPERATORS.names()), allowed, pace, last_day=last_day)
    with_allowance = found.filter(pl.col("allowance").is_not_null())
    return grid(with_allowance.with_columns(pl.col("metric").replace(METRIC_TITLES), *percents("share")))


def pace(days: pl.DataFrame, roster: pl.DataFrame, held: Coverage, *, absent_is_zero: bool) -> pl.DataFrame:
    """As `metrics.money.allowance.daily_pace` of the days that are `held`."""
    return daily_pace(days, roster, known_days(held), absent_is_zero=absent_is_zero)

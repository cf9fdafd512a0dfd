"""Daily usage of the sample dataset: level x story x weekday x season x growth x chance, rounded by lot.

Only + - * / touch the figures: they give the same bits on every machine, which exp() and sin() do not promise.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random

import polars as pl

from data_access.tables import ACTIVITY, DAILY_USAGE, EVENTS_INGESTED, STORAGE_BYTES
from scripts.sample_connections import LAST_DAY, LAUNCH_DELAY, age, chance
from scripts.sample_lines import ALARM, GAMING, Line
from scripts.sample_operators import Operator
from scripts.sample_stories import STORIES, Curve

DAYS = 400
_ONE: Curve = ((0, 1.0),)
_ALARM: Curve = ((24, 1.0), (21, 220.0), (18, 90.0), (8, 12.0), (0, 4.0))
"""A connector that warns before it dies."""
_WEEKEND = (0.90, 0.87, 0.91, 0.97, 1.07, 1.18, 1.10)
_OFFICE = (1.12, 1.14, 1.15, 1.13, 1.10, 0.70, 0.66)
_FOOTBALL: Curve = ((176, 1.0), (163, 1.10), (130, 1.16), (122, 1.0))
"""A football summer: 11 June to 19 July 2026."""
_EVENT_BYTES = 380


def level_at(curve: Curve, days_ago: int) -> float:
    """The multiple that `curve` gives for a day: straight lines between its points, level outside them."""
    for (earlier, high), (later, low) in pairwise(curve):
        if earlier >= days_ago >= later:
            return high + (low - high) * (earlier - days_ago) / (earlier - later)
    return curve[0][1] if days_ago > curve[0][0] else curve[-1][1]


def daily_usage(operators: Sequence[Operator], lines: Sequence[Line]) -> pl.DataFrame:
    """All usage, as `tables.DAILY_USAGE` without zero rows, sorted by operator, metric, key, date (packs best)."""
    counted = (
        _with_chance(lines)
        .filter(pl.col("days_ago").is_between("last", "first"))
        .join(_courses(), on=("course", "days_ago"), how="left", validate="m:1")
        .join(_rhythm(operators), on=("operator_id", "days_ago"), how="left", validate="m:1")
        .with_columns(
            date=pl.lit(LAST_DAY) - pl.duration(days="days_ago"),
            quantity=(pl.col("level") * pl.col("multiple") * pl.col("rhythm") * pl.col("shake") + pl.col("lot"))
            .floor()
            .cast(pl.Int64),
        )
        .select(DAILY_USAGE.names())
        .filter(pl.col("quantity") > 0)
    )
    return pl.concat([counted, _storage(operators, counted)]).sort("operator_id", "metric", "key", "date")


def _with_chance(lines: Sequence[Line]) -> pl.DataFrame:
    """A row a line and day, with `shake` (about 1, give or take 4%) and `lot` (0 to 1, decides the rounding)."""
    days = list(range(DAYS))
    draws = [chance(line.operator_id, line.metric, line.key) for line in lines]
    return (
        pl.DataFrame(lines)
        .with_columns(
            days_ago=pl.Series([days] * len(lines)),
            shake=pl.Series([[1 + 0.08 * (_bell(draw)) for _ in days] for draw in draws]),
            lot=pl.Series([[draw.random() for _ in days] for draw in draws]),
        )
        .explode("days_ago", "shake", "lot")
    )


def _bell(draw: Random) -> float:
    """About normal, between -1.5 and 1.5, standard deviation 0.5."""
    return draw.random() + draw.random() + draw.random() - 1.5


def _courses() -> pl.DataFrame:
    curves = {**{name: story.curve for name, story in STORIES.items()}, ALARM: _ALARM}
    rows = [(name, day, level_at(curve, day)) for name, curve in curves.items() for day in range(DAYS)]
    return pl.DataFrame(rows, schema=["course", "days_ago", "multiple"], orient="row")


def _rhythm(operators: Iterable[Operator]) -> pl.DataFrame:
    """What all lines of an operator share on a day: growth, the first weeks, weekday, season and a slow wander."""
    rows = [(operator.operator_id, *row) for operator in operators for row in _operator_rhythm(operator)]
    return pl.DataFrame(rows, schema=["operator_id", "days_ago", "rhythm"], orient="row")


def _operator_rhythm(operator: Operator) -> Iterator[tuple[int, float]]:
    draw = chance(operator.operator_id, "rhythm")
    growth, swing, wander = 0.10 + 0.45 * draw.random(), 0.7 + 0.6 * draw.random(), 0.0
    week, season = (_WEEKEND, _FOOTBALL) if operator.industry in GAMING else (_OFFICE, _ONE)
    launched = age(operator) - LAUNCH_DELAY
    for days_ago in reversed(range(DAYS)):
        wander = 0.8 * wander + 0.035 * _bell(draw)
        weekday = 1 + swing * (week[(LAST_DAY - timedelta(days=days_ago)).weekday()] - 1)
        settled = min(1.0, 0.15 + (launched - days_ago) / 40)
        grown = 1 / (1 + growth * days_ago / 365)
        yield days_ago, weekday * settled * grown * level_at(season, days_ago) * (1 + wander)


def _storage(operators: Iterable[Operator], counted: pl.DataFrame) -> pl.DataFrame:
    """The level at the end of each day: all events ever, those before the first day guessed; it never shrinks."""
    before = [
        (o.operator_id, int(o.daily_calls * max(age(o) - LAUNCH_DELAY - DAYS, 0)) * _EVENT_BYTES) for o in operators
    ]
    stored_before = pl.DataFrame(before, schema=["operator_id", "before"], orient="row")
    events = pl.when(pl.col("metric") == EVENTS_INGESTED).then("quantity").otherwise(0).sum()
    a_day = counted.filter(pl.col("metric").is_in(list(ACTIVITY))).group_by("operator_id", "date").agg(events=events)
    days = pl.date_range(LAST_DAY - timedelta(days=DAYS - 1), LAST_DAY, "1d", eager=True).alias("date")
    return (
        a_day.select("operator_id")
        .unique()
        .join(days.to_frame(), how="cross")
        .join(a_day, on=("operator_id", "date"), how="left", validate="1:1")
        .join(stored_before, on="operator_id", how="left", validate="m:1")
        .sort("operator_id", "date")
        .with_columns(
            metric=pl.lit(STORAGE_BYTES),
            key=pl.lit(""),
            quantity=pl.col("before")
            + _EVENT_BYTES * pl.col("events").fill_null(0).cum_sum().over("operator_id", order_by="date"),
        )
        .filter(pl.col("quantity") > 0)
        .select(DAILY_USAGE.names())
    )

"""Usage of a month against what the operator's plan allows, and when the allowance will be used up at this pace."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from data_access.rate_card import Allowance
from data_access.tables import ACTIVITY, BILLABLE_UNITS, METRICS

PACE_DAYS = 28
"""How many of the last known days make a pace: whole weeks, so that weekends weigh as they do."""

PACED = (*ACTIVITY, BILLABLE_UNITS)
"""The metrics that have a pace: counted by day. Storage is a level."""

PACE = pl.Schema(
    {"operator_id": pl.String(), "metric": pl.String(), "pace_quantity": pl.Int64(), "pace_days": pl.Int64()}
)
ALLOWED = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "plan": pl.String(),
        "metric": pl.String(),
        "used": pl.Int64(),
        "allowance": pl.Int64(),
        "share": pl.Float64(),
        "mark": pl.String(),
        "pace": pl.Float64(),
        "pace_quantity": pl.Int64(),
        "pace_days": pl.Int64(),
        "reached_on": pl.Date(),
        "outlook": pl.String(),
    }
)


def daily_pace(
    days: pl.DataFrame, roster: pl.DataFrame, known: Collection[date], *, absent_is_zero: bool
) -> pl.DataFrame:
    """What each operator used on the last 28 of the `known` days, as PACE, sorted. The pace is quantity by days.

    `days` as `tables.OPERATOR_DAYS`, `roster` as `tables.OPERATORS`, `known` the days that are neither missing nor still
    settling. A day that lists nothing of an operator is 0 where `absent_is_zero`, else it is not counted; so is a day
    whose figure is null. An operator that is five days old has five days, one that is silent a pace of 0.
    """
    last = sorted(known)[-PACE_DAYS:]
    counted = days.filter(pl.col("date").is_in(last)).unpivot(
        list(PACED), index=["operator_id", "date"], variable_name="metric", value_name="quantity"
    )
    found = counted.group_by("operator_id", "metric").agg(
        pace_quantity=pl.col("quantity").sum(),
        reported=pl.col("quantity").count().cast(pl.Int64),
        unreported=pl.col("quantity").null_count().cast(pl.Int64),
    )
    if absent_is_zero:
        own_days = pl.col("own_days") - pl.col("unreported").fill_null(0)
        everybody = _own_days(days, roster, last).join(pl.DataFrame({"metric": list(PACED)}), how="cross")
        found = everybody.join(found, on=["operator_id", "metric"], how="left").with_columns(
            pl.col("pace_quantity").fill_null(0), reported=own_days
        )
    found = found.rename({"reported": "pace_days"})
    return found.filter(pl.col("pace_days") > 0).select(PACE.names()).sort("operator_id", "metric")


def _own_days(days: pl.DataFrame, roster: pl.DataFrame, last: Sequence[date]) -> pl.DataFrame:
    """`operator_id, own_days`: how many of the `last` days an operator has been there, by its creation or its first use."""
    used = days.group_by("operator_id").agg(used=pl.col("date").min())
    created = roster.select("operator_id", created=pl.col("created_at").dt.date())
    began = pl.min_horizontal("used", "created")
    before = pl.lit(pl.Series(last, dtype=pl.Date)).search_sorted(began, side="left").cast(pl.Int64)
    both = created.join(used, on="operator_id", how="full", coalesce=True)
    return both.select("operator_id", own_days=len(last) - pl.when(began.is_not_null()).then(before).otherwise(0))


def allowances(
    operators: pl.DataFrame, allowed: Mapping[str, Allowance], pace: pl.DataFrame, *, last_day: date
) -> pl.DataFrame:
    """Each operator's usage of the month up to `last_day` against its plan's allowance, as ALLOWED, fullest first.

    `operators` as `canonical.OPERATORS`, of the first of the month up to `last_day` (`metrics.months`, `so_far`);
    `allowed` by plan, a calendar month each; `pace` as PACE.

    `share` = used by allowance; `mark` "none", "75%", "90%" (both from exactly there on, up to all of it), "over";
    `pace` = daily mean of `pace_quantity` over `pace_days`. `outlook`: "reached" (nothing is left; the day is not
    known), "this month" (on `reached_on`, if every day to come is like the pace: an estimate), "not this month",
    "not at this pace" (a pace of 0), or "unknown" (no pace). An operator whose plan allows nothing in particular has nulls, and so has what is not reported.
    """
    rows = [(plan, allowance.metric, allowance.units) for plan, allowance in allowed.items()]
    plans = pl.DataFrame(rows, schema={"plan": pl.String, "metric": pl.String, "allowance": pl.Int64}, orient="row")
    used = pl.coalesce(pl.when(pl.col("metric") == metric).then(metric) for metric in METRICS)
    return (
        operators.join(plans, on="plan", how="left")
        .with_columns(used=used)
        .join(pace, on=["operator_id", "metric"], how="left")
        .with_columns(share=pl.col("used") / pl.col("allowance"), mark=_mark())
        .with_columns(pace=pl.col("pace_quantity") / pl.col("pace_days"), outlook=_outlook(last_day))
        .with_columns(reached_on=pl.when(pl.col("outlook") == "this month").then(_day(last_day)))
        .select(ALLOWED.names())
        .cast(ALLOWED)
        .sort("share", "operator_id", descending=[True, False], nulls_last=True)
    )


def _mark() -> pl.Expr:
    """In whole numbers: a share in floats may miss 75% by a hair."""
    used, allowance = (pl.col(column).cast(pl.Int128) for column in ("used", "allowance"))
    return (
        pl.when(used > allowance)
        .then(pl.lit("over"))
        .when(10 * used >= 9 * allowance)
        .then(pl.lit("90%"))
        .when(4 * used >= 3 * allowance)
        .then(pl.lit("75%"))
        .when(used.is_not_null() & allowance.is_not_null())
        .then(pl.lit("none"))
    )


def _days_left() -> pl.Expr:
    """How many days at the pace use up the rest: rounded up, so that on the last of them nothing is left."""
    rest = (pl.col("allowance").cast(pl.Int128) - pl.col("used")) * pl.col("pace_days")
    quantity = pl.col("pace_quantity").cast(pl.Int128)
    return (rest + quantity - 1) // quantity


def _outlook(last_day: date) -> pl.Expr:
    still = monthrange(last_day.year, last_day.month)[1] - last_day.day
    pace = pl.col("pace_quantity")
    return (
        pl.when(pl.col("used") >= pl.col("allowance"))
        .then(pl.lit("reached"))
        .when(pl.col("used").is_null() | pl.col("allowance").is_null())
        .then(None)
        .when(pace.is_null())
        .then(pl.lit("unknown"))
        .when(pace <= 0)
        .then(pl.lit("not at this pace"))
        .when(_days_left() <= still)
        .then(pl.lit("this month"))
        .otherwise(pl.lit("not this month"))
    )


def _day(last_day: date) -> pl.Expr:
    """`last_day` and the days left, which are few where this is asked."""
    few = pl.min_horizontal(_days_left(), pl.lit(31, pl.Int128))
    return pl.lit(last_day) + few.cast(pl.Int64) * timedelta(days=1)

"""Which days a sync asks for, and what state a day is in. Pure: `today` is an argument.

`days` frames are DAYS: one row a day that was ever held or asked for, sorted by date.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from data_access.api.source import KEPT_DAYS
from data_access.period import Period
from data_access.tables import UTC_TIME

CLOSED, SETTLING, EMPTY, MISSING = "closed", "settling", "empty", "missing"
SETTLING_DAYS, WEEK = 3, 7
PROOF_DAYS = 28
"""So long a proof that the API's days add up stands."""
OF_THE_PLATFORM = 6
"""Requests for the settings, the roster (2), the connectors (2) and the summary."""
USUAL_DAYS, MOST_DAYS = 90, 3660
_DAY = timedelta(days=1)

DAYS = pl.Schema({"date": pl.Date(), "state": pl.String(), "read_at": UTC_TIME, "verified_at": UTC_TIME})
"""`read_at`: when the figures that are held were read; `verified_at`: when a closed day was last read again."""


def is_timely(today: date) -> pl.Expr:
    """Whether a day was read after it had ended, and not in the future of `today`.

    Else a clock was wrong, when it was read or now, and what was read may be a part of the day: that is never final
    and is asked for again. Whole days are fine enough: what is less than SETTLING_DAYS off settles anyway.
    """
    ended = pl.col("date") + _DAY
    return pl.col("read_at").dt.date().is_between(ended, today).fill_null(value=False)


def is_final(today: date) -> pl.Expr:
    """Whether the figures of a day no longer change: it is closed or empty, and was read in time."""
    return pl.col("state").is_in([CLOSED, EMPTY]) & is_timely(today)


def window(today: date, days: int) -> Period:
    """The last `days` complete days: today is not over."""
    return Period(today - days * _DAY, today - _DAY)


def held(days: pl.DataFrame) -> pl.DataFrame:
    """The days whose figures are held, those without any usage too."""
    return days.filter(pl.col("state") != MISSING)


def is_settling(day: date, today: date) -> bool:
    """Whether the figures of `day` may still change: it is one of the last SETTLING_DAYS complete days."""
    return day >= today - SETTLING_DAYS * _DAY


def state(day: date, today: date, rows: pl.DataFrame) -> str:
    """The state of a day that was read `today` and came with `rows`."""
    if is_settling(day, today):
        return SETTLING
    return EMPTY if rows.is_empty() else CLOSED


def is_kept(day: date, today: date) -> bool:
    """Whether OneHazel still keeps the usage logs of `day`: before, a report without usage is no zero."""
    return day >= today - KEPT_DAYS * _DAY


def asked(days: pl.DataFrame, today: date, count: int) -> list[date]:
    """The days to ask for, newest first: those of the window that are not held, and those held that are not final."""
    final = set(days.filter(is_final(today))["date"])
    again = [day for day in held(days).filter(~is_final(today))["date"] if is_kept(day, today) and day < today]
    return sorted({day for day in window(today, count).dates() if day not in final}.union(again), reverse=True)


def to_verify(days: pl.DataFrame, today: date, count: int) -> list[date]:
    """`count` final days to read again: first those that never were, the oldest before, then the longest ago.

    The day on the very edge of what OneHazel keeps is left alone: it may be gone in part.
    """
    edge = today - (KEPT_DAYS - 1) * _DAY
    final = days.filter(is_final(today), pl.col("date") >= edge)
    return final.sort("verified_at", "date", nulls_last=False).head(count)["date"].to_list()


def is_probe_due(proven_on: date | None, today: date) -> bool:
    """Whether it is time to prove (again) that the API's days add up. A proof of a day to come proves nothing."""
    return proven_on is None or not today - PROOF_DAYS * _DAY <= proven_on <= today


def probed_week(today: date) -> Period:
    """The latest seven days that no longer settle: their figures stay as they are while they are compared."""
    return Period(today - (SETTLING_DAYS + WEEK) * _DAY, today - (SETTLING_DAYS + 1) * _DAY)


def requests_needed(days: pl.DataFrame, proven_on: date | None, today: date, count: int, verify: int = 0) -> int:
    """How many requests a sync of `count` days will make: settings, roster, connectors and summary among them.

    Without tries again and further pages. A probe is taken to find usage in the latest week.
    """
    wanted = {*asked(days, today, count), *to_verify(days, today, verify)}
    probe = {*probed_week(today).dates()} if is_probe_due(proven_on, today) else set()
    return OF_THE_PLATFORM + len(wanted | probe) + bool(probe)


def gaps_listed(days: pl.DataFrame, span: Period) -> pl.DataFrame:
    """`days` with a row for every day of `span`, MISSING where there was none; sorted, as `days` are."""
    known = set(days["date"])
    gaps = [day for day in span.dates() if day not in known]
    if not gaps:
        return days
    listed = pl.DataFrame({"date": gaps, "state": [MISSING] * len(gaps)}, schema_overrides={"date": pl.Date})
    return pl.concat([days, listed], how="diagonal").sort("date")


def with_day(days: pl.DataFrame, row: Sequence[object]) -> pl.DataFrame:
    """`days` with `row` (the columns of DAYS) in place of the one of its date."""
    new = pl.DataFrame([row], DAYS, orient="row")
    others = days.lazy().filter(pl.col("date") != row[0])
    return pl.concat([others, new.lazy()]).sort("date").collect()

"""Small frames for the tests of activity: days are counted back from TODAY, and figures are API calls."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from dashboard.metrics.activity.facts import activity_facts
from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import ActivityRules, activity
from data_access.facts import Coverage
from data_access.tables import CONNECTION_LOSSES, CONNECTOR_WEEKS, OPERATOR_DAYS, OPERATORS

TODAY = date(2026, 11, 21)
RULES = ActivityRules()
NAMES = {"sumsub": "Sumsub", "nuvei": "Nuvei"}


def ago(days: int, today: date = TODAY) -> date:
    return today - timedelta(days=days)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def usual(calls: int, *, since: int, until: int = 0) -> dict[int, int]:
    """So many calls a day, from `since` days ago until `until` days ago."""
    return dict.fromkeys(range(until, since + 1), calls)


def used(*, today: date = TODAY, **operators: Mapping[int, int | None]) -> pl.DataFrame:
    """Days ago -> API calls; a call is a billable unit; None = nothing reported that day."""
    rows = [
        (ago(n, today), who, calls, *((None, None) if calls is None else (0, 0)), calls)
        for who, days in operators.items()
        for n, calls in days.items()
    ]
    return pl.DataFrame(rows, schema=OPERATOR_DAYS, orient="row").sort("date", "operator_id")


def operators(*rows: dict[str, object]) -> pl.DataFrame:
    """The roster; what a row does not name is null, but for a creation long ago and two active connections."""
    told = {"operator_id": "a", "status": "active", "created_at": noon(date(2024, 1, 1)), "active_connections": 2}
    return pl.DataFrame([told | row for row in rows], schema=OPERATORS)


def held(
    days: int = 100, *, missing: Iterable[int] = (), settling: Iterable[int] = (), today: date = TODAY
) -> Coverage:
    """The last `days` days up to `today`."""
    gaps, fresh = (frozenset(ago(n, today) for n in some) for some in (missing, settling))
    return Coverage(ago(days - 1, today), today, today, gaps, fresh)


def weeks(*carried: tuple[str, int, int, int], window: int = 28, today: date = TODAY) -> pl.DataFrame:
    """(connector, requests a week, first days ago, last days ago) of operator `a`, in the weeks of both windows."""
    start = ago(2 * window - 1, today)
    rows = []
    for number in range(2 * window // 7):
        week = start + timedelta(days=7 * number)
        for key, requests, first, last in carried:
            begins, ends = max(week, ago(first, today)), min(week + timedelta(days=6), ago(last, today))
            if begins <= ends:
                rows.append((week, "a", key, requests, begins, ends))
    return pl.DataFrame(rows, schema=CONNECTOR_WEEKS, orient="row")


def lost(*rows: tuple[str, str | None, int, date | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CONNECTION_LOSSES, orient="row")


def facts(
    days: pl.DataFrame,
    roster: pl.DataFrame | None = None,
    coverage: Coverage | None = None,
    *,
    through: pl.DataFrame | None = None,
    losses: pl.DataFrame | None = None,
    on: date | None = None,
    today: date = TODAY,
    absent_is_zero: bool = True,
    rules: ActivityRules = RULES,
) -> pl.DataFrame:
    return activity_facts(
        operators({}) if roster is None else roster,
        days,
        held(today=today) if coverage is None else coverage,
        weeks() if through is None else through,
        lost() if losses is None else losses,
        on=on or today,
        today=today,
        absent_is_zero=absent_is_zero,
        rules=rules,
    )


def fact(*args: pl.DataFrame | Coverage, **named: object) -> dict[str, object]:
    """The facts of the only operator."""
    return facts(*args, **named).row(0, named=True)


def standing(*args: pl.DataFrame | Coverage, **named: object) -> pl.DataFrame:
    rules, today = named.get("rules", RULES), named.get("today", TODAY)
    return with_reasons(activity(facts(*args, **named), rules), NAMES, today=today, rules=rules)


def state(*args: pl.DataFrame | Coverage, **named: object) -> str:
    return standing(*args, **named)["state"].item()


def reason(*args: pl.DataFrame | Coverage, **named: object) -> str:
    return standing(*args, **named)["reason"].item()

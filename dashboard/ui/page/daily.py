"""What needs days: states, weeks, lists over time. Of the readings that the page shows."""

from datetime import date, timedelta

import polars as pl

from dashboard.answers import source
from dashboard.answers.made import Days, Frame, Network
from dashboard.metrics.activity.states import ActivityRules
from dashboard.ui.page import data
from dashboard.ui.page.pinned import identity, pinned
from data_access import Coverage, Period


class NeedsDays(Exception):
    """What is named needs days, and none is known: `dashboard.ui.frame.failure.told` says in its place what a sync would bring."""


def held() -> Coverage | None:
    """The days that are known one by one; None where there are none."""
    return data.facts().held_days


def needed(by: str) -> Coverage:
    """The days that are known one by one. Raises NeedsDays where there are none; `by` is what begins the sentence then."""
    days = held()
    if days is None:
        raise NeedsDays(by)
    return days


def network(rules: ActivityRules) -> Network:
    """What everybody's standing rests on now."""
    return Network(days(rules), data.roster(), data.catalogue())


def connectors() -> pl.DataFrame:
    """Every connector, as `tables.CONNECTORS`."""
    return data.catalogue().value.frame


def connector_weeks(period: Period) -> pl.DataFrame:
    """Gateway requests by week, as `tables.CONNECTOR_WEEKS`. Raises NoDailyHistory."""
    return weeks_of(period).value


def weeks_of(period: Period) -> Frame:
    """The page's reading of the connectors' weeks of a period. Raises NoDailyHistory."""
    return pinned(source.connector_weeks, identity(), period)


def days_alone() -> Days:
    """Every held day of every operator, without weeks and losses of connectors."""
    known = held()
    if known is None:
        return Days(data.facts())
    all_days = Period(known.first_day, known.last_complete_day)
    return Days(data.facts(), pinned(source.operator_days, identity(), all_days))


def days(rules: ActivityRules, on: date | None = None) -> Days:
    """The days, and the connectors' weeks and losses of the windows that the states at the end of `on` look at."""
    known, alone = held(), days_alone()
    if known is None:
        return alone
    last = known.last_settled_day if on is None else on
    seen = known.last_complete_day if on is None else on
    weeks, losses = (
        pinned(question, identity(), Period(last - timedelta(days=many - 1), seen))
        for question, many in (
            (source.connector_weeks, 2 * rules.window_days),
            (source.connection_losses, rules.window_days),
        )
    )
    return Days(alone.facts, alone.operator_days, weeks, losses)

"""The cards of Overview, and those that other pages share with it, kept under the readings that they are made of."""

from datetime import date

import polars as pl

from dashboard.answers import made
from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Days, Frame, Report, Roster
from dashboard.metrics.activity.states import ActivityRules
from dashboard.views.overview import calls as calls_view
from dashboard.views.overview import changes as changes_view
from dashboard.views.overview import moved_most as moved_most_view
from dashboard.views.overview import states as states_view
from dashboard.views.overview.calls import Calls
from dashboard.views.overview.changes import ChangeList
from dashboard.views.overview.states import States
from dashboard.views.rows import ListRow
from dashboard.views.trend import Trend, trend_view
from data_access import Period, SourceFacts


@Keeping
def calls(days: Days, roster: Roster, catalogue: Roster, rules: ActivityRules, hidden: frozenset[str]) -> Calls:
    """Whom to call now; `hidden` are the snoozed."""
    return calls_view.calls(made.standing(days, roster, catalogue, None, rules), hidden, rules)


@Keeping
def moved_most(
    metric: str, now: Report, before: Report | None, roster: Roster, facts: SourceFacts, *, up: bool
) -> tuple[ListRow, ...]:
    """Who grew, or fell, most by `metric`."""
    return moved_most_view.moved_most(made.leaderboard(metric, now, before, roster, facts), up=up)


@Keeping
def trend(
    metric: str, now: Frame, period: Period, before: Frame | None, compared: Period | None, facts: SourceFacts
) -> Trend:
    """`metric` by day; `now` and `before` are the days of `period` and of the one that it is `compared` with."""
    earlier = None if before is None or compared is None else made.totals(before, compared, facts)
    return trend_view(metric, period, made.totals(now, period, facts), earlier, facts.held_days or facts.coverage)


@Keeping
def states(days: Days, roster: Roster, catalogue: Roster, rules: ActivityRules) -> States:
    """The states of the network by day. Raises NoDailyHistory."""
    return states_view.states(made.states(days, roster, catalogue, rules), days.held)


@Keeping
def changed(
    days: Days, then: Days, weeks: Frame, roster: Roster, catalogue: Roster, rules: ActivityRules, since: date
) -> pl.DataFrame:
    """What changed since the end of the day `since`; `then` are the days that the states of that day rest on."""
    now = made.standing(days, roster, catalogue, None, rules)
    earlier = made.standing(then, roster, catalogue, since, rules)
    return changes_view.found(now, earlier, weeks.value, catalogue.value.frame, days.held, since)


@Keeping
def change_lists(
    days: Days, then: Days, weeks: Frame, roster: Roster, catalogue: Roster, rules: ActivityRules, since: date
) -> tuple[ChangeList, ...]:
    """`changed` as lists, one for each way in which something changed."""
    return changes_view.change_lists(changed(days, then, weeks, roster, catalogue, rules, since))

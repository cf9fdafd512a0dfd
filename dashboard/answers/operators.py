"""The cards of Operators, kept under the readings and the choices that they are made of."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.answers import made
from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Days, Network, Report, Roster
from dashboard.answers.reading import Rows
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.exports.lists import list_file
from dashboard.exports.operators import operators_file
from dashboard.metrics.activity.desk import desk_rows
from dashboard.metrics.activity.network import NetworkChange, network_change, ranked
from dashboard.metrics.activity.states import ActivityRules
from dashboard.views import bars as bars_view
from dashboard.views.bars import Bars
from dashboard.views.operators import desk as desk_view
from dashboard.views.operators import moves as moves_view
from dashboard.views.operators.desk import Choices, Chosen, Desk
from dashboard.views.operators.moves import Moves, Preview
from data_access import Period, SourceFacts
from data_access.records.snoozes import SNOOZES
from data_access.tables import UNITS

_BARS = 12


@dataclass(frozen=True, slots=True)
class DeskOf:
    """What the desk's rows are made of: a metric's report and the one before, everybody's standing, who is snoozed.

    `snoozed`: the rows of `data_access.records.snoozes.active`.
    """

    metric: str
    now: Report
    before: Report | None
    network: Network
    facts: SourceFacts
    rules: ActivityRules
    snoozed: Rows


@Keeping
def network_fall(network: Network, rules: ActivityRules) -> NetworkChange:
    """Whether the whole network fell."""
    return network_change(network.standing(rules), rules)


@Keeping
def rows(of: DeskOf) -> pl.DataFrame:
    """Everybody, whom to call first on top, as `metrics.activity.desk.desk_rows`."""
    days = of.network.days
    return desk_rows(
        ranked(of.network.standing(of.rules), network_fall(of.network, of.rules)),
        made.leaderboard(of.metric, of.now, of.before, of.network.roster, of.facts),
        made.operator_weeks(Days(days.facts, days.operator_days)),
        pl.DataFrame(of.snoozed, schema=SNOOZES, orient="row"),
    )


@Keeping
def choices(of: DeskOf) -> Choices:
    """What can be chosen of the desk's rows."""
    return desk_view.choices(rows(of))


@Keeping
def desk(of: DeskOf, chosen: Chosen) -> Desk:
    """The desk's rows that are chosen."""
    return desk_view.desk(rows(of), chosen, of.metric)


@Keeping
def desk_file(of: DeskOf, chosen: Chosen, period: Period, platform: str, form: Form) -> ExportFile:
    """The same rows as a file, under the names of the metric."""
    shown = desk(of, chosen).rows.drop("weeks").rename({"value": of.metric, "value_change": f"{of.metric}_change"})
    return operators_file(shown, period, platform, form)


@Keeping
def moves(network: Network, then: Days, rules: ActivityRules, since: date) -> Moves:
    """Who changed state since the end of the day `since`; `then` are the days that the states of that day rest on."""
    before = Network(then, network.roster, network.catalogue).standing(rules, since)
    return moves_view.moves(before, network.standing(rules), since)


@Keeping
def moves_file(
    network: Network, then: Days, rules: ActivityRules, span: Period, platform: str, form: Form
) -> ExportFile:
    """The moves since the end of the first day of `span` as a file."""
    return list_file(moves(network, then, rules, span.start).rows, "states", platform, span, form)


@Keeping
def preview(network: Network, drafted: Network, rules: ActivityRules, draft: ActivityRules) -> Preview:
    """What the rules of a draft would change; `drafted` are the days that the states by them rest on."""
    return moves_view.preview(network.standing(rules), drafted.standing(draft))


@Keeping
def bars(metric: str, now: Report, before: Report | None, roster: Roster, facts: SourceFacts) -> Bars:
    """The operators with most of a metric."""
    board = made.leaderboard(metric, now, before, roster, facts)
    return bars_view.bars(board.rename({"operator_name": "name"}), "value", UNITS[metric], _BARS)

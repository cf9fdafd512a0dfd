"""The cards of one operator, kept under the readings and the rules that they are made of."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.answers import made
from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Frame, Network, Report, Roster
from dashboard.exports.call_sheet import call_sheet_html, call_sheet_markdown
from dashboard.exports.csv_files import ExportFile
from dashboard.metrics.activity.history import RUNS, timeline
from dashboard.metrics.activity.states import ActivityRules
from dashboard.metrics.change import Kpi
from dashboard.metrics.connectors.of_operators import CONNECTORS_OF, connectors_of
from dashboard.metrics.usage import Reported, operator_kpis
from dashboard.views.grid import Grid
from dashboard.views.operators import call_sheet as call_sheet_view
from dashboard.views.operators import course as course_view
from dashboard.views.operators import one as one_view
from dashboard.views.operators import similar as similar_view
from dashboard.views.operators import used as used_view
from dashboard.views.operators.call_sheet import Told, Used
from dashboard.views.operators.course import Course
from dashboard.views.operators.one import Neighbour, Operator
from dashboard.views.operators.similar import Similar
from dashboard.views.operators.used import Kinds
from data_access import SourceFacts
from data_access.tables import API_CALLS, EVENTS_INGESTED

KINDS = (EVENTS_INGESTED, API_CALLS)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One operator that is known, and what its cards are made of.

    `before`: None where the period before cannot be compared; `unequal_days` as `metrics.window.Window`.
    """

    operator_id: str
    now: Report
    before: Report | None
    unequal_days: tuple[int, int] | None
    network: Network
    facts: SourceFacts
    rules: ActivityRules

    def board(self) -> pl.DataFrame:
        """Everybody by API calls, as `metrics.usage.leaderboard`."""
        return made.leaderboard(API_CALLS, self.now, self.before, self.network.roster, self.facts)

    def reported(self) -> tuple[Reported, Reported | None]:
        """The reports of the operator alone."""
        now = made.reported(self.now, self.network.roster, self.facts).of(self.operator_id)
        if self.before is None:
            return now, None
        return now, made.reported(self.before, self.network.roster, self.facts).of(self.operator_id)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The connectors' weeks of the last window and of the one before (None: not comparable), and the last final day."""

    now: Frame
    before: Frame | None
    on: date


@Keeping
def listed_ids(network: Network, rules: ActivityRules) -> frozenset[str]:
    """Whom roster or days know: an id from a link is asked for among them before anything is kept under it."""
    return frozenset(network.standing(rules)["operator_id"])


@Keeping
def listed(network: Network, rules: ActivityRules, operator_id: str) -> Operator:
    """An operator that is listed."""
    return one_view.listed(network.standing(rules), network.roster.value.frame, operator_id)


@Keeping
def reported_ids(report: Report, roster: Roster, facts: SourceFacts) -> frozenset[str]:
    """Whom a report knows."""
    return frozenset(made.bill(report, roster, facts)["operator_id"])


@Keeping
def only_reported(report: Report, roster: Roster, facts: SourceFacts, operator_id: str) -> Operator:
    """An operator that a report alone knows."""
    return one_view.only_reported(made.bill(report, roster, facts), operator_id)


@Keeping
def standing_words(of: OneOf, operator: Operator) -> str:
    """Last activity, rank and what is at stake."""
    return one_view.standing_words(operator, of.board(), of.rules)


@Keeping
def neighbours(of: OneOf) -> tuple[Neighbour, ...]:
    """The operators ranked just before and after."""
    return one_view.neighbours(of.board(), of.operator_id)


@Keeping
def kpis(of: OneOf) -> tuple[Kpi, ...]:
    """Every metric, as `metrics.usage.operator_kpis`."""
    now, before = of.reported()
    return tuple(operator_kpis(of.operator_id, now.bill, before and before.bill, of.unequal_days))


@Keeping
def kinds(of: OneOf, metric: str) -> Kinds:
    """A metric by its keys."""
    return used_view.kinds(metric, *of.reported())


@Keeping
def connectors_now(of: OneOf, weeks: Weeks | None) -> pl.DataFrame:
    """As `metrics.connectors.of_operators.connectors_of`; without a row where no day is held."""
    if weeks is None:
        return pl.DataFrame(schema=CONNECTORS_OF)
    before = None if weeks.before is None else weeks.before.value
    catalogue = of.network.catalogue.value.frame
    return connectors_of(weeks.now.value, before, of.operator_id, catalogue, on=weeks.on)


@Keeping
def connectors(of: OneOf, weeks: Weeks | None) -> Grid:
    """Connectors of the period; last call and standing where days are held."""
    adopted = made.adoption(of.now, of.before, of.network.roster, of.network.catalogue, of.facts)
    names = dict(adopted.select("connector_id", "name").iter_rows())
    return used_view.connectors(*of.reported(), connectors_now(of, weeks), names)


@Keeping
def runs(of: OneOf) -> pl.DataFrame:
    """The states in a row, as `metrics.activity.history.timeline`; without a row where no day is held."""
    if of.facts.held_days is None:
        return pl.DataFrame(schema=RUNS)
    return timeline(made.states(of.network.days, of.network.roster, of.network.catalogue, of.rules), of.operator_id)


@Keeping
def course(of: OneOf) -> Course:
    """`runs` as a band."""
    return course_view.course(runs(of))


@Keeping
def similar(of: OneOf, weeks: Frame) -> Similar:
    """What similar operators use."""
    roster, catalogue = of.network.roster.value.frame, of.network.catalogue.value.frame
    return similar_view.similar(weeks.value, roster, catalogue, of.operator_id)


@Keeping
def call_sheet(
    of: OneOf, operator: Operator, weeks: Weeks | None, told: Told, name: str
) -> tuple[ExportFile, ExportFile]:
    """The sheet as HTML and as Markdown, in files of this name."""
    alike = similar(of, weeks.now).rows if weeks is not None else pl.DataFrame()
    used = Used(connectors_now(of, weeks), alike, tuple(kinds(of, one) for one in KINDS), runs(of))
    sheet = call_sheet_view.call_sheet(operator, told, kpis(of), used, of.rules)
    page, text = call_sheet_html(sheet), call_sheet_markdown(sheet)
    return ExportFile(f"{name}.html", page, 0, 1), ExportFile(f"{name}.md", text, 0, 1)

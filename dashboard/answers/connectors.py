"""The cards of Connectors, kept under the readings and the choices that they are made of."""

from dataclasses import dataclass

import polars as pl

from dashboard.answers import made
from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Frame, Report, Roster
from dashboard.exports.connectors import connectors_file
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.exports.lists import list_file
from dashboard.metrics.connectors import adoption as measures
from dashboard.metrics.connectors.adoption import AdoptionSummary
from dashboard.views import bars as bars_view
from dashboard.views.bars import Bars
from dashboard.views.connectors import concentration, dependence, one, over_time
from dashboard.views.connectors import roll as roll_view
from dashboard.views.connectors.concentration import Carriers, Idle
from dashboard.views.connectors.dependence import Use
from dashboard.views.connectors.one import Callers, Radius
from dashboard.views.connectors.over_time import Lifetimes, Uptake
from dashboard.views.connectors.roll import Choices, Chosen, Lapsed, Roll
from dashboard.views.grid import Grid
from data_access import Coverage, Period, SourceFacts

_BARS = 14


@dataclass(frozen=True, slots=True)
class RollOf:
    """What the connectors' rows are made of: the period's report and the one before, who there is, and which connectors."""

    now: Report
    before: Report | None
    roster: Roster
    catalogue: Roster
    facts: SourceFacts

    def adopted(self) -> pl.DataFrame:
        """As `metrics.connectors.adoption.adoption`."""
        return made.adoption(self.now, self.before, self.roster, self.catalogue, self.facts)

    def operators(self) -> int:
        """How many operators the platform has."""
        return made.bill(self.now, self.roster, self.facts).height


@Keeping
def summary(of: RollOf) -> AdoptionSummary:
    """The figures of the tiles."""
    return measures.adoption_summary(of.adopted())


@Keeping
def choices(of: RollOf) -> Choices:
    """What can be opened and chosen of the connectors."""
    return roll_view.choices(of.adopted())


@Keeping
def roll(of: RollOf, chosen: Chosen) -> Roll:
    """The connectors that are chosen."""
    return roll_view.roll(of.adopted(), chosen, of.operators())


@Keeping
def roll_file(of: RollOf, chosen: Chosen, period: Period, platform: str, form: Form) -> ExportFile:
    """The same connectors as a file."""
    return connectors_file(roll(of, chosen).rows, period, platform, form)


@Keeping
def bars(of: RollOf) -> Bars:
    """The connectors with most gateway requests."""
    return bars_view.bars(of.adopted(), "calls", "requests", _BARS)


@Keeping
def carrying(of: RollOf) -> Carriers:
    """How few carry how much."""
    return concentration.carrying(of.adopted())


@Keeping
def idle(of: RollOf) -> Idle | None:
    """Where connections lie idle."""
    return concentration.idle(of.adopted())


@Keeping
def lapsed(of: RollOf) -> Lapsed:
    """Which have connections and no call."""
    return roll_view.lapsed(of.adopted())


@Keeping
def categories(of: RollOf) -> Grid:
    """Sums by category."""
    return roll_view.categories(of.adopted())


@Keeping
def undivided_calls(report: Report) -> int:
    """Calls that stand in the total but in no connector's row."""
    return measures.undivided_calls(report.value.lines)


@Keeping
def facts(of: RollOf, connector_id: str) -> one.Facts:
    """The head of one connector that there is."""
    return one.facts(of.adopted(), connector_id, of.operators())


@Keeping
def callers(of: RollOf, connector_id: str) -> Callers:
    """The operators that called one connector."""
    now = made.reported(of.now, of.roster, of.facts)
    before = None if of.before is None else made.reported(of.before, of.roster, of.facts)
    return one.callers(measures.connector_operators(connector_id, now, before, of.roster.value.frame))


@Keeping
def radius(weeks: Frame, connector_id: str, roster: Roster) -> Radius:
    """What the failure of one connector would cost."""
    return one.radius(weeks.value, connector_id, roster.value.frame)


@Keeping
def radius_file(weeks: Frame, connector_id: str, roster: Roster, span: Period, platform: str, form: Form) -> ExportFile:
    """The same as a file; `span` are the days of the weeks."""
    return list_file(radius(weeks, connector_id, roster).rows, "blast-radius", platform, span, form)


@Keeping
def uptake(weeks: Frame, catalogue: Roster, held: Coverage, span: Period) -> Uptake:
    """Operators by week; `weeks` are those of `span`."""
    return over_time.uptake(weeks.value, catalogue.value.frame, held.missing, span)


@Keeping
def lifetimes(weeks: Frame, recent: Frame, catalogue: Roster, held: Coverage) -> Lifetimes:
    """First and last calls of all weeks that are held, and who stayed in the `recent` ones."""
    return over_time.lifetimes(weeks.value, recent.value, catalogue.value.frame, held)


@Keeping
def lifetimes_file(
    weeks: Frame, recent: Frame, catalogue: Roster, held: Coverage, platform: str, form: Form
) -> ExportFile:
    """The same as a file."""
    span = Period(held.first_day, held.last_complete_day)
    return list_file(lifetimes(weeks, recent, catalogue, held).rows, "adoption", platform, span, form)


@Keeping
def use(weeks: Frame, roster: Roster, catalogue: Roster) -> Use | None:
    """Who uses what."""
    return dependence.use(weeks.value, roster.value.frame, catalogue.value.frame)


@Keeping
def together(weeks: Frame, catalogue: Roster) -> Grid:
    """Which connectors the same operators use."""
    return dependence.together(weeks.value, catalogue.value.frame)


@Keeping
def failures(weeks: Frame, catalogue: Roster) -> Grid:
    """What a failure of each connector would hit."""
    return dependence.failures(weeks.value, catalogue.value.frame)

"""What is made of readings, kept under them: made of another reading, it is another answer."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.answers.keeping import Keeping
from dashboard.answers.reading import Reading
from dashboard.exports.billing import usage_lines_file, usage_operators_file
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics import usage
from dashboard.metrics.activity.desk import operator_weeks as weeks_of_operators
from dashboard.metrics.activity.facts import activity_facts, fallback_facts
from dashboard.metrics.activity.history import states_by_day
from dashboard.metrics.activity.reasons import with_reasons
from dashboard.metrics.activity.states import ActivityRules, activity
from dashboard.metrics.activity.then import roster_on
from dashboard.metrics.change import Kpi
from dashboard.metrics.connectors import adoption as connector_metrics
from dashboard.metrics.daily import daily_totals as totals_by_day
from dashboard.metrics.operators import OperatorCounts, operator_counts
from dashboard.metrics.report.bill import operator_bill
from dashboard.metrics.usage import Reported
from data_access import Answer, Coverage, Period, SourceFacts, Summary, UsageReport
from data_access.errors import NoDailyHistory
from data_access.tables import OPERATOR_DAYS

Report = Reading[UsageReport]
Frame = Reading[pl.DataFrame]
Roster = Reading[Answer]


@dataclass(frozen=True, slots=True)
class Days:
    """What the states of operators rest on: the days of operators, and of the windows their connectors' weeks and losses.

    None of the three where the source knows no day.
    """

    facts: SourceFacts
    operator_days: Frame | None = None
    weeks: Frame | None = None
    losses: Frame | None = None

    @property
    def held(self) -> Coverage:
        """The days that are held. Raises NoDailyHistory where none is."""
        held = self.facts.held_days
        if held is None:
            raise NoDailyHistory("the Platform API counts whole periods only")
        return held

    def until(self, last: date) -> pl.DataFrame:
        """The operators' days up to `last`, as `tables.OPERATOR_DAYS`."""
        if self.operator_days is None:
            return pl.DataFrame(schema=OPERATOR_DAYS)
        days = self.operator_days.value
        return days if last >= self.held.last_complete_day else days.filter(pl.col("date") <= last)


@dataclass(frozen=True, slots=True)
class Network:
    """What everybody's standing rests on."""

    days: Days
    roster: Roster
    catalogue: Roster

    def standing(self, rules: ActivityRules, on: date | None = None) -> pl.DataFrame:
        """As `standing` below."""
        return standing(self.days, self.roster, self.catalogue, on, rules)


@Keeping
def totals(daily: Frame, period: Period, facts: SourceFacts) -> pl.DataFrame:
    """Traffic by day, as `metrics.daily.daily_totals`."""
    held = facts.daily_coverage or facts.coverage
    return totals_by_day(daily.value, period, held, absent_is_zero=facts.is_dataset)


@Keeping
def bill(report: Report, roster: Roster, facts: SourceFacts) -> pl.DataFrame:
    """Every operator's figures, as `metrics.report.bill.operator_bill`."""
    return operator_bill(report.value.totals, roster.value.frame, absent_is_zero=facts.is_dataset)


@Keeping
def units(report: Report, roster: Roster, facts: SourceFacts, operator_id: str) -> int | None:
    """The billable units of one operator that is known; None = not reported."""
    mine = bill(report, roster, facts).filter(pl.col("operator_id") == operator_id)
    return None if mine.is_empty() else mine["billable_units"][0]


def reported(report: Report, roster: Roster, facts: SourceFacts) -> Reported:
    """The lines and the bill of one period."""
    return Reported(report.value.lines, bill(report, roster, facts))


@Keeping
def kpis(
    metrics: tuple[str, ...],
    now: Report,
    before: Report | None,
    roster: Roster,
    facts: SourceFacts,
    days: tuple[int, int] | None,
) -> tuple[Kpi, ...]:
    """A sum for each of `metrics`, as `metrics.usage.metric_kpis`."""
    earlier = None if before is None else bill(before, roster, facts)
    return tuple(usage.metric_kpis(metrics, bill(now, roster, facts), earlier, days))


@Keeping
def counts(summary: Reading[Summary], roster: Roster) -> OperatorCounts:
    """How many operators there are, as `metrics.operators.operator_counts`."""
    return operator_counts(summary.value, roster.value.frame)


@Keeping
def leaderboard(metric: str, now: Report, before: Report | None, roster: Roster, facts: SourceFacts) -> pl.DataFrame:
    """As `metrics.usage.leaderboard`."""
    earlier = None if before is None else bill(before, roster, facts)
    return usage.leaderboard(metric, bill(now, roster, facts), earlier, roster.value.frame)


@Keeping
def adoption(now: Report, before: Report | None, roster: Roster, catalogue: Roster, facts: SourceFacts) -> pl.DataFrame:
    """As `metrics.connectors.adoption.adoption`."""
    of_now = reported(now, roster, facts)
    earlier = None if before is None else reported(before, roster, facts)
    return connector_metrics.adoption(catalogue.value.frame, of_now, earlier, of_now.bill.height)


@Keeping
def lines_file(report: Report, platform: str, form: Form) -> ExportFile:
    """The usage lines as a file."""
    return usage_lines_file(report.value.lines, report.value.period, platform, form)


@Keeping
def bill_file(report: Report, roster: Roster, facts: SourceFacts, platform: str, form: Form) -> ExportFile:
    """Every operator's figures as a file."""
    return usage_operators_file(bill(report, roster, facts), report.value.period, platform, form)


@Keeping
def standing(days: Days, roster: Roster, catalogue: Roster, on: date | None, rules: ActivityRules) -> pl.DataFrame:
    """Every operator's facts, state and reason at the end of `on`, as `metrics.activity.reasons.with_reasons`.

    None: now, without days from last activity and undated totals alone. Windows end with the last settled day, so that
    figures which are still to come make nobody fall; what settling days do show counts as seen. On an earlier day the
    roster's status is what it is now, and its connections are not known.
    """
    today = days.facts.coverage.today
    if days.operator_days is None:
        facts = fallback_facts(roster.value.frame, today=today, rules=rules)
    else:
        facts = _facts_of_days(days, roster.value.frame, on, rules)
    names = dict(catalogue.value.frame.select("connector_id", "name").drop_nulls().iter_rows())
    return with_reasons(activity(facts, rules), names, today=today if on is None else on, rules=rules)


@Keeping
def states(days: Days, roster: Roster, catalogue: Roster, rules: ActivityRules) -> pl.DataFrame:
    """Every operator's state on every settled day, as `metrics.activity.history.states_by_day`.

    On the last of them it is the state of now: an operator stands in one state on a page, though of earlier days less is
    known. Raises NoDailyHistory.
    """
    held, told = days.held, days.facts
    by_day = states_by_day(
        days.until(held.last_complete_day),
        roster.value.frame,
        held,
        dates=[day for day in Period(held.first_day, held.last_complete_day).dates() if day <= held.last_settled_day],
        today=told.coverage.today,
        absent_is_zero=told.is_dataset,
        rules=rules,
    )
    last = held.last_settled_day
    now = standing(days, roster, catalogue, None, rules).select(pl.lit(last).alias("date"), "operator_id", "state")
    return pl.concat([by_day.filter(pl.col("date") < last), now.cast(by_day.schema).sort("operator_id")])


@Keeping
def operator_weeks(days: Days) -> pl.DataFrame:
    """As `metrics.activity.desk.operator_weeks`."""
    held = days.facts.held_days
    if held is None:
        return weeks_of_operators(pl.DataFrame(schema=OPERATOR_DAYS), None, absent_is_zero=False)
    return weeks_of_operators(days.until(held.last_complete_day), held, absent_is_zero=days.facts.is_dataset)


def _facts_of_days(days: Days, roster: pl.DataFrame, on: date | None, rules: ActivityRules) -> pl.DataFrame:
    held, told = days.held, days.facts
    last = held.last_settled_day if on is None else on
    seen = held.last_complete_day if on is None else on
    then = roster if on is None else roster_on(roster, last)
    later = roster.join(then, on="operator_id", how="anti")["operator_id"].to_list()
    if days.weeks is None or days.losses is None:
        raise NoDailyHistory("the weeks of connectors are not known")
    return activity_facts(
        then,
        days.until(seen).filter(~pl.col("operator_id").is_in(later)),
        held,
        days.weeks.value,
        days.losses.value,
        on=last,
        today=told.coverage.today if on is None else last,
        absent_is_zero=told.is_dataset,
        rules=rules,
    )

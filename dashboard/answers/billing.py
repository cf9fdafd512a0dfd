"""The cards of Billing's report and of its allowances, kept under the readings and the choices that they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from dashboard.answers import made
from dashboard.answers.connectors import RollOf
from dashboard.answers.keeping import Keeping
from dashboard.answers.made import Days, Frame, Report, Roster
from dashboard.answers.reading import Counted, Reading
from dashboard.issuing import invoice as issuing
from dashboard.issuing.invoice import Invoice, Whose
from dashboard.metrics.money.amounts import Priced
from dashboard.metrics.report import bill as bill_metrics
from dashboard.views.billing import allowance as allowance_view
from dashboard.views.billing import bill as bill_view
from dashboard.views.billing import checks, figures
from dashboard.views.billing import money as money_view
from dashboard.views.billing.bill import Bill, Totals
from dashboard.views.billing.checks import Differences, Evidence
from dashboard.views.billing.figures import Parts
from dashboard.views.billing.money import Money
from dashboard.views.grid import Grid
from data_access import Period, SourceFacts
from data_access.rate_card import Allowance, Rates


@dataclass(frozen=True, slots=True)
class BillOf:
    """What a bill is made of: the period's report, the one before, and who there is."""

    now: Report
    before: Report | None
    roster: Roster
    facts: SourceFacts

    def bill(self) -> pl.DataFrame:
        """As `metrics.report.bill.operator_bill`."""
        return made.bill(self.now, self.roster, self.facts)

    def earlier(self) -> pl.DataFrame | None:
        """The same of the period before; None where it cannot be compared."""
        return None if self.before is None else made.bill(self.before, self.roster, self.facts)


@dataclass(frozen=True, slots=True)
class InvoiceOf:
    """What the report that goes on an invoice is made of, as the arguments of `issuing.invoice.invoice`."""

    first: Report
    roster: Roster
    counted: Reading[Counted]
    again: Report | None
    facts: SourceFacts
    whose: Whose

    def invoice(self) -> Invoice:
        """The report with its checks."""
        return issuing.invoice(self.first, self.roster, self.counted, self.again, self.facts, self.whose)


@dataclass(frozen=True, slots=True)
class MoneyOf:
    """What amounts are made of. Two rate cards are the same where they say the same."""

    invoice: InvoiceOf
    rates: Rates | None = field(hash=False)


@dataclass(frozen=True, slots=True)
class AllowanceOf:
    """What the use of allowances is made of: the month's report up to the last day, who there is, and the days of a pace."""

    month: Report
    roster: Roster
    days: Days
    allowed: Mapping[str, Allowance] = field(hash=False)


@Keeping
def unlisted(of: BillOf) -> int:
    """How many operators the report does not list."""
    return bill_metrics.unlisted(of.bill())


@Keeping
def totals(of: BillOf) -> Totals:
    """The sums of all metrics."""
    return bill_view.totals(of.bill())


@Keeping
def priced(of: MoneyOf) -> Priced | None:
    """The amounts of the report; None without a rate card. Raises PlansUnknown."""
    found = of.invoice.invoice()
    return issuing.money(found.report, of.rates, found.unknown)


@Keeping
def money(of: MoneyOf) -> Money | None:
    """The total in words; None without a rate card. Raises PlansUnknown."""
    found = priced(of)
    return None if found is None else money_view.money(found)


@Keeping
def bill(of: BillOf, money_of: MoneyOf | None) -> Bill:
    """Every operator's figures; with amounts where there are any."""
    return bill_view.bill(of.bill(), of.earlier(), None if money_of is None else priced(money_of))


@Keeping
def names(of: BillOf) -> Mapping[str, str]:
    """What the operators of the bill are called, by id."""
    return bill_view.names(of.bill())


@Keeping
def names_told_apart(of: InvoiceOf) -> Mapping[str, str]:
    """What the operators of the report are called, no two of them the same."""
    return bill_view.names_told_apart(of.invoice().report.operators)


@Keeping
def keys(metric: str, of: BillOf, connectors: RollOf | None) -> Grid:
    """What the traffic was; `connectors` tell the names of the keys."""
    now = made.reported(of.now, of.roster, of.facts)
    before = None if of.before is None else made.reported(of.before, of.roster, of.facts)
    return figures.keys(metric, now, before, None if connectors is None else connectors.adopted())


@Keeping
def lines(report: Report, operator_id: str, metric: str) -> Parts:
    """The lines of one operator's figure."""
    return figures.lines(report.value.lines, operator_id, metric)


@Keeping
def days(daily: Frame, period: Period, facts: SourceFacts, metric: str) -> Parts:
    """The days of a figure; `daily` are those of one operator in `period`."""
    return figures.days(made.totals(daily, period, facts), metric)


@Keeping
def evidence(of: InvoiceOf, name: str) -> Evidence | None:
    """What the check `name` was decided on; None for nothing."""
    found = next(check.evidence for check in of.invoice().checks if check.name == name)
    return None if found is None or found.is_empty() else checks.evidence(found)


@Keeping
def differences(kept: Report, asked: Report, roster: Roster, facts: SourceFacts) -> Differences:
    """Between the report of days that are kept and OneHazel's own."""
    return checks.differences(made.bill(kept, roster, facts), made.bill(asked, roster, facts))


@Keeping
def allowances(of: AllowanceOf) -> Grid:
    """Who used how much of its allowance."""
    facts, held = of.days.facts, of.days.held
    pace = allowance_view.pace(
        of.days.until(held.last_complete_day), of.roster.value.frame, held, absent_is_zero=facts.is_dataset
    )
    month = made.bill(of.month, of.roster, facts)
    return allowance_view.used(month, pace, of.allowed, facts.coverage.last_complete_day)

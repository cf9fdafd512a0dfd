"""Each choice and each reading of Billing gives its own answer: a key that forgot one would put it on an invoice."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from dashboard.answers import billing
from dashboard.answers.billing import AllowanceOf, BillOf, InvoiceOf, MoneyOf
from dashboard.answers.connectors import RollOf
from dashboard.answers.made import Days, Report, Roster
from dashboard.answers.reading import Counted, Reading
from dashboard.issuing.invoice import Whose
from dashboard.issuing.refusals import PlansUnknown
from data_access import DataAccessError, Period, Unknown
from data_access.rate_card import Allowance, Rates
from data_access.rates_toml import parsed
from tests.dashboard.answers.readings import NOON, NOW, days, facts, network, report, source

BASE = BillOf(report(NOW), report(NOW.previous()), network().roster, facts())
INVOICE = InvoiceOf(
    report(NOW), network().roster, Reading(Counted(None), NOON), report(NOW), facts(), Whose("Sample", "sample", "s")
)
ROLL = RollOf(report(NOW), None, network().roster, network().catalogue, facts())


def rates(price: str = "0.40", plan: str = "") -> Rates:
    table = f"plans.{plan}.api_calls" if plan else "prices.api_calls"
    return parsed(f'currency = "EUR"\n[{table}]\nper_thousand = {price}')


def more(first: Report) -> Report:
    """The same period, where the first line and the first operator's figures are larger by one."""
    told = first.value
    rows = told.lines.with_row_index("row")
    lines = rows.with_columns(quantity=pl.col("quantity") + (pl.col("row") == 0).cast(pl.Int64)).drop("row")
    who, metric = lines.select("operator_id", "metric").row(0)
    mine = (pl.col("operator_id") == who).cast(pl.Int64)
    return Reading(replace(told, lines=lines, totals=told.totals.with_columns(pl.col(metric) + mine)), NOON)


def suspended(answer: Roster) -> Roster:
    return Reading(
        replace(answer.value, frame=answer.value.frame.with_columns(status=pl.lit("suspended"), name=pl.lit("Nobody"))),
        NOON,
    )


OTHERS: dict[str, dict[str, object]] = {
    "report": {"now": more(report(NOW))},
    "report before": {"before": None},
    "roster": {"roster": suspended(network().roster)},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
def test_another_input_gives_another_bill(changed: dict[str, object]) -> None:
    usual = billing.bill(BASE, None)
    assert billing.bill(replace(BASE, **changed), None).grid.arrow != usual.grid.arrow
    assert billing.bill(BASE, None) is usual


def test_where_absence_is_not_zero_an_operator_that_is_not_listed_is_not_reported() -> None:
    told = report(NOW).value
    without = replace(BASE, now=Reading(replace(told, totals=told.totals.slice(1)), NOON))
    unknown = replace(without, facts=replace(facts(), is_dataset=False))
    assert billing.totals(without) != billing.totals(unknown)
    assert (billing.unlisted(BASE), billing.unlisted(without)) == (0, 1)


def test_the_sums_and_names_are_of_the_bill() -> None:
    assert billing.totals(replace(BASE, now=more(report(NOW)))) != billing.totals(BASE)
    told = report(NOW).value
    unnamed = Reading(replace(told, totals=told.totals.with_columns(operator_name=pl.lit(None, pl.String))), NOON)
    assert set(billing.names(replace(BASE, now=unnamed, roster=suspended(network().roster))).values()) == {"Nobody"}
    assert "Nobody" not in billing.names(BASE).values()


def test_the_same_card_read_again_is_the_same_and_another_price_is_other_money() -> None:
    usual = billing.money(MoneyOf(INVOICE, rates()))
    assert billing.money(MoneyOf(INVOICE, rates())) is usual
    assert billing.money(MoneyOf(INVOICE, rates("0.41"))) != usual
    assert billing.money(MoneyOf(replace(INVOICE, first=more(report(NOW))), rates("400000"))) != billing.money(
        MoneyOf(INVOICE, rates("400000"))
    )


def test_without_a_card_or_without_prices_there_is_no_money() -> None:
    assert billing.money(MoneyOf(INVOICE, None)) is None
    assert billing.priced(MoneyOf(INVOICE, parsed("[allowances.pro]\nunits = 5"))) is None
    assert billing.bill(BASE, MoneyOf(INVOICE, None)).currency is None


def test_the_amounts_of_the_bill_are_those_of_the_card() -> None:
    usual = billing.bill(BASE, MoneyOf(INVOICE, rates()))
    assert usual.currency == "EUR"
    assert billing.bill(BASE, MoneyOf(INVOICE, rates("0.80"))).grid.arrow["amount"] != usual.grid.arrow["amount"]
    assert billing.bill(BASE, None).currency is None


def test_prices_by_plan_are_refused_every_time_where_plans_are_not_told() -> None:
    hidden = Unknown(("plan",), DataAccessError("403"), lasting=True)
    told = Reading(replace(network().roster.value, unknown=(hidden,)), NOON)
    of = MoneyOf(replace(INVOICE, roster=told), rates(plan="enterprise"))
    for _ in range(2):
        with pytest.raises(PlansUnknown):
            billing.money(of)


def test_the_names_of_statements_are_those_of_the_report() -> None:
    told = report(NOW).value
    unnamed = Reading(replace(told, totals=told.totals.with_columns(operator_name=pl.lit("Same"))), NOON)
    titles = billing.names_told_apart(replace(INVOICE, first=unnamed))
    assert titles["op_gullfoss"] == "Same (op_gullfoss)"
    assert billing.names_told_apart(INVOICE)["op_gullfoss"] != titles["op_gullfoss"]


def test_the_breakdown_is_of_its_metric_reports_and_names() -> None:
    usual = billing.keys("gateway_requests", BASE, ROLL)
    for other in (
        billing.keys("events_ingested", BASE, None),
        billing.keys("gateway_requests", replace(BASE, now=report(NOW.previous())), ROLL),
        billing.keys("gateway_requests", replace(BASE, before=None), ROLL),
        billing.keys("gateway_requests", BASE, None),
    ):
        assert other.arrow != usual.arrow


def test_a_figure_is_traced_in_its_report_for_its_operator_and_metric() -> None:
    usual = billing.lines(report(NOW), "op_gullfoss", "api_calls")
    for other in (
        billing.lines(report(NOW.previous()), "op_gullfoss", "api_calls"),
        billing.lines(report(NOW), "op_arespel", "api_calls"),
        billing.lines(report(NOW), "op_gullfoss", "events_ingested"),
    ):
        assert other.words != usual.words


def test_the_days_of_a_figure_are_those_of_its_operator_period_and_metric() -> None:
    mine = Reading(source().daily_totals(NOW, "op_arespel"), NOON)
    usual = billing.days(mine, NOW, facts(), "api_calls")
    shorter = Period(NOW.start, NOW.end - timedelta(1))
    for other in (
        billing.days(Reading(source().daily_totals(NOW, "op_kirimori"), NOON), NOW, facts(), "api_calls"),
        billing.days(mine, shorter, facts(), "api_calls"),
        billing.days(mine, NOW, facts(), "gateway_requests"),
    ):
        assert other.words != usual.words


def test_the_evidence_is_of_its_check_and_of_what_the_invoice_is_made_of() -> None:
    usual = billing.evidence(INVOICE, "same_again")
    assert usual is None
    moved = billing.evidence(replace(INVOICE, again=more(report(NOW))), "same_again")
    assert moved is not None
    assert moved.rows > 0
    over = billing.evidence(INVOICE, "over_and_settled")
    earlier = replace(INVOICE, first=report(NOW.previous()), again=None)
    assert over is not None
    assert billing.evidence(earlier, "over_and_settled").grid.arrow != over.grid.arrow


OTHER_INVOICES: dict[str, dict[str, object]] = {
    "first": {"first": more(report(NOW))},
    "roster": {"roster": suspended(network().roster)},
    "counted": {"counted": Reading(Counted(99), NOON)},
    "again": {"again": None},
    "facts": {"facts": replace(facts(), is_dataset=False)},
    "whose": {"whose": Whose("Other", "sample", "s")},
}


@pytest.mark.parametrize("changed", OTHER_INVOICES.values(), ids=OTHER_INVOICES)
def test_an_invoice_of_anything_else_is_another_key(changed: dict[str, object]) -> None:
    assert replace(INVOICE, **changed) != INVOICE
    assert replace(INVOICE) == INVOICE


def test_the_invoice_is_of_all_that_it_is_made_of() -> None:
    usual = INVOICE.invoice()
    assert replace(INVOICE, first=more(report(NOW))).invoice().report_id != usual.report_id
    assert replace(INVOICE, roster=suspended(network().roster)).invoice().report_id != usual.report_id
    assert replace(INVOICE, whose=Whose("Other", "sample", "s")).invoice().report_id != usual.report_id
    many = replace(INVOICE, counted=Reading(Counted(99), NOON)).invoice()
    assert [check.words for check in many.checks] != [check.words for check in usual.checks]
    assert replace(INVOICE, again=None).invoice().state != "final"


def test_differences_are_between_two_reports() -> None:
    first, other = report(NOW), more(report(NOW))
    assert billing.differences(first, first, network().roster, facts()).words == ""
    assert billing.differences(first, other, network().roster, facts()).grid.rows > 0
    kept, asked = (billing.differences(*two, network().roster, facts()) for two in ((first, other), (other, first)))
    assert kept.grid.arrow["kept"] == asked.grid.arrow["asked"]


ALLOWED = {"enterprise": Allowance(500_000, "billable_units")}
ALLOWANCE = AllowanceOf(report(NOW), network().roster, days(), ALLOWED)


def few_days() -> Days:
    held = days().facts.held_days
    late = days().operator_days.value.filter(pl.col("date") > held.last_complete_day - timedelta(3))
    return replace(days(), operator_days=Reading(late, NOON))


def all_on(plan: str, answer: Roster) -> Roster:
    return Reading(replace(answer.value, frame=answer.value.frame.with_columns(plan=pl.lit(plan))), NOON)


ALLOWANCES: dict[str, dict[str, object]] = {
    "month": {"month": report(NOW.previous())},
    "plans": {"roster": all_on("enterprise", network().roster)},
    "days": {"days": few_days()},
    "last day": {
        "days": replace(days(), facts=replace(facts(), coverage=replace(facts().coverage, last_complete_day=NOW.start)))
    },
    "units": {"allowed": {"enterprise": Allowance(500_001, "billable_units")}},
    "metric": {"allowed": {"enterprise": Allowance(500_000, "api_calls")}},
    "plan": {"allowed": {"starter": Allowance(500_000, "billable_units")}},
}


@pytest.mark.parametrize("changed", ALLOWANCES.values(), ids=ALLOWANCES)
def test_another_input_gives_another_use_of_allowances(changed: dict[str, object]) -> None:
    usual = billing.allowances(ALLOWANCE)
    assert billing.allowances(replace(ALLOWANCE, **changed)).arrow != usual.arrow
    assert billing.allowances(replace(ALLOWANCE, allowed=dict(ALLOWED))) is usual

from dashboard.metrics.money.amounts import priced
from dashboard.views.billing.money import Money, money
from tests.dashboard.metrics.money.test_amounts import CALLS, card, report

LABEL = "Estimate from your rate card"


def test_the_total_is_exact_with_its_currency() -> None:
    found = priced(report([("a", "api_calls", "x", 12_345_000)]), CALLS)
    assert money(found) == Money("4,938.00 EUR", LABEL, "")


def test_a_total_below_zero_has_a_minus_sign_and_yen_no_digits() -> None:
    yen = card("[prices.api_calls]\nper_thousand = 1000", "JPY")
    assert money(priced(report([("a", "api_calls", "x", -1_234)]), yen)).total == "−1,234 JPY"


def test_figures_without_an_amount_are_counted_and_no_amount_is_not_0() -> None:
    some = priced(report([("a", "api_calls", "x", 1_000)], {"a": None, "b": None}), CALLS)
    assert money(some) == Money("0.40 EUR", LABEL, "1 operator have a figure without an amount.")
    none = priced(report([], {"b": None}), CALLS)
    assert money(none).total == "no amount"

"""Amounts to the cent: exact, rounded once, and lines that add up to the total shown."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.money.amounts import CHARGES, LINE_AMOUNTS, in_currency, priced
from dashboard.metrics.report.canonical import OPERATORS, Report, canonical_report
from data_access.period import Period
from data_access.rate_card import RateCard
from data_access.rates_toml import parsed
from data_access.tables import METRICS, USAGE_LINES
from tests.examples import examples

Line = tuple[str, str, str, int]
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
ROOT = Path(__file__).parents[4]
OPERATOR_AMOUNTS = pl.Schema({"operator_id": pl.String(), "amount_minor": pl.Int64(), "without_amount": pl.String()})


def card(text: str, currency: str = "EUR") -> RateCard:
    found = parsed(f'currency = "{currency}"\n{text}').card
    assert found is not None
    return found


def report(lines: Sequence[Line], plans: dict[str, str | None] | None = None, zero: Sequence[str] = ()) -> Report:
    """A report of these lines; an operator's total is their sum, of `zero` metrics 0, of others not reported."""
    plans = plans or dict.fromkeys(operator for operator, *_ in lines)
    rows = [
        {"operator_id": operator, "operator_name": None, "status": "active", "plan": plan}
        | {metric: total(lines, operator, metric, zero) for metric in METRICS}
        for operator, plan in plans.items()
    ]
    frame = pl.DataFrame([(operator, None, *rest) for operator, *rest in lines], schema=USAGE_LINES, orient="row")
    operators = pl.DataFrame(rows, schema=OPERATORS)
    return canonical_report(frame, operators, platform="P", platform_id="p", period=OCTOBER)


def total(lines: Sequence[Line], operator: str, metric: str, zero: Sequence[str]) -> int | None:
    mine = [quantity for who, what, _, quantity in lines if (who, what) == (operator, metric)]
    return sum(mine) if mine or metric in zero else None


def amounts(lines: Sequence[Line], rates: RateCard, plans: dict[str, str | None] | None = None) -> list[int | None]:
    return priced(report(lines, plans), rates).lines["amount_minor"].to_list()


CALLS = card("[prices.api_calls]\nper_thousand = 0.40")
INCLUDED = card("[prices.api_calls]\nper_thousand = 10\nincluded = 1000")
TIERS = card(
    "[prices.api_calls]\ntiers = [{up_to = 1000, per_thousand = 50}, {up_to = 3000, per_thousand = 20}, {per_thousand = 10}]"
)


def test_a_price_is_for_1000_units() -> None:
    found = priced(report([("a", "api_calls", "x", 12_345)]), CALLS)
    assert found.charges["exact"].to_list() == ["4.938"]
    assert (found.total_minor, found.currency, found.digits) == (494, "EUR", 2)
    assert found.label == "Estimate from your rate card"


@pytest.mark.parametrize(("units", "minor"), [(12, 0), (13, 1), (-12, 0), (-13, -1), (0, 0)])
def test_the_total_is_rounded_half_up_and_a_half_away_from_zero(units: int, minor: int) -> None:
    assert (
        priced(report([("a", "api_calls", "x", units)]), card("[prices.api_calls]\nper_thousand = 0.4")).total_minor
        == minor
    )
    half = card("[prices.api_calls]\nper_thousand = 5")
    assert priced(report([("a", "api_calls", "x", 1)]), half).total_minor == 1
    assert priced(report([("a", "api_calls", "x", -1)]), half).total_minor == -1


def test_what_rounding_down_leaves_goes_to_the_largest_rests() -> None:
    lines = [("a", "api_calls", "x", 35), ("a", "api_calls", "y", 40), ("b", "api_calls", "x", 45)]
    assert amounts(lines, CALLS) == [1, 2, 2]  # 1.4 + 1.6 + 1.8 = 4.8 -> 5


def test_equal_rests_are_served_by_operator_id_then_metric_then_key() -> None:
    rates = card("[prices.api_calls]\nper_thousand = 5\n[prices.events_ingested]\nper_thousand = 5")
    lines = [
        ("b", "api_calls", "x", 1),
        ("a", "events_ingested", "x", 1),
        ("a", "api_calls", "y", 1),
        ("a", "api_calls", "x", 1),
    ]
    assert amounts(lines, rates) == [1, 1, 0, 0]


@pytest.mark.parametrize(("units", "minor"), [(999, 0), (1000, 0), (1001, 1), (2000, 1000), (-1001, -1)])
def test_included_units_cost_nothing(units: int, minor: int) -> None:
    found = priced(report([("a", "api_calls", "x", units)]), INCLUDED)
    assert found.total_minor == minor
    row = found.charges.row(0, named=True)
    assert row["included"] == max(min(units, 1000), -1000)
    assert row["included"] + row["charged"] == units


@pytest.mark.parametrize(
    ("units", "minor"), [(0, 0), (1, 5), (1000, 5000), (1001, 5002), (3000, 9000), (3001, 9001), (-3001, -9001)]
)
def test_each_tiers_price_is_for_the_units_within_it(units: int, minor: int) -> None:
    assert amounts([("a", "api_calls", "x", units)], TIERS) == [minor]


def test_tiers_count_the_units_after_the_included_ones() -> None:
    rates = card("[prices.api_calls]\nincluded = 500\ntiers = [{up_to = 10, per_thousand = 50}, {per_thousand = 20}]")
    assert amounts([("a", "api_calls", "x", 511)], rates) == [52]


def test_included_units_belong_to_an_operators_metric_and_are_spread_over_its_lines_by_quantity() -> None:
    lines = [("a", "api_calls", "x", 600), ("a", "api_calls", "y", 1400), ("b", "api_calls", "x", 1001)]
    assert amounts(lines, INCLUDED) == [300, 700, 1]


def test_units_that_cancel_each_other_out_cost_what_the_first_unit_does() -> None:
    lines = [("a", "api_calls", "x", 100), ("a", "api_calls", "y", -100)]
    assert amounts(lines, TIERS) == [500, -500]
    assert amounts(lines, INCLUDED) == [0, 0]


def test_the_most_specific_price_wins_metric_by_metric() -> None:
    rates = card(
        """
        [prices.api_calls]
        per_thousand = 10
        [prices.events_ingested]
        per_thousand = 40
        [plans.pro.api_calls]
        per_thousand = 20
        [operators.b.api_calls]
        per_thousand = 30
        """
    )
    lines = [(who, metric, "x", 1000) for who in "abcd" for metric in ("api_calls", "events_ingested")]
    found = priced(report(lines, {"a": "pro", "b": "pro", "c": "free", "d": None}), rates)
    calls = found.charges.filter(metric="api_calls")
    assert calls["price_of"].to_list() == ["plan", "operator", "everybody", "everybody"]
    assert found.lines["amount_minor"].to_list() == [2000, 4000, 3000, 4000, 1000, 4000, 1000, 4000]


@pytest.mark.parametrize(
    ("currency", "minor", "text"), [("JPY", 12, "12"), ("EUR", 1235, "12.35"), ("BHD", 12345, "12.345")]
)
def test_amounts_are_in_the_minor_unit_of_the_currency(currency: str, minor: int, text: str) -> None:
    found = priced(report([("a", "api_calls", "x", 12_345)]), card("[prices.api_calls]\nper_thousand = 1", currency))
    assert found.total_minor == minor
    assert found.lines.select(in_currency("amount_minor", found.digits)).item() == text


@pytest.mark.parametrize(
    ("minor", "digits", "text"),
    [(-5, 2, "-0.05"), (0, 2, "0.00"), (0, 0, "0"), (-120, 2, "-1.20"), (7, 4, "0.0007"), (None, 2, None)],
)
def test_an_amount_is_written_with_all_its_digits(minor: int | None, digits: int, text: str | None) -> None:
    frame = pl.DataFrame({"amount": [minor]}, schema={"amount": pl.Int64})
    assert_frame_equal(
        frame.select(in_currency("amount", digits)), pl.DataFrame({"amount": [text]}, schema={"amount": pl.String})
    )


def test_what_is_not_reported_has_no_amount_and_what_is_0_has_one() -> None:
    rates = card("[prices.api_calls]\nper_thousand = 10\n[prices.events_ingested]\nper_thousand = 10")
    given = report([("a", "api_calls", "x", 100)], {"a": None, "b": None})
    found = priced(given, rates)
    expected = [("a", 100, "events_ingested"), ("b", None, "api_calls,events_ingested")]
    assert_frame_equal(found.operators, pl.DataFrame(expected, schema=OPERATOR_AMOUNTS, orient="row"))
    assert found.charges["amount_minor"].to_list() == [100, None, None, None]
    idle = priced(report([], {"a": None}, zero=["api_calls"]), CALLS)
    assert (idle.total_minor, idle.operators["amount_minor"].to_list()) == (0, [0])


def test_where_nothing_is_reported_there_is_no_total() -> None:
    assert priced(report([], {"a": None}), CALLS).total_minor is None
    assert priced(report([], {}), CALLS).total_minor == 0


def test_a_metric_without_a_price_has_no_amount() -> None:
    found = priced(report([("a", "api_calls", "x", 1000), ("a", "storage_bytes", "", 5000)]), CALLS)
    assert found.lines["amount_minor"].to_list() == [40, None]
    assert found.total_minor == 40


def test_a_figure_that_is_not_the_sum_of_its_lines_has_no_amount() -> None:
    given = report([("a", "api_calls", "x", 1000), ("b", "api_calls", "x", 1000)])
    broken = given.operators.with_columns(api_calls=pl.when(operator_id="a").then(999).otherwise("api_calls"))
    found = priced(Report("P", "p", OCTOBER, given.lines, broken), CALLS)
    assert found.lines["amount_minor"].to_list() == [None, 40]
    assert found.operators["without_amount"].to_list() == ["api_calls", ""]


def test_an_empty_report_has_empty_frames_with_their_columns() -> None:
    found = priced(report([], {}), CALLS)
    assert found.lines.schema == LINE_AMOUNTS
    assert found.operators.schema == OPERATOR_AMOUNTS
    assert found.charges.schema == CHARGES


def test_an_amount_beyond_64_bits_is_told() -> None:
    rates = card("[prices.api_calls]\nper_thousand = 1e9", "CLF")
    with pytest.raises(OverflowError):
        priced(report([("a", "api_calls", "x", 2**62)]), rates)


def test_the_worked_example_of_the_documentation_holds() -> None:
    text = (ROOT / "docs" / "rates.md").read_text(encoding="utf-8")
    rates = parsed(text.split("```toml\n")[1].split("```")[0]).card
    assert rates is not None
    table = [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("| op_")]
    lines = [(who, metric, key, int(quantity.replace(",", ""))) for who, metric, key, quantity, *_ in table]
    found = priced(report(lines, {"op_acme": "starter", "op_lima": "pro"}), rates)
    assert found.lines.select(in_currency("amount_minor", 2))["amount_minor"].to_list() == [row[-1] for row in table]
    assert f"| **{found.total_minor / 100:,.2f}** |" in text
    assert found.charges["exact"].to_list() == ["453.8268", "812.925", "1.533955", "9.25875"]


PRICED_METRICS = ("api_calls", "events_ingested")
SIZES = st.integers(0, 10**5) | st.integers(0, 10**12)


@st.composite
def some_cards(draw: st.DrawFn) -> RateCard:
    def prices(table: str) -> str:
        included, end = draw(st.integers(0, 10**5)), draw(st.integers(1, 10**5))
        first, second = draw(st.decimals(0, 100, places=5)), draw(st.decimals(0, 100, places=2))
        tiers = f"{{up_to = {end}, per_thousand = {abs(first):f}}}, {{per_thousand = {abs(second):f}}}"
        return f"[{table}]\nincluded = {draw(st.sampled_from([0, included]))}\n" + draw(
            st.sampled_from([f"tiers = [{tiers}]\n", f"per_thousand = {abs(first):f}\n"])
        )

    tables = [f"prices.{PRICED_METRICS[0]}", f"plans.pro.{PRICED_METRICS[1]}", f"operators.b.{PRICED_METRICS[0]}"]
    return card("".join(prices(table) for table in tables), draw(st.sampled_from(["JPY", "EUR", "BHD"])))


LINES = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(PRICED_METRICS), st.sampled_from("xyz")), SIZES
)
USED = LINES.map(lambda drawn: [(*line, quantity) for line, quantity in drawn.items()])
PLANS: dict[str, str | None] = {"a": "pro", "b": "pro", "c": None}


def exact_cost(units: int, row: dict[str, object], rates: RateCard) -> Fraction:
    """The cost in minor units, by the words of the issue: unit by unit of each tier, in fractions."""
    lists = {
        "operator": rates.operators.get(str(row["operator_id"]), {}),
        "plan": rates.plans["pro"],
        "everybody": rates.prices,
    }
    price = lists[str(row["price_of"])][str(row["metric"])]
    cost, floor = Fraction(0), price.included
    for tier in price.tiers:
        top = units if tier.up_to is None else min(units, price.included + tier.up_to)
        cost += max(top - floor, 0) * Fraction(tier.per_thousand) / 1000
        floor = max(floor, top)
    return cost * 10**rates.digits


@settings(max_examples=examples(50))
@given(USED, some_cards())
def test_lines_add_up_to_the_total_and_none_moves_by_a_minor_unit(lines: list[Line], rates: RateCard) -> None:
    found = priced(report(lines, PLANS), rates)
    rows = {(row["operator_id"], row["metric"]): row for row in found.charges.iter_rows(named=True)}
    everything = Fraction(0)
    for row, quantity in zip(found.lines.iter_rows(named=True), report(lines).lines["quantity"], strict=True):
        charge = rows.get((row["operator_id"], row["metric"]))
        if charge is None:
            assert row["amount_minor"] is None
            continue
        exact = exact_cost(charge["units"], charge, rates) * Fraction(quantity, charge["units"] or 1)
        assert abs(row["amount_minor"] - exact) < 1
        everything += exact
    added = found.lines["amount_minor"].sum()
    assert (
        (found.total_minor or 0)
        == added
        == found.operators["amount_minor"].sum()
        == found.charges["amount_minor"].sum()
    )
    assert abs(added - everything) <= Fraction(1, 2)


@settings(max_examples=examples(50))
@given(USED, some_cards())
def test_the_exact_cost_is_what_the_price_says(lines: list[Line], rates: RateCard) -> None:
    for row in priced(report(lines, PLANS), rates).charges.drop_nulls().iter_rows(named=True):
        assert Fraction(row["exact"]) * 10**rates.digits == exact_cost(row["units"], row, rates)


@settings(max_examples=examples(50))
@given(
    st.permutations(
        [
            ("b", "api_calls", "x", 7),
            ("a", "api_calls", "y", 7),
            ("a", "api_calls", "x", 8),
            ("c", "events_ingested", "", 3),
        ]
    ),
    some_cards(),
)
def test_the_order_of_the_rows_changes_nothing(lines: list[Line], rates: RateCard) -> None:
    usual, other = (
        priced(report(sorted(lines), PLANS), rates),
        priced(report(lines, dict(reversed(PLANS.items()))), rates),
    )
    assert_frame_equal(other.lines, usual.lines)
    assert_frame_equal(other.operators, usual.operators)
    assert_frame_equal(other.charges, usual.charges)

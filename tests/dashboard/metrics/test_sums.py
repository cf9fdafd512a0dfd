"""Sums of several operators never wrap: what is shown is the exact sum, or it is refused with the sum in words."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.metrics.change import share_of
from dashboard.metrics.connectors.adoption import adoption, adoption_summary, by_category, pareto, undivided_calls
from dashboard.metrics.connectors.blast_radius import blast_radii
from dashboard.metrics.report.bill import operator_bill
from dashboard.metrics.report.bill_totals import bill_totals
from dashboard.metrics.sums import in_64_bits
from dashboard.metrics.usage import Reported, breakdown, metric_kpi, top_and_rest
from data_access.errors import SumTooLarge
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS, METRICS, OPERATORS, USAGE_LINES, USAGE_TOTALS

MOST = 2**63 - 1
FIGURE = some.sampled_from([None, 0, 1, 1000, 2**62, MOST - 1, MOST])
COUNT = FIGURE.filter(lambda figure: figure is not None)
ROSTER = pl.DataFrame(schema=OPERATORS)


def bill(figures: list[int | None]) -> pl.DataFrame:
    """Each of `figures` is every metric of one operator."""
    rows = [(f"op_{number:02}", None, *[figure] * len(METRICS)) for number, figure in enumerate(figures)]
    return operator_bill(pl.DataFrame(rows, USAGE_TOTALS, orient="row"), ROSTER, absent_is_zero=False)


def gateway(by_key: list[tuple[str, int]]) -> Reported:
    """Gateway requests, each of an operator of its own."""
    lines = [(f"op_{n:02}", None, "gateway_requests", key, count) for n, (key, count) in enumerate(by_key)]
    frame = pl.DataFrame(lines, USAGE_LINES, orient="row")
    return Reported(frame, bill([count for _, count in by_key]))


@given(some.lists(FIGURE, max_size=6))
def test_a_total_of_all_operators_is_the_exact_sum(figures: list[int | None]) -> None:
    known = [figure for figure in figures if figure is not None]
    exact = sum(known) if known or not figures else None
    found = bill(figures)
    assert bill_totals(found)["total"].to_list() == [exact] * len(METRICS)
    for metric in METRICS:
        assert metric_kpi(metric, found, None).value == exact
    kpi = metric_kpi("api_calls", found, found)
    assert (kpi.before, kpi.compared) == (exact or 0, exact or 0)


@given(some.lists(some.tuples(some.sampled_from(["", "a", "b"]), COUNT), max_size=6))
def test_a_sum_by_key_is_exact_or_refused(lines: list[tuple[str, int]]) -> None:
    report = gateway(lines)
    exact = {key: sum(count for other, count in lines if other == key) for key, _ in lines}
    assert undivided_calls(report.lines) == exact.get("", 0)
    if max(exact.values(), default=0) > MOST:
        with pytest.raises(SumTooLarge, match="more than 9,223,372,036,854,775,807"):
            breakdown("gateway_requests", report, None)
    else:
        found = breakdown("gateway_requests", report, None)
        assert dict(found.select("key", "value").iter_rows()) == exact


@given(some.lists(COUNT, min_size=1, max_size=6))
def test_shares_of_a_sum_beyond_64_bits_are_parts_of_1(figures: list[int]) -> None:
    shares = pl.DataFrame({"n": figures}, {"n": pl.Int64()}).select(share_of("n"))["n"].to_list()
    total = sum(figures)
    assert shares == pytest.approx([figure / total if total else None for figure in figures])


@given(some.lists(COUNT, min_size=1, max_size=6))
def test_the_rest_of_a_ranking_is_the_exact_sum(figures: list[int]) -> None:
    ranking = pl.DataFrame({"name": [""] * len(figures), "n": figures}, {"name": pl.String(), "n": pl.Int64()})
    _, others = top_and_rest(ranking, "n", 1)
    rest = sorted((figure for figure in figures if figure), reverse=True)[1:]
    assert others == ((len(rest), sum(rest)) if rest else None)


def adopted(*calls: int) -> pl.DataFrame:
    """As `adoption`: connectors `c0`, `c1`, … of one category, with 2^63 - 1 connections each, half of them inactive."""
    rows = [(f"c{number}", f"C{number}", "Payments", 1, MOST, MOST, 0) for number in range(len(calls))]
    report = gateway([(f"c{number}", count) for number, count in enumerate(calls)])
    return adoption(pl.DataFrame(rows, CONNECTORS, orient="row"), report, None, len(calls))


def test_the_largest_connectors_carry_their_part_of_a_sum_beyond_64_bits() -> None:
    found = pareto(adopted(MOST, MOST, MOST, MOST))
    assert found["share"].to_list() == [0.25] * 4
    assert found["cumulative"].to_list() == [0.25, 0.5, 0.75, 1.0]


def test_connections_are_added_exactly_and_a_connector_with_many_has_lapsed_all_the_same() -> None:
    found = adopted(0, 1)
    assert adoption_summary(found).inactive == 2 * MOST
    assert dict(found.select("connector_id", "lapsed").iter_rows()) == {"c0": True, "c1": False}


def test_a_category_whose_sum_lies_beyond_64_bits_is_refused() -> None:
    with pytest.raises(SumTooLarge) as told:
        by_category(adopted(1, 1))
    assert told.value.detail == f"connections of several operators add up to {2 * MOST:,}, more than {MOST:,}"


def test_the_largest_sum_of_64_bits_is_kept() -> None:
    frame = pl.DataFrame({"n": [MOST, None]}, {"n": pl.Int128()})
    assert in_64_bits(frame, {"n": "n"}).rows() == [(MOST,), (None,)]
    assert in_64_bits(frame, {"n": "n"}).schema == {"n": pl.Int64()}


def test_whoever_loses_everything_loses_more_than_half_however_much_it_is() -> None:
    day = date(2026, 5, 1)
    weeks = pl.DataFrame([(day, "op", "stripe", 2**62 + 1, day, day)], CONNECTOR_WEEKS, orient="row")
    assert blast_radii(weeks)["losing_half"].to_list() == [1]

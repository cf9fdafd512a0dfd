"""Sums, means and weighted units are exact, whatever the rows are: compared with plain Python on drawn datasets."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.dataset.billable import half_up
from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import ACTIVITY, DAILY_USAGE, METRICS
from tests.data_access.tiny import Form, write_json, write_tiny, write_usage
from tests.examples import examples

FIRST, LAST = date(2026, 4, 29), date(2026, 5, 31)
OPERATORS = ("007", "op_acme", "op_bell", "op_chi")
WEIGHTS = {"api_calls": "0.1", "gateway_requests": "2.5", "events_ingested": "0.005"}

Row = tuple[date, str, str, str, int]

days = st.dates(FIRST, LAST)
quantities = st.integers(0, 10**15) | st.integers(0, 3)
traffic = st.tuples(
    days, st.sampled_from(OPERATORS), st.sampled_from(ACTIVITY), st.sampled_from(["", "a", "b"]), quantities
)
levels = st.tuples(days, st.sampled_from(OPERATORS), st.just("storage_bytes"), st.just(""), quantities)
rows_of = st.lists(traffic | levels, max_size=40, unique_by=lambda row: row[:4])
periods = st.tuples(st.dates(date(2026, 4, 20), date(2026, 6, 10)), st.integers(0, 45)).map(
    lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)
forms = st.sampled_from(["parquet", "csv"])


def asked(rows: list[Row], form: Form, question: Callable[[DatasetSource], object]) -> None:
    with TemporaryDirectory() as directory:
        write_tiny(Path(directory), form)
        write_json(Path(directory) / "billable.json", WEIGHTS)
        write_usage(Path(directory), pl.DataFrame(rows, DAILY_USAGE, orient="row"), form)
        question(DatasetSource(Path(directory)))


def counted(rows: list[Row], period: Period) -> dict[str, tuple[int | None, ...]]:
    """The totals of each operator in the order of METRICS, worked out one row at a time; None where no row tells any."""
    sums: Counter[tuple[str, str]] = Counter()
    for day, operator, metric, _, quantity in rows:
        sums[operator, metric] += quantity if period.contains(day) else 0
    totals = {}
    for operator in OPERATORS:
        mean = Decimal(sums[operator, "storage_bytes"]) / period.days
        units = sum(sums[operator, metric] * Decimal(WEIGHTS[metric]) for metric in ACTIVITY)
        rounded = (int(Decimal(exact).quantize(Decimal(1), ROUND_HALF_UP)) for exact in (mean, units))
        figures = dict(zip(METRICS, (*(sums[operator, metric] for metric in ACTIVITY), *rounded), strict=True))
        carried = {row[2] for row in rows} | {"billable_units"}
        totals[operator] = tuple(figure if metric in carried else None for metric, figure in figures.items())
    return totals


@settings(max_examples=examples(40))
@given(rows_of, forms, periods)
def test_a_report_tells_what_counting_row_by_row_tells(rows: list[Row], form: Form, period: Period) -> None:
    def question(source: DatasetSource) -> None:
        totals = source.usage_report(period).totals
        told = {row[0]: row[1:] for row in totals.select("operator_id", *METRICS).iter_rows()}
        assert told == counted(rows, period)

    asked(rows, form, question)


@settings(max_examples=examples(25))
@given(rows_of, forms, periods, st.integers(0, 44))
def test_traffic_of_adjacent_periods_adds_up(rows: list[Row], form: Form, period: Period, at: int) -> None:
    cut = period.start + timedelta(days=at % period.days)

    def question(source: DatasetSource) -> None:
        parts = [Period(period.start, cut)] + (
            [Period(cut + timedelta(days=1), period.end)] if cut < period.end else []
        )
        totals = [source.usage_report(part).totals.select(ACTIVITY) for part in parts]
        assert sum(totals[1:], totals[0]).equals(source.usage_report(period).totals.select(ACTIVITY))

    asked(rows, form, question)


@settings(max_examples=examples(25))
@given(rows_of, forms)
def test_undated_totals_are_those_of_all_days(rows: list[Row], form: Form) -> None:
    def question(source: DatasetSource) -> None:
        totals = source.usage_report(Period(FIRST, LAST)).totals
        told, operators = source.summary(), source.operators()
        sums = (None if column.null_count() else column.sum() for column in totals.select(ACTIVITY))
        assert (told.api_calls, told.gateway_requests, told.events_ingested) == tuple(sums)
        assert operators["api_calls"].equals(totals["api_calls"])
        assert operators["events_ingested"].equals(totals["events_ingested"])

    asked(rows, form, question)


@given(st.integers(0, 10**30), st.integers(1, 10**6))
def test_half_up_rounds_as_a_person_does(numerator: int, denominator: int) -> None:
    rounded = pl.select(half_up(pl.lit(numerator, dtype=pl.Int128), denominator)).item()
    twice = divmod(2 * numerator, 2 * denominator)
    assert rounded == twice[0] + (1 if twice[1] >= denominator else 0)


def test_a_half_is_rounded_up() -> None:
    halves = pl.DataFrame({"n": [1, 3, 5, 0, 2]}).select(half_up(pl.col("n"), 2))
    assert halves["n"].to_list() == [1, 2, 3, 0, 1]

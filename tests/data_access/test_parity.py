"""The API over the platform server tells, cell for cell, what the dataset behind that server tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.api.source import ApiSource
from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import ACTIVITY
from tests.conftest import Served
from tests.data_access.tiny import MARKED_UP

TINY_PERIODS = {
    "every day": Period(date(2026, 4, 29), date(2026, 5, 31)),
    "across two months": Period(date(2026, 4, 30), date(2026, 5, 3)),
    "one day": Period(date(2026, 5, 1), date(2026, 5, 1)),
    "a whole month, most of it unknown": Period(date(2026, 4, 1), date(2026, 4, 30)),
    "before the first day": Period(date(2026, 1, 1), date(2026, 1, 31)),
}
SAMPLE_PERIODS = {
    "a whole month": Period(date(2026, 10, 1), date(2026, 10, 31)),
    "a part of a month": Period(date(2026, 9, 10), date(2026, 9, 23)),
    "one day": Period(date(2026, 11, 20), date(2026, 11, 20)),
    "every day": Period(date(2025, 10, 18), date(2026, 11, 21)),
    "the first day": Period(date(2025, 10, 18), date(2025, 10, 18)),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The same figures by two ways."""

    api: ApiSource
    dataset: DatasetSource

    def report_totals(self, period: Period) -> pl.DataFrame:
        """The totals of a report, once both ways are found to tell the same."""
        read, stored = self.api.usage_report(period), self.dataset.usage_report(period)
        assert_frame_equal(read.totals, stored.totals)
        assert_frame_equal(read.lines, stored.lines)
        assert read.period == stored.period == period
        return read.totals


@contextmanager
def both_ways(served: Served) -> Iterator[Pair]:
    api = ApiSource(served.settings)
    try:
        yield Pair(api, DatasetSource(served.dataset))
    finally:
        api.close()


class Parity:
    """Asked of each dataset by a child that knows `pair`."""

    def test_the_undated_totals_are_the_same(self, pair: Pair) -> None:
        assert pair.api.summary() == pair.dataset.summary()

    def test_the_operators_are_the_same(self, pair: Pair) -> None:
        read = pair.api.operators()
        assert read.height > 0
        assert_frame_equal(read, pair.dataset.operators())

    def test_the_connectors_are_the_same(self, pair: Pair) -> None:
        read = pair.api.connectors()
        assert read.height > 0
        assert_frame_equal(read, pair.dataset.connectors())

    def test_the_profile_is_the_same(self, pair: Pair) -> None:
        assert pair.api.profile() == pair.dataset.profile()


class TestTiny(Parity):
    @pytest.fixture
    def pair(self, tiny_platform: Served) -> Iterator[Pair]:
        with both_ways(tiny_platform) as pair:
            yield pair

    @pytest.mark.parametrize("period", TINY_PERIODS.values(), ids=TINY_PERIODS)
    def test_a_report_is_the_same(self, pair: Pair, period: Period) -> None:
        assert pair.report_totals(period).height == 4

    def test_an_operator_without_usage_has_0_both_ways(self, pair: Pair) -> None:
        totals = pair.report_totals(TINY_PERIODS["every day"])
        quiet = totals.row(by_predicate=pl.col("operator_id") == "op_chi")
        assert quiet == ("op_chi", MARKED_UP, 0, 0, 0, 0, 0)


class TestSample(Parity):
    @pytest.fixture
    def pair(self, sample_platform: Served) -> Iterator[Pair]:
        with both_ways(sample_platform) as pair:
            yield pair

    @pytest.mark.parametrize("period", SAMPLE_PERIODS.values(), ids=SAMPLE_PERIODS)
    def test_a_report_is_the_same(self, pair: Pair, period: Period) -> None:
        assert pair.report_totals(period)["api_calls"].sum() > 0

    def test_reports_of_two_halves_add_up_to_that_of_the_whole(self, pair: Pair) -> None:
        whole = SAMPLE_PERIODS["a whole month"]
        middle = whole.start + timedelta(days=14)
        halves = (Period(whole.start, middle), Period(middle + timedelta(days=1), whole.end))
        first, second, both = (pair.report_totals(period).select(ACTIVITY) for period in (*halves, whole))
        assert_frame_equal(first + second, both)

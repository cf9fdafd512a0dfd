"""What a source is asked for a pack."""

from datetime import date

import polars as pl
import pytest

from dashboard.exports.pack.asking import asked, platform_name
from data_access.dataset.source import DatasetSource
from data_access.errors import AccessRefused, PlatformBroken, PlatformUnreachable, UnexpectedAnswer
from data_access.period import Period
from tests.data_access.tiny import write_tiny

MAY = Period(date(2026, 5, 1), date(2026, 5, 20))


class Noting(DatasetSource):
    """A dataset that notes what it is asked, and whose report may change in between."""

    def __init__(self, directory, *, absent_is_zero=True, more=0, refused=None):
        self.asked, self.more, self.refused = [], more, None
        super().__init__(directory, absent_is_zero=absent_is_zero)
        self.refused = refused

    def usage_report(self, period, *, fresh=False):
        self.asked.append((period, fresh))
        report = super().usage_report(period, fresh=fresh)
        if self.more and len(self.asked) == 2:
            quantity = pl.col("quantity") + self.more
            return type(report)(report.lines.with_columns(quantity), report.totals, period, report.read_at)
        return report

    def profile(self):
        if self.refused:
            raise self.refused
        return super().profile()


@pytest.fixture
def tiny(tmp_path):
    return write_tiny(tmp_path / "tiny")


@pytest.mark.parametrize(("absent_is_zero", "fresh"), [(True, False), (False, True)])
def test_the_report_is_asked_for_twice_and_afresh_where_the_source_is_no_dataset(tiny, absent_is_zero, fresh):
    """A history would answer with sums of daily reports, whose billable units may be rounded otherwise."""
    source = Noting(tiny, absent_is_zero=absent_is_zero)
    asked(source, "plat_tiny", MAY)
    assert source.asked == [(MAY, fresh)] * 2


def test_two_answers_that_agree_are_final_and_two_that_do_not_are_provisional(tiny):
    same, other = asked(Noting(tiny), "plat_tiny", MAY), asked(Noting(tiny, more=1), "plat_tiny", MAY)
    assert (same.state, other.state) == ("final", "provisional")
    assert [check.name for check in other.checks if check.state != "ok"] == ["same_again"]


def test_the_settling_days_can_be_chosen(tiny):
    assert asked(DatasetSource(tiny), "plat_tiny", MAY, settling_days=30).state == "settling"


@pytest.mark.parametrize("closed", [AccessRefused, UnexpectedAnswer])
def test_a_name_that_is_not_open_to_the_key_is_the_platforms_id(tiny, closed):
    found = asked(Noting(tiny, refused=closed("GET /settings: 403")), "plat_tiny", MAY)
    assert (found.platform_name, found.report.platform) == (None, "plat_tiny")


@pytest.mark.parametrize("failed", [PlatformUnreachable, PlatformBroken])
def test_a_name_that_merely_could_not_be_read_makes_no_second_id(tiny, failed):
    with pytest.raises(failed):
        platform_name(Noting(tiny, refused=failed("GET /settings")))

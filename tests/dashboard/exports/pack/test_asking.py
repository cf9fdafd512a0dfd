"""What a source is asked for a pack."""

from datetime import date

import polars as pl
import pytest

from dashboard.exports.pack.asking import asked, platform_name
from data_access.dataset.source import DatasetSource
from data_access.errors import (
    AccessRefused,
    NotAllowed,
    NotOffered,
    PlatformBroken,
    PlatformUnreachable,
    UnexpectedAnswer,
)
from data_access.period import Period
from tests.data_access.tiny import usage, write_tiny, write_usage

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


@pytest.mark.parametrize("absent_is_zero", [True, False])
def test_the_report_is_asked_for_as_the_page_does_and_then_fetched_anew(tiny, absent_is_zero):
    source = Noting(tiny, absent_is_zero=absent_is_zero)
    asked(source, "plat_tiny", MAY)
    assert source.asked == [(MAY, False), (MAY, True)]


def test_the_second_fetch_of_a_dataset_reads_the_files_and_not_what_is_kept_of_them(tiny):
    source, whole_month = DatasetSource(tiny), Period(date(2026, 5, 1), date(2026, 5, 31))
    source.usage_report(whole_month)  # a month's sums are kept from here on
    write_usage(tiny, usage.with_columns(pl.col("quantity") * 2))
    failed = {check.name: check for check in asked(source, "plat_tiny", whole_month).checks if check.state == "failed"}
    assert failed["same_again"].evidence.filter(operator_id="op_bell", field="api_calls", key="").rows() == [
        ("op_bell", "api_calls", "", "6", "12")
    ]


def test_two_answers_that_agree_are_final_and_two_that_do_not_are_provisional(tiny):
    same, other = asked(Noting(tiny), "plat_tiny", MAY), asked(Noting(tiny, more=1), "plat_tiny", MAY)
    assert (same.state, other.state) == ("final", "provisional")
    assert [check.name for check in other.checks if check.state != "ok"] == ["same_again"]


def test_the_settling_days_can_be_chosen(tiny):
    assert asked(DatasetSource(tiny), "plat_tiny", MAY, settling_days=30).state == "settling"


@pytest.mark.parametrize("closed", [NotAllowed, NotOffered])
def test_a_name_that_is_not_open_to_the_key_is_the_platforms_id(tiny, closed):
    found = asked(Noting(tiny, refused=closed("GET /settings: 403")), "plat_tiny", MAY)
    assert found.report.platform == "plat_tiny"


@pytest.mark.parametrize("failed", [PlatformUnreachable, PlatformBroken, UnexpectedAnswer, AccessRefused])
def test_a_name_that_merely_could_not_be_read_makes_no_second_id(tiny, failed):
    with pytest.raises(failed):
        platform_name(Noting(tiny, refused=failed("GET /settings")))

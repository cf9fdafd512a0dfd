"""Days that two reports would bill: told with numbers and days, confirmed with a reason, recorded, held by the database."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data_access.period import Period
from data_access.records.database import Records
from data_access.records.errors import IssueOverlaps, IssueRefused
from data_access.records.ledger import OVERLAPPING, Receipt, issue, issued, issued_reports, overlapping
from data_access.records.ledger_rules import LONGEST_REASON
from tests.data_access.records.ledger_rows import ANA, NOVEMBER, NOW, OCTOBER, days, enter, report
from tests.examples import examples

MIDDLE = days("2026-10-15", "2026-11-14")


def confirm(
    records: Records,
    overlaps: tuple[int, ...],
    why: str = "agreed with Lima",
    what: object = None,
    platform: str = "acme",
) -> Receipt:
    issued = what or report("r-9", MIDDLE)
    return issue(records, platform, issued, now=NOW, person=ANA, overlaps=overlaps, overlap_reason=why)  # type: ignore[arg-type]


def test_days_that_were_billed_are_told_with_number_dates_and_how_many(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueOverlaps) as refused:
        enter(records, report("r-9", MIDDLE))
    assert refused.value.numbers == (1,)
    assert refused.value.title == "Some days would be billed twice"
    assert refused.value.detail == (
        "15 Oct 2026 to 31 Oct 2026 (17 days) would be billed twice, as report 1 holds 1 Oct 2026 to 31 Oct 2026"
    )
    assert "confirm exactly these reports, and say why" in refused.value.advice
    assert issued_reports(records, "acme").height == 1


def test_one_shared_day_is_told_as_one_day(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueOverlaps, match=r"^31 Oct 2026 \(1 day\) would be billed twice, as report 1 holds"):
        enter(records, report("r-9", days("2026-10-31", "2026-11-30")))


def test_many_are_told_in_a_few_words_and_all_by_number(records: Records) -> None:
    for day in range(1, 9):
        enter(records, report(f"r-{day}", Period(date(2026, 10, day), date(2026, 10, day))))
    with pytest.raises(IssueOverlaps) as refused:
        enter(records, report("r-9", OCTOBER))
    assert refused.value.numbers == (1, 2, 3, 4, 5, 6, 7, 8)
    assert refused.value.detail.count("would be billed twice") == 5
    assert refused.value.detail.endswith("; days of 3 more reports too")


@pytest.mark.parametrize(
    "period",
    [
        days("2026-10-31", "2026-10-31"),
        days("2026-09-01", "2026-10-01"),
        days("2026-10-05", "2026-10-06"),
        days("2026-01-01", "2026-12-31"),
        days("2026-10-01", "2026-10-30"),
    ],
)
def test_any_shared_day_counts(records: Records, period: Period) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueOverlaps):
        enter(records, report("r-9", period))


def test_the_days_right_before_and_after_are_free(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    assert enter(records, report("r-2", days("2026-09-30", "2026-09-30"))).number == 2
    assert enter(records, report("r-3", NOVEMBER)).number == 3


def test_another_platforms_days_are_its_own(records: Records) -> None:
    enter(records, report("r-1", OCTOBER), "other")
    assert enter(records, report("r-9", MIDDLE)).number == 1
    assert overlapping(records, "third", OCTOBER).is_empty()


def test_a_confirmed_overlap_is_issued_and_recorded(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    enter(records, report("r-2", NOVEMBER))
    assert confirm(records, (2, 1, 1), "agreed\nwith Lima").number == 3
    entry = issued(records, "acme", 3)
    assert (entry.overlaps, entry.overlap_reason) == ((1, 2), "agreed\nwith Lima")
    assert (issued(records, "acme", 1).overlaps, issued(records, "acme", 1).overlap_reason) == ((), "")
    found = issued_reports(records, "acme").select("number", "overlaps", "overlap_reason").rows()
    assert found == [(1, None, None), (2, None, None), (3, "1,2", "agreed\nwith Lima")]


@pytest.mark.parametrize("confirmed", [(), (1,), (2,), (1, 2, 3), (7,)])
def test_exactly_the_reports_that_overlap_have_to_be_confirmed(records: Records, confirmed: tuple[int, ...]) -> None:
    enter(records, report("r-1", OCTOBER))
    enter(records, report("r-2", NOVEMBER))
    enter(records, report("r-3", days("2026-01-01", "2026-01-31")))
    with pytest.raises(IssueOverlaps) as refused:
        confirm(records, confirmed)
    assert refused.value.numbers == (1, 2)


@pytest.mark.parametrize("why", ["", " \n\t"])
def test_a_confirmation_needs_a_reason(records: Records, why: str) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueOverlaps):
        confirm(records, (1,), why)


@pytest.mark.parametrize("why", ["x" * (LONGEST_REASON + 1), "half \ud83d"])
def test_the_reason_has_to_be_one_that_can_be_kept(records: Records, why: str) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueRefused, match=r"2001 characters|half a character"):
        confirm(records, (1,), why)


def test_there_is_nothing_to_confirm_where_no_day_is_shared(records: Records) -> None:
    enter(records, report("r-1", days("2026-01-01", "2026-01-31")))
    with pytest.raises(IssueRefused, match="nothing to confirm"):
        confirm(records, (1,))


def test_a_report_that_was_issued_meanwhile_has_to_be_confirmed_too(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    seen = tuple(overlapping(records, "acme", MIDDLE)["number"])
    enter(records, report("r-2", NOVEMBER))
    with pytest.raises(IssueOverlaps) as refused:
        confirm(records, seen)
    assert refused.value.numbers == (1, 2)


def test_of_overlapping_reports_at_once_one_is_issued_and_the_others_are_told(records: Records) -> None:
    def one(day: int) -> str:
        try:
            return str(enter(records, report(f"r-{day}", Period(date(2026, 10, day), date(2026, 11, day)))).number)
        except IssueOverlaps:
            return "told"

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(one, range(1, 17)))
    assert answers == ["1", *["told"] * 15]


def test_the_same_report_again_needs_no_confirmation(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    confirm(records, (1,))
    assert enter(records, report("r-9", MIDDLE)).already
    assert confirm(records, (5,), "").already


def test_a_correction_needs_no_confirmation_and_is_no_report_of_its_own(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    confirm(records, (1,))
    assert enter(records, report("r-3", MIDDLE, corrects=2, after=2)).number == 3
    assert enter(records, report("r-4", OCTOBER, corrects=1, after=1)).number == 4
    assert overlapping(records, "acme", days("2026-10-20", "2026-10-20"))["number"].to_list() == [1, 2]
    assert issued_reports(records, "acme")["overlaps"].to_list() == [None, "1", None, None]


def test_a_period_that_was_issued_is_to_be_corrected_whatever_is_confirmed(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    with pytest.raises(IssueRefused, match="issued before, as report 1") as refused:
        confirm(records, (1,), what=report("r-9", OCTOBER))
    assert not isinstance(refused.value, IssueOverlaps)


def test_what_overlaps_is_shown_by_number_with_the_days_that_are_shared(records: Records) -> None:
    enter(records, report("r-1", NOVEMBER))
    enter(records, report("r-2", OCTOBER))
    enter(records, report("r-3", days("2026-01-01", "2026-01-31")))
    expected = [(1, NOVEMBER.start, NOVEMBER.end, 14), (2, OCTOBER.start, OCTOBER.end, 17)]
    assert_frame_equal(overlapping(records, "acme", MIDDLE), pl.DataFrame(expected, schema=OVERLAPPING, orient="row"))


def test_the_period_itself_overlaps_nothing(records: Records) -> None:
    enter(records, report("r-1", OCTOBER))
    assert_frame_equal(overlapping(records, "acme", OCTOBER), pl.DataFrame(schema=OVERLAPPING))


PERIODS = st.tuples(st.integers(0, 40), st.integers(0, 15)).map(
    lambda at: Period(date.fromordinal(740_000 + at[0]), date.fromordinal(740_000 + at[0] + at[1]))
)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(periods=st.lists(PERIODS, min_size=2, max_size=6, unique=True))
def test_shared_days_are_those_that_both_have(records: Records, periods: list[Period]) -> None:
    platform = f"p-{periods}"
    *before, last = periods
    for number, period in enumerate(before, start=1):
        known = tuple(overlapping(records, platform, period)["number"])
        why = "tried out" if known else ""
        assert confirm(records, known, why, report(f"r-{number}", period), platform).number == number
    expected = [
        (number, len(set(period.dates()) & set(last.dates())))
        for number, period in enumerate(before, start=1)
        if set(period.dates()) & set(last.dates())
    ]
    assert overlapping(records, platform, last).select("number", "days").rows() == expected


@pytest.mark.parametrize(
    ("overlaps", "why", "is_taken"),
    [
        ("NULL", "NULL", False),
        ("'1'", "NULL", False),
        ("'1'", "' '", False),
        ("NULL", "'x'", False),
        ("'1'", "'x'", True),
    ],
)
def test_the_database_itself_takes_no_overlap_without_a_reason(
    records: Records, file: Path, overlaps: str, why: str, is_taken: bool
) -> None:
    enter(records, report("r-1", OCTOBER))
    insert = f"""INSERT INTO issued_reports SELECT 'acme', 2, 'r-2', platform, '2026-10-31', '2026-11-30', state, form, NULL,
        NULL, NULL, "by", self_declared, reason, issued_at, lines, operators, pack_name, pack_bytes, pack_sha256, manifest,
        {overlaps}, {why} FROM issued_reports"""
    with closing(sqlite3.connect(file)) as raw, raw:
        if is_taken:
            raw.execute(insert)
        else:
            with pytest.raises(sqlite3.IntegrityError, match="issued before need a reason"):
                raw.execute(insert)
    assert issued_reports(records, "acme").height == 1 + is_taken

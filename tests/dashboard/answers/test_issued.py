"""What is held against issued reports is kept under what the records just said: they may say more at any moment."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.answers import issued
from dashboard.answers.issued import IssuedOf
from dashboard.answers.reading import Rows
from data_access import Settings, platform_key
from data_access.records import ledger
from data_access.records.database import Records
from data_access.records.errors import IssueRefused
from data_access.records.opening import open_records
from tests.dashboard.answers.readings import NOW, report
from tests.dashboard.answers.test_billing import BASE, INVOICE, more
from tests.pages.issued import with_issued

EARLIER = replace(BASE, now=report(NOW.previous()), before=None)


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """Of a platform that issued a report and its correction."""
    monkeypatch.setenv("HAZELBOARD_DATABASE_URL", f"sqlite:///{tmp_path / 'records.db'}")
    with_issued()
    opened = open_records(Settings.from_environment())
    yield opened
    opened.close()


def listed(records: Records) -> Rows:
    return tuple(ledger.issued_reports(records, platform()).iter_rows())


def platform() -> str:
    return platform_key(Settings.from_environment())


def entries(records: Records) -> tuple[IssuedOf, ...]:
    return tuple(
        IssuedOf(records, platform(), one.number, one.report_id) for one in issued.ledger(listed(records)).entries
    )


def invoice(**changed: object) -> object:
    """Today's report of the platform that issued the others."""
    return replace(INVOICE, whose=replace(INVOICE.whose, name="Sample", key=platform()), **changed)


def test_what_is_listed_now_is_shown_now(records: Records) -> None:
    everything = listed(records)
    before = issued.ledger(everything[:1])
    assert [one.number for one in before.entries] == [1]
    assert [one.number for one in issued.ledger(everything).entries] == [1, 2]
    assert issued.ledger(listed(records)) is issued.ledger(everything)


def test_an_entry_is_listed_as_it_was_read(records: Records) -> None:
    rows = ledger.issued_reports(records, platform()).sort("number", descending=True)
    shown = issued.ledger(listed(records)).grid.arrow.select(rows.columns)
    assert shown.to_pylist() == rows.to_arrow().to_pylist()


def test_the_rows_of_a_report_are_its_own_and_read_once(records: Records) -> None:
    first, correction = entries(records)
    assert issued.rows(first) is issued.rows(first)
    assert issued.rows(first).lines.height > issued.rows(correction).lines.height == 1


def test_a_report_of_another_database_is_another_one(records: Records, tmp_path: Path) -> None:
    first = entries(records)[0]
    issued.rows(first)
    with pytest.raises(IssueRefused):
        issued.rows(replace(first, platform_id="other"))
    assert issued.rows(replace(first, report_id="r-other")) is not issued.rows(first)


def test_the_changes_are_against_all_that_was_invoiced_by_now(records: Records) -> None:
    first, correction = entries(records)
    alone, both = issued.changes(invoice(), (first,)), issued.changes(invoice(), (first, correction))
    assert alone.caption.startswith("Against no. 1: 3 lines changed")
    assert both.caption.startswith("Against no. 1 and 1 correction: 2 lines changed")


def test_the_changes_are_those_of_todays_report(records: Records) -> None:
    usual = issued.changes(invoice(), entries(records))
    moved = issued.changes(invoice(first=more(report(NOW))), entries(records))
    assert moved.lines.arrow != usual.lines.arrow


def test_the_comparison_is_with_its_other_side_in_its_metric(records: Records) -> None:
    first = entries(records)[0]
    usual = issued.comparison(invoice(), EARLIER, "api_calls")
    for other in (
        issued.comparison(invoice(), first, "api_calls"),
        issued.comparison(invoice(), EARLIER, "gateway_requests"),
        issued.comparison(invoice(first=report(NOW.previous())), EARLIER, "api_calls"),
        issued.comparison(invoice(), replace(EARLIER, now=report(NOW)), "api_calls"),
    ):
        assert other.grid.arrow != usual.grid.arrow


def test_the_file_of_a_comparison_holds_all_its_figures_and_is_named_for_platform_and_period() -> None:
    usual = issued.comparison_file(INVOICE, EARLIER, NOW, "sample", "exact")
    assert usual.rows == issued.differing(INVOICE, EARLIER).height
    assert issued.comparison_file(INVOICE, EARLIER, NOW, "other", "exact").name != usual.name
    assert issued.comparison_file(INVOICE, EARLIER, NOW.previous(), "sample", "exact").name != usual.name
    assert issued.comparison_file(INVOICE, EARLIER, NOW, "sample", "excel").data != usual.data
    assert issued.comparison_file(INVOICE, replace(EARLIER, now=report(NOW)), NOW, "sample", "exact").rows == 0

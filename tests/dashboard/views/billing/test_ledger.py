from datetime import UTC, date, datetime

import polars as pl

from dashboard.views.billing.ledger import changes, ledger
from data_access import Period
from data_access.records.ledger_table import ISSUED_REPORTS
from tests.dashboard.metrics.report.test_changes import OCTOBER, line, operator, report

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 9, 30))


def issued(number: int, period: Period, corrects: int | None = None) -> dict[str, object]:
    return {
        "number": number,
        "report_id": f"r-{number}",
        "start": period.start,
        "end": period.end,
        "corrects": corrects,
        "issued_at": datetime(2026, 11, number, tzinfo=UTC),
        "pack_name": f"{number}.zip",
        "pack_sha256": f"digest {number}",
    }


LISTED = pl.DataFrame(
    [issued(2, OCTOBER, 1), issued(1, OCTOBER), issued(3, SEPTEMBER)], schema=ISSUED_REPORTS, orient="row"
)


def test_what_was_issued_is_listed_newest_first_and_a_correction_is_told_apart() -> None:
    rows = ledger(LISTED).grid.arrow.select(["number", "kind"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [(3, "Report"), (2, "Correction"), (1, "Report")]


def test_a_periods_entries_are_its_report_and_then_its_corrections() -> None:
    shown = ledger(LISTED)
    assert [(one.number, one.corrects) for one in shown.of(OCTOBER)] == [(1, None), (2, 1)]
    assert [one.number for one in shown.of(SEPTEMBER)] == [3]
    assert shown.of(SEPTEMBER.previous()) == ()


def test_an_entry_names_its_report_and_its_pack() -> None:
    entry = ledger(LISTED).entries[2]
    assert (entry.report_id, entry.pack_name, entry.pack_sha256) == ("r-3", "3.zip", "digest 3")


def test_where_nothing_was_issued_there_is_no_entry() -> None:
    assert ledger(LISTED.clear()).entries == ()


BEFORE = report([line(5), line(7, key="x")], [operator(12, None, None, None, 3)])
NOW = report([line(6), line(7, key="x")], [operator(13, None, None, 9, 3)])


def test_lines_and_totals_that_changed_are_counted_and_named() -> None:
    shown = changes(BEFORE, NOW, 4, 0)
    assert shown.caption == "Against no. 4: 1 line changed, 2 totals."
    assert shown.lines.arrow.select(["metric", "key", "before", "now", "change"]).to_pylist() == [
        {"metric": "API calls", "key": "orders", "before": 5, "now": 6, "change": 1}
    ]
    assert shown.totals.arrow["metric"].to_pylist() == ["API calls", "Storage"]
    assert not shown.is_nothing


def test_corrections_are_said_and_what_became_known_is_told_apart() -> None:
    shown = changes(BEFORE, NOW, 4, 2)
    assert shown.caption.startswith("Against no. 4 and 2 corrections:")
    assert shown.told_apart == "1 figure became known, or ceased to be reported, since."


def test_where_nothing_changed_it_is_nothing() -> None:
    shown = changes(BEFORE, BEFORE, 4, 0)
    assert shown.is_nothing
    assert (shown.caption, shown.told_apart) == ("Against no. 4: 0 lines changed, 0 totals.", "")

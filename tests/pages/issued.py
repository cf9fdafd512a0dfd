"""A report that was issued before, and the correction of it, in the database that the page reads."""

from dataclasses import replace
from datetime import UTC, datetime

from dashboard.answers import made
from dashboard.metrics.report.canonical import Report, canonical_report, report_id
from dashboard.metrics.report.changes import correction
from data_access import Settings, platform_key
from data_access.records import ledger
from data_access.records.ledger import Issued
from data_access.records.opening import open_records
from data_access.records.people import Person
from tests.dashboard.answers.readings import NOW, facts, network, report


def with_issued() -> None:
    """Of the sample's last 28 days: number 1 lacks three lines of today, number 2 brings one of them."""
    settings = Settings.from_environment()
    first, later = _without(3, settings), _without(2, settings)
    corrected = correction(first, later, first=report_id(first), latest=report_id(first))
    records = open_records(settings)
    for issued in (_issued(first), replace(_issued(corrected), corrects=1, after=1)):
        ledger.issue(
            records,
            platform_key(settings),
            issued,
            now=datetime(2026, 11, 22, tzinfo=UTC),
            person=Person("Ana", self_declared=True),
            reason="the month is over",
        )
    records.close()


def _without(lines: int, settings: Settings) -> Report:
    now = report(NOW)
    figures = made.bill(now, network().roster, facts())
    key = platform_key(settings)
    return canonical_report(now.value.lines.slice(lines), figures, platform="Sample", platform_id=key, period=NOW)


def _issued(one: Report) -> Issued:
    rows = (one.period, "final", "excel", one.lines, one.operators)
    return Issued(report_id(one), one.platform, *rows, manifest="{}", pack_name="pack.zip", pack=b"a pack")

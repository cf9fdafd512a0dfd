"""Small reports to issue: rows, a manifest and a pack that only have to come back as they were."""

from datetime import UTC, date, datetime

import polars as pl

from data_access.period import Period
from data_access.records.database import Records
from data_access.records.ledger import Issued, Receipt, issue
from data_access.records.people import Person

ANA, BEN = Person("ana@example.com", self_declared=False), Person("Ben", self_declared=True)
NOW = datetime(2026, 11, 21, 10, 2, 3, 456789, tzinfo=UTC)
OCTOBER, NOVEMBER = Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 11, 1), date(2026, 11, 30))
LINES = pl.DataFrame({"operator_id": ["op_a", "op_b"], "quantity": [2**62, None]})
OPERATORS = pl.DataFrame({"operator_id": ["op_a", "op_b"], "operator_name": ["=A,\r\n\"'", "日本"]})


def report(
    report_id: str = "r-1",
    period: Period = OCTOBER,
    *,
    corrects: int | None = None,
    after: int | None = None,
    pack: bytes = b"PK\x00\xff whole",
) -> Issued:
    manifest = f'{{"report_id": "{report_id}"}}\r\n'
    name = f"usage_acme_{report_id}.zip"
    return Issued(report_id, "Acme", period, "final", "excel", LINES, OPERATORS, manifest, name, pack, corrects, after)


def days(first: str, last: str) -> Period:
    """From ISO dates."""
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def enter(records: Records, what: Issued | None = None, platform_id: str = "acme", person: Person = ANA) -> Receipt:
    return issue(records, platform_id, what or report(), now=NOW, person=person)

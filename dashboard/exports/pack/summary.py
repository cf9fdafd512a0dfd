"""What a report is, in the words of its first sheet and first page; nothing of it depends on the day of making."""

from datetime import timedelta

import polars as pl

from dashboard.exports.pack.amounts import ESTIMATE
from dashboard.exports.pack.contents import Pack, Tables
from dashboard.metrics.report.reconciliation import explained_units
from dashboard.metrics.report.state import ReportState
from dashboard.numbers import counted, days, exact
from dashboard.words import METRIC_TITLES
from data_access.period import Period
from data_access.tables import BILLABLE_UNITS

STATE_WORDS: dict[ReportState, str] = {
    "provisional": "PROVISIONAL: these figures may change, or a check of them failed",
    "settling": "SETTLING: late usage may still come",
    "final": "FINAL: the period is over and settled, and every check holds",
}
NOT_ADDITIVE = (
    "API calls, gateway requests and events of adjacent reports add up. Storage is a mean over the period's days and "
    "billable units are rounded: these two do not add over periods."
)
FROM_DAYS = "Made of days that are kept: billable units are the sum of daily reports, storage is the mean of them."
SAMPLE = "Sample data: invented figures, not for an invoice"
ZONE = "UTC"


def half_open(period: Period) -> tuple[str, str]:
    """The instants from which on and before which usage is counted."""
    end = period.end + timedelta(days=1)
    return f"{period.start.isoformat()}T00:00:00Z", f"{end.isoformat()}T00:00:00Z"


def summary(pack: Pack, tables: Tables) -> list[tuple[str, str]]:
    """What to know before reading a figure: a title and its words each."""
    report, (start, end) = pack.report, half_open(pack.report.period)
    told = [
        ("Mark", SAMPLE if pack.provenance.is_sample else ""),
        ("Platform", report.platform),
        ("Platform id", report.platform_id),
        ("Report id", tables.report_id),
        ("Correction of", report.correction_of or ""),
        ("Period", f"{days(report.period)}, both days included ({counted(report.period.days, 'day')}, {ZONE})"),
        ("Counted", f"from {start} up to, and without, {end}"),
        ("State", STATE_WORDS[pack.state]),
        ("Issued all the same", pack.override_reason or ""),
        ("Operators", exact(report.operators.height)),
        ("Lines", exact(report.lines.height)),
        ("Money", money(pack, tables) or ""),
        ("Not in the money", without_amount(tables) or ""),
        ("Billable units", explained(report.operators)),
        ("What adds up", NOT_ADDITIVE),
        ("Made of", FROM_DAYS if pack.provenance.from_days else ""),
    ]
    return [(title, words) for title, words in told if words]


def money(pack: Pack, tables: Tables) -> str | None:
    """The sum of all amounts, marked as what it is; None without a rate card."""
    if pack.amounts is None:
        return None
    total = tables.totals["amount"][-1]
    return f"{ESTIMATE}: {pack.amounts.currency} {0 if total is None else total:,}"


def without_amount(tables: Tables) -> str | None:
    """Whose amounts lack something that is priced; None where nobody's does."""
    if "without_amount" not in tables.operators.columns:
        return None
    lacking = tables.operators.filter(pl.col("without_amount") != "")
    if lacking.is_empty():
        return None
    metrics = sorted({each for text in lacking["without_amount"] for each in text.split(",")})
    figures = ", ".join(METRIC_TITLES.get(metric, metric) for metric in metrics)
    words = "are not reported, or are not the sum of their lines"
    return f"Figures of {counted(lacking.height, 'operator')} that {words}: {figures}"


def explained(operators: pl.DataFrame) -> str:
    """How far traffic explains the billable units as given, over the operators of which all four are reported."""
    known = explained_units(operators).drop_nulls()
    units, plain = (int(known[column].cast(pl.Int128).sum()) for column in (BILLABLE_UNITS, "plain_sum"))
    if not known.height:
        return "As given. API calls, gateway requests and events are not all reported, so they explain nothing."
    same = "equal to" if units == plain else f"{exact(units - plain)} from"
    return (
        f"As given. Of {counted(known.height, 'operator')} with all figures: {exact(units)} units, {same} the plain sum of "
        f"API calls, gateway requests and events ({exact(plain)})."
    )

"""Asks a source for a report that goes on an invoice, a second time too, and checks it: as the page does."""

from dashboard.answers.source import counted_of, report_of, roster_of
from dashboard.exports.file_names import platform_slug
from dashboard.issuing.invoice import Invoice, Whose, can_be_fetched_again, invoice, refuse_failed
from dashboard.metrics.report.state import SETTLING_DAYS
from data_access import DataAccessError, Period, Source


def asked(source: Source, platform_id: str, period: Period, *, settling_days: int = SETTLING_DAYS) -> Invoice:
    """`asked_for` the platform of this id, under the name that the source tells."""
    name = platform_name(source)
    whose = Whose(name or platform_id, platform_id, platform_slug(name, None, is_sample=source.facts().is_sample))
    return asked_for(source, whose, period, settling_days=settling_days)


def asked_for(
    source: Source, whose: Whose, period: Period, *, fresh: bool = False, settling_days: int = SETTLING_DAYS
) -> Invoice:
    """The report of `period` as the page shows it, fetched twice. `fresh`: never made of days that are kept.

    Raises what a `Source` raises, and the error of a question beside the main one that failed just now.
    """
    facts, first, roster = source.facts(), report_of(source, period, fresh=fresh), roster_of(source)
    counted = counted_of(source)
    refuse_failed((*first.unknown, *roster.unknown, *counted.unknown))
    again = report_of(source, period, fresh=True) if can_be_fetched_again(first.value, facts) else None
    return invoice(first, roster, counted, again, facts, whose, settling_days)


def platform_name(source: Source) -> str | None:
    """The platform's name as its settings tell it; None where they are not open to the key or not offered.

    Raises every other DataAccessError: a name that comes and goes would give one report two ids.
    """
    try:
        return source.profile().name
    except DataAccessError as failed:
        if failed.is_lasting:
            return None
        raise

"""Readings of the bundled sample, as pages pin them: what is made of others is another answer."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from dashboard.answers.made import Days, Network, Report
from dashboard.answers.reading import Reading
from data_access import Period, SourceFacts
from data_access.dataset.source import DatasetSource
from data_access.settings import SAMPLE

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOW = Period(date(2026, 10, 25), date(2026, 11, 21))
_WINDOW = 28


@cache
def source() -> DatasetSource:
    """The sample, opened once."""
    return DatasetSource(SAMPLE)


@cache
def facts() -> SourceFacts:
    """What the sample says of itself."""
    return source().facts()


@cache
def report(period: Period) -> Report:
    """The usage of a period."""
    return Reading(source().usage_report(period), NOON)


@cache
def days(on: date | None = None) -> Days:
    """What the states at the end of `on` rest on."""
    held = facts().held_days
    last, seen = (held.last_settled_day, held.last_complete_day) if on is None else (on, on)
    return Days(
        facts(),
        Reading(source().operator_days(Period(held.first_day, held.last_complete_day)), NOON),
        Reading(source().connector_weeks(Period(last - timedelta(days=2 * _WINDOW - 1), seen)), NOON),
        Reading(source().connection_losses(Period(last - timedelta(days=_WINDOW - 1), seen)), NOON),
    )


@cache
def network() -> Network:
    """What everybody's standing rests on."""
    return Network(days(), Reading(source().roster(), NOON), Reading(source().catalogue(), NOON))

"""The period that a link asks for (contract, "Period and links"), whether it can be shown or not."""

from datetime import date

from dashboard.ui.page.state import Link
from data_access import Period
from data_access.period import DEFAULT_PRESET, PRESETS

CUSTOM = "custom"
EARLIEST, LONGEST = date(2000, 1, 1), 3_660
PERIOD_NAMES = ("period", "from", "to")
"""The names of the link that say a period."""


def is_period_meant(link: Link) -> bool:
    """Whether a link's period can be shown: the page that was opened with another one tells it, and no link says it on."""
    asked = asked_preset(link)
    return range_of(*days_of(link)) is not None if asked == CUSTOM else asked in PRESETS


def asked_preset(link: Link) -> str:
    """The preset that is named, whether there is such a one or not; `custom` for a range of days."""
    return next(reversed(link.get("period", [])), DEFAULT_PRESET)


def days_of(link: Link) -> tuple[str, str]:
    """The first and the last day as the link writes them; "" for none."""
    start, end = (next(iter(link.get(name, [])), "") for name in ("from", "to"))
    return start, end


def range_of(start: str, end: str) -> Period | None:
    """The days of a link, where they can be read and are a range that a calendar and a page can hold."""
    try:
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        return None
    return period if period.start >= EARLIEST and period.days <= LONGEST else None

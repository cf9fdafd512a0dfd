"""Numbers and times as the Platform API writes them."""

from datetime import datetime

_BIG = 10**9


def number(count: int | None) -> int | str | None:
    """A count: digits in a string from a thousand million on, null when it is not reported."""
    return count if count is None or count < _BIG else str(count)


def instant(moment: datetime | None, *, short: bool = False) -> str | None:
    """ISO 8601 with a Z: to the millisecond, finer only where the figure is, `short` without a fraction of 0."""
    if moment is None:
        return None
    fraction = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    if short and moment.microsecond == 0:
        fraction = "seconds"
    return moment.isoformat(timespec=fraction).replace("+00:00", "Z")


def stamp(moment: datetime) -> str:
    """An instant of the server's own clock, cut to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Whether the clock that a sync goes by is right: which days are over, and which no longer change, hangs on it.

A clock that is days ahead has days asked for that are not over, and keeps them as days without usage.
"""

from datetime import datetime, timedelta

from data_access.errors import DataAccessError

TOLERANCE = timedelta(minutes=5)


class ClockWrong(DataAccessError):
    """This machine's clock and the platform's differ by more than a few minutes: nothing is stored by it."""

    title = "This machine's clock is wrong"
    usual_advice = (
        "Nothing was stored. Set this machine's clock (on most systems: timedatectl set-ntp true), then sync again. "
        "If it is right, tell OneHazel that the Date of its answers is not."
    )


def refuse_wrong(now: datetime, ahead: timedelta | None) -> None:
    """Raises ClockWrong where `now` is more than TOLERANCE ahead of, or behind, what the platform's answer told.

    `ahead` None: no answer told the time. Then a day that was read too early shows by when it was read
    (`plan.is_timely`).
    """
    if ahead is not None and abs(ahead) > TOLERANCE:
        told = f"it says {_instant(now)}, and OneHazel's answer {_instant(now - ahead)}"
        raise ClockWrong(f"{told}: which days are over cannot be told")


def _instant(at: datetime) -> str:
    return f"{at:%-d %b %Y, %H:%M:%S} UTC"

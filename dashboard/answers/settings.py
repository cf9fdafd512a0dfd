"""What Settings tells of the history, kept under how its files stand there: a sync may write them at any moment."""

from datetime import date

from dashboard.answers.keeping import Keeping
from data_access.history import background
from data_access.history.background import Written
from data_access.history.store import Holding


@Keeping
def holding(of: Written) -> Holding | None:
    """What is held; None without a history. Raises DatasetWrong."""
    return background.holding(of)


@Keeping
def requests_needed(of: Written, today: date, days: int, verify: int) -> int:
    """How many requests a sync would make. Raises DatasetWrong."""
    return background.requests_needed(of, today, days, verify)

"""The day that several cards look back to."""

from datetime import date, timedelta

from dashboard.ui.parts import controls
from data_access import Coverage

_USUAL_DAYS = 7


def since_day(held: Coverage) -> date:
    """The day that is chosen to look back to, in the link as `since`; a week before the last day unless chosen."""
    usual = max(held.last_complete_day - timedelta(days=_USUAL_DAYS), held.first_day)
    return controls.past_day("Since the end of", "since", usual, held.first_day, held.last_complete_day)

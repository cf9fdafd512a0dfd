"""What keeps a report from being priced or issued as it stands, in words."""

from data_access import DataAccessError


class ReportMoved(DataAccessError):
    """What would be issued is not what the page shows: other figures, another source or another rate card are known."""

    title = "Nothing was issued: there is something newer"
    usual_advice = "Look at the page as it is now, then issue."


class PlansUnknown(DataAccessError):
    """Prices differ by plan, and which plan an operator has is not told: an amount would be a guess."""

    title = "No amount is shown"
    usual_advice = "Price these operators by their id in the rate card, or use a key that may read /operators."

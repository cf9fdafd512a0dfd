"""What can go wrong with the app's own records."""

from data_access.errors import DataAccessError


class RecordsUnusable(DataAccessError):
    """The app's own database cannot be opened, read or written. Never tells its password."""

    title = "Hazelboard's own records cannot be used"
    usual_advice = (
        "Check HAZELBOARD_DATABASE_URL: a file in a folder that can be written (sqlite:////path/hazelboard.db)."
    )


class SnoozeRefused(DataAccessError):
    """A snooze for a day that is not ahead or too far, with too long a note, by nobody, or one that is not there."""

    title = "The snooze was not recorded"
    usual_advice = "Mend what the message names, then snooze again."


class IssueRefused(DataAccessError):
    """A report for a period that has another one, a correction of what is not there or has moved on, or by nobody."""

    title = "The report was not issued"
    usual_advice = "Mend what the message names, then issue again."


class IssueOverlaps(IssueRefused):
    """Days of the report stand in other first reports, which `numbers` names, and not exactly these were confirmed."""

    title = "Some days would be billed twice"
    usual_advice = "Choose days that were not issued before; or confirm exactly these reports, and say why."

    def __init__(self, detail: str, numbers: tuple[int, ...]) -> None:
        """Keep the numbers of the reports that share days."""
        super().__init__(detail)
        self.numbers = numbers

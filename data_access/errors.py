"""What can go wrong between a question and its answer, named for what the reader can do about it.

DataAccessError
├── SettingsWrong        the environment or secrets.toml names something unusable: mend it and start again
├── PlatformUnreachable  no answer came: check the address and the network, then retry
├── AccessRefused        401: check the key
│   └── NotAllowed       403: the key is good, but this question is not open to it
├── TooManyRequests      429 beyond the waiting budget: come back at the time told
├── PlatformBroken       5xx: OneHazel's side, retry later
├── UnexpectedAnswer     an answer that cannot be read: report it
│   └── NotOffered       404, 405, 410 or 501: the platform has no such question
├── SaveRefused          the platform's settings were not accepted: mend what the message names
├── SaveOvertaken        somebody else changed the same settings meanwhile: look at theirs, then decide
├── SaveUnconfirmed      saved, but reading back shows something else: look before saving again
├── DatasetMissing, DatasetWrong  a file or folder is not there, or holds something that it may not
├── SumTooLarge          figures that each fit into 64 bits do not together: look for one that means "unlimited"
├── SourceChanged        another source stands behind the page now: reload it
├── EndDateReadDifferently  days do not add up to their report: nothing is kept until OneHazel explains it
├── SyncRunning          another sync of the same history runs: let it finish
├── SyncStopped          a sync ended early: what is held stays, the next one goes on
├── HistoryUnwritable    a file of the history cannot be written: make room, or mend the folder
├── RatesMissing, RatesWrong  the rate card that HAZELBOARD_RATES names is not there, or holds what it may not
└── NoDailyHistory       the source cannot answer by day: a hint, not a fault
"""

from datetime import datetime
from typing import ClassVar

from data_access import outside_text

quotable = outside_text.quotable
"""What an error may quote of a text from outside."""


class DataAccessError(Exception):
    """The base: a `title` (what happened), a `detail` (where, with the names) and `advice` (what to do next).

    `is_lasting`: the question is not offered, or not open to this key. Asking again says the same: what the answer
    would tell is unknown for good. Every other error is a failure of this moment.
    """

    title: ClassVar[str] = "The figures could not be read"
    usual_advice: ClassVar[str] = "Try again in a moment."
    is_lasting: ClassVar[bool] = False

    def __init__(self, detail: str, advice: str | None = None) -> None:
        """Keep `detail` for the reader, and `advice` where it can be more exact than the usual one."""
        self.detail = outside_text.fit(detail)
        self.advice = outside_text.fit(advice or self.usual_advice)
        super().__init__(self.detail)


class SettingsWrong(DataAccessError):
    """The environment or `.streamlit/secrets.toml` names something that cannot be used."""

    title = "Hazelboard's settings need mending"
    usual_advice = "Mend the setting, then restart Hazelboard."


class PlatformUnreachable(DataAccessError):
    """No answer: refused, reset, timed out, or cut off in the middle."""

    title = "OneHazel did not answer"
    usual_advice = "Check ONEHAZEL_BASE_URL and the network, then try again."


class AccessRefused(DataAccessError):
    """401: the key is not known, or no longer."""

    title = "OneHazel refused the key"
    usual_advice = "Check that ONEHAZEL_API_KEY is a current platform key (oh_platform_…), then restart Hazelboard."


class NotAllowed(AccessRefused):
    """403: the key may not ask this question."""

    title = "This question is not open to the key"
    usual_advice = "Check that ONEHAZEL_API_KEY is the key that is meant, or ask OneHazel to open the question to it."
    is_lasting = True


class TooManyRequests(DataAccessError):
    """429 for longer than a page may wait. `again_at` is the instant (UTC) to come back, where it was told."""

    title = "OneHazel asks us to wait"
    usual_advice = "Wait a minute, then try again."

    def __init__(self, detail: str, again_at: datetime | None = None) -> None:
        """Turn `again_at` into advice with the time in it."""
        super().__init__(detail, f"Try again after {again_at:%-d %b %Y, %H:%M:%S} UTC." if again_at else None)
        self.again_at = again_at


class PlatformBroken(DataAccessError):
    """A fault on OneHazel's side (5xx)."""

    title = "OneHazel has a fault"
    usual_advice = "Nothing to mend here: try again in a few minutes; tell OneHazel if it stays."


class UnexpectedAnswer(DataAccessError):
    """An answer that is not what the documentation says, named by endpoint, row and field."""

    title = "OneHazel's answer could not be read"
    usual_advice = "No figure is shown rather than a wrong one. Try again; if it stays, send this message to OneHazel."


class NotOffered(UnexpectedAnswer):
    """404, 405, 410 or 501: this address does not answer such a question."""

    title = "OneHazel has nothing at this address"
    usual_advice = "Check ONEHAZEL_BASE_URL: it should end in /platform-api."
    is_lasting = True


class SaveRefused(DataAccessError):
    """The settings were not accepted: by OneHazel (its own words are in `detail`) or by our own check."""

    title = "The settings were not saved"
    usual_advice = "Mend what the message names, then save again. What you typed is still in the form."


class SaveOvertaken(DataAccessError):
    """Somebody else changed the same settings since they were read. `fields` names them."""

    title = "Somebody else changed these settings meanwhile"
    usual_advice = "Compare their values with yours, then save again to replace theirs, or discard yours."

    def __init__(self, detail: str, fields: tuple[str, ...]) -> None:
        """Keep the names of the fields that were overtaken."""
        super().__init__(detail)
        self.fields = fields


class SaveUnconfirmed(DataAccessError):
    """The save was accepted, but reading back shows other values, or reading back failed."""

    title = "The save could not be confirmed"
    usual_advice = "Refresh to see what is stored now, before you save again."


class DatasetMissing(DataAccessError):
    """A dataset's folder, or a file of it, is not there."""

    title = "The dataset was not found"
    usual_advice = "Check ONEHAZEL_DATASET: the folder that holds manifest.json."


class DatasetWrong(DataAccessError):
    """A dataset's file holds something that it may not: the detail names file, column and first offending row."""

    title = "The dataset has a mistake"
    usual_advice = "Mend the file, then press Refresh. Nothing of a dataset with a mistake is shown."


class SumTooLarge(DataAccessError):
    """A sum over several operators lies beyond 64 bits: a table cannot hold it."""

    title = "A sum is too large to be shown"
    usual_advice = "Look for a figure that stands for “unlimited” or “not known” in the source; nothing is shown rather than a wrong sum."


class SourceChanged(DataAccessError):
    """The settings or a dataset's manifest changed between two reads."""

    title = "The source changed meanwhile"
    usual_advice = "Reload the page to see its figures."


class NoDailyHistory(DataAccessError):
    """The source has no figures by day (the Platform API counts whole periods only)."""

    title = "No daily figures"
    usual_advice = "OneHazel's API answers for whole periods only; a dataset has daily figures."


class EndDateReadDifferently(DataAccessError):
    """The reports of single days do not add up to the report of the same days: a day's report is no day's figures."""

    title = "The API reads its end date differently"
    usual_advice = "Nothing was stored. Send this message to OneHazel, and ask whether a report counts its end day."


class SyncRunning(DataAccessError):
    """Another sync, of whatever process, writes the same history."""

    title = "Another sync is running"
    usual_advice = "Let it finish: this one changed nothing."


class SyncStopped(DataAccessError):
    """A sync ended before it held every day. `held` days of the asked ones are held, `cause` says why it ended."""

    title = "The sync stopped early"
    usual_advice = "What is held stays, and the next sync goes on from there."

    def __init__(self, cause: DataAccessError, held: int, of: int) -> None:
        """Say the cause's own words, and that nothing is lost."""
        words = f"{cause.title}: {cause.detail}; {held} of {of} days are held"
        super().__init__(words, f"{cause.advice} {self.usual_advice}")
        self.cause, self.held = cause, held


class HistoryUnwritable(DataAccessError):
    """A file of the history cannot be written: the disk is full, or the folder is not ours."""

    title = "The history could not be written"
    usual_advice = "Make room on the disk, or point ONEHAZEL_HISTORY at a folder that can be written."


class RatesMissing(DataAccessError):
    """HAZELBOARD_RATES names a file that is not there, or that cannot be read."""

    title = "The rate card was not found"
    usual_advice = "Check HAZELBOARD_RATES: the path of a rates.toml. Unset it to show no money at all."


class RatesWrong(DataAccessError):
    """A rate card holds something that it may not: the detail names file, table and field."""

    title = "The rate card has a mistake"
    usual_advice = "Mend the file, then press Refresh. No amount is shown from a rate card with a mistake."

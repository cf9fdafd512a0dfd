"""How long an answer may take, and how large it may be, whatever is sent."""

from dataclasses import dataclass

from data_access.api import wire

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client puts up with. How long a whole question may take is its budget's (`data_access.waiting`).

    `answer_seconds`, `report_seconds`: from asking to the last byte, redirects and all; the second for /usage/report.
    `error_seconds`: for the body of an answer whose status is an error.
    `most_bytes`: unpacked, of all pages of a question together; `most_error_bytes` of an error are read, the rest is
    left. `most_values`: of all pages together, as a value in memory takes ten times and more what `1,` takes on the
    wire.
    """

    answer_seconds: float = 15.0
    report_seconds: float = 60.0
    error_seconds: float = 5.0
    most_bytes: int = 256 * MIB
    most_error_bytes: int = 64 * 1024
    most_pages: int = 1000

    @property
    def most_values(self) -> int:
        """As many as a report of `most_bytes` holds that is written as tersely as can be."""
        return self.most_bytes // 16

    def seconds(self, endpoint: str) -> float:
        """How long one answer of `endpoint` may take."""
        return self.report_seconds if endpoint == wire.USAGE_REPORT else self.answer_seconds

"""The app's own records, opened once for everybody."""

from threading import Lock

from cachetools import LRUCache

from data_access import Settings
from data_access.records.database import Records
from data_access.records.opening import identity, open_records

_MOST = 8


def opened_records(settings: Settings) -> Records:
    """The records of these settings. Raises RecordsUnusable."""
    of = identity(settings)
    with _opening:
        if of not in _records:
            _records[of] = open_records(settings)
        return _records[of]


def forget_records() -> None:
    """Let go of every database: the next question opens it anew. A question under way ends with its connection."""
    with _opening:
        for records in _records.values():
            records.close()
        _records.clear()


_opening = Lock()
_records: LRUCache[str, Records] = LRUCache(_MOST)

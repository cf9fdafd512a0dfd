"""What an answer says beside its rows in words that `wire_statements` does not list, but that sound as if rows are missing.

Nobody can list every spelling: `omittedOperators`, `hasAdditionalPages`, `nextPartition`. What sounds so is told as a doubt, and a
report with a doubt is not final; it may have meant nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from data_access import exact_json
from data_access.api import wire_statements as wire

_SOUNDS = re.compile(
    r"trunc|partial|incomplet|omit|skipped|dropped|missing|exclu|unavailab|notavailable|fail|errors?(?:$|count)"
    r"|additional|remain|capped|clipped|withheld|suppressed|more|^next|continu|cursor|lastkey"
)
_HARMLESS = re.compile(
    r"^remaining$|failover|moreinfo|moredetail|morehelp|learnmore|rate|limit|quota|request|credit|calls|exclusive|currency"
    r"|next\w*(?:at|on|date|time|run|reset|update|sync|refresh|billing|invoice|report|poll)$"
)
_IN_A_HEADER = re.compile(r"trunc|partial|incomplet|omitted")
_SPOKEN = re.compile(r"(?:message|notice|note|hint|info|comment|remark|caveat|disclaimer)s?")
_IN_WORDS = re.compile(
    r"trunc|partial|incomplete|omitted|not all|not complete|limited to|only the first|first \d+|more (?:results|rows|records|pages)"
    r"|missing|excluded|capped|unavailable|stale|delayed|estimat|preliminar|provisional|approximat",
    re.IGNORECASE,
)
_KNOWN = frozenset[str]().union(
    wire.NEXT, wire.NEXT_CURSORS, wire.POSITIONS, wire.NO_PARAMETER, wire.PAGE_NUMBERS, wire.OFFSETS, wire.LIMITS,
    wire.STATED_ROWS, wire.STATED_PAGES, wire.MORE, wire.NEVER_WHOLE, wire.COMPLETE, wire.ERRORS, wire.WARNINGS,
    wire.PROVISIONAL, wire.DAYS_AFTER, wire.CONTAINERS,
)  # fmt: skip
"""What is judged by what it says."""


@lru_cache(maxsize=4096)
def sounds_so(name: str, *, in_a_header: bool = False) -> bool:
    """Whether a name that nobody knows (as `wire_statements.bare` makes it) sounds as if rows were missing."""
    if in_a_header:
        return bool(_IN_A_HEADER.search(name))
    return name not in _KNOWN and bool(_SOUNDS.search(name)) and not _HARMLESS.search(name)


def says_so(name: str, value: Any) -> bool:
    """Whether what is said under an unknown name sounds so: by the name, or, of a message, by its words."""
    return sounds_so(name) or (bool(_SPOKEN.fullmatch(name)) and any(_IN_WORDS.search(text) for text in _texts(value)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        yield exact_json.text(value)

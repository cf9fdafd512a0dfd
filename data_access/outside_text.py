r"""Text from outside, made fit for a screen, a file and a log: no trace of a key in use, no half of a character.

Half a character is what a name cut at so many UTF-16 units ends in (`"\ud83d"` in JSON). No encoding writes it, so
U+FFFD stands in its place.
"""

import logging
import re

from data_access.direction import isolated
from data_access.key_traces import KeyTraces

_KEYS = re.compile(r"oh_[a-z]+_[A-Za-z0-9_\-]*", re.IGNORECASE)
_LONGEST_QUOTE = 200
_LOOKED_AT = 20
"""How many times the length of a quote is read for it: a text may have any size."""

_in_use: dict[str, KeyTraces] = {}


def keep_secret(key: str) -> None:
    """From now on no text that passes here shows a part of `key`, for as long as the process lives."""
    if key not in _in_use:
        _in_use[key] = KeyTraces.of(key)


def keys_in_use() -> tuple[KeyTraces, ...]:
    """The traces of every key that is kept secret."""
    return tuple(_in_use.values())


def fit(text: str) -> str:
    """`text` without traces of a key, each replaced by "(the key)", and with U+FFFD for half characters."""
    clean = whole_characters(text)
    for traces in keys_in_use():
        clean = traces.scrubbed(clean)
    return clean


def whole_characters(text: str) -> str:
    """`text` with U+FFFD for each half of a character."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def quotable(text: object, longest: int = _LONGEST_QUOTE) -> str:
    """Outside text made fit for an error or the screen: no API key, no line break, cut to `longest` characters.

    Its reading direction is kept to itself. Text that looks like an HTML document is not quoted at all (contract, "Reading the API").
    """
    whole = str(text)
    first = whole[: _LOOKED_AT * longest]
    words = " ".join(first.split())
    if re.match(r"\s*<(!doctype|html|head|body|\?xml)", words, re.IGNORECASE):
        return "(an HTML page)"
    clean = fit(_KEYS.sub("oh_…", words))
    return isolated(clean if len(clean) <= longest and len(first) == len(whole) else clean[: longest - 1] + "…")


class FitFormatter(logging.Formatter):
    """Writes a log's line, its traceback too, as `fit` lets it."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of `record`."""
        return fit(super().format(record))


class FitFilter(logging.Filter):
    """For loggers of libraries, whose handlers are not ours: makes their words fit before anybody writes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; `record` has lost its arguments to its message."""
        record.msg, record.args = fit(record.getMessage()), ()
        return True

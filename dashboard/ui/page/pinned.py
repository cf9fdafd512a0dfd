"""The readings that a page shows: one answer to each question, from the page's first look until the page is left.

Every part of the page, its downloads, packs and issues take these; a newer reading is told, never slipped in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast

from dashboard.answers import source
from dashboard.answers.keeping import Keeping
from dashboard.answers.reading import Reading
from dashboard.ui.page import state
from data_access import SourceFacts, Unknown
from data_access.errors import SourceChanged

P = ParamSpec("P")
T = TypeVar("T")

_PINS = "pins"
_Question = tuple[Callable[..., Reading[Any]], tuple[object, ...], tuple[tuple[str, object], ...]]


@dataclass(slots=True)
class _Pins:
    """Of one session. `shown`: the questions that the page asked since its last whole run began."""

    page: str | None = None
    identity: str | None = None
    facts: SourceFacts | None = None
    looked: bool = False
    whole_run: bool = False
    moved: bool = False
    after_restart: bool = False
    told_at: datetime | None = None
    readings: dict[_Question, Reading[Any]] = field(default_factory=dict)
    shown: set[_Question] = field(default_factory=set)
    compared: dict[tuple[Reading[Any], Reading[Any]], bool] = field(default_factory=dict)

    def release(self) -> None:
        self.readings, self.shown, self.compared = {}, set(), {}
        self.identity = self.facts = self.told_at = None


def begin_run(page: str) -> None:
    """A whole run of `page` begins: it keeps its readings; another page takes those that are kept for everybody."""
    pins = _pins()
    if pins.page != page:
        pins.release()
        pins.after_restart &= pins.page is None
    pins.page, pins.looked, pins.moved, pins.shown = page, False, False, set()
    pins.whole_run = True


def found_again() -> None:
    """The browser shows a page that a server before this one drew."""
    _pins().after_restart = True


def is_after_restart() -> bool:
    """Whether a server before this one drew what the page showed when the person came to it."""
    return _pins().after_restart


def end_run() -> None:
    """The page is drawn: what it asked before and does not show any more is let go."""
    pins = _pins()
    pins.readings = {question: reading for question, reading in pins.readings.items() if question in pins.shown}
    pins.compared, pins.whole_run = {}, False


def is_whole_run() -> bool:
    """Whether the whole page is being drawn, not a part of it by itself."""
    return _pins().whole_run


def release() -> None:
    """Take the readings that are kept for everybody in the next run."""
    _pins().release()


def identity() -> str:
    """The identity of the page's source, looked at once a whole run: settings and manifest are files.

    Another one is another page: nothing that was read before stays.
    """
    pins = _pins()
    if not pins.looked:
        now = source.identity()
        if now != pins.identity:
            pins.moved = pins.identity is not None
            pins.release()
        pins.identity, pins.looked = now, True
    return cast("str", pins.identity)


def facts() -> SourceFacts:
    """What the page's source says of itself."""
    pins, of = _pins(), identity()
    if pins.facts is None:
        pins.facts = source.facts(of)
    return pins.facts


def pinned(question: Callable[P, Reading[T]], *args: P.args, **named: P.kwargs) -> Reading[T]:
    """The page's reading of the question; asked now where it has none. Raises what the question raises."""
    pins: _Pins = _pins()
    asked: _Question = (question, args, tuple(sorted(named.items())))
    if asked not in pins.readings:
        pins.readings[asked] = question(*args, **named)
    pins.shown.add(asked)
    return cast("Reading[T]", pins.readings[asked])


def forget(question: Callable[..., Reading[Any]]) -> None:
    """Ask this question anew when the page asks for it next."""
    pins = _pins()
    pins.readings = {asked: reading for asked, reading in pins.readings.items() if asked[0] is not question}
    pins.shown &= pins.readings.keys()


def unknown() -> list[Unknown]:
    """What of the page's answers is unknown, because a question beside the main one was not answered; each once."""
    pins = _pins()
    found = [one for asked in pins.shown for one in pins.readings[asked].unknown]
    return list({(one.columns, one.error.detail): one for one in found}.values())


def oldest_read() -> datetime | None:
    """When the oldest figure of the page was read."""
    pins = _pins()
    return min((pins.readings[asked].read_at for asked in pins.shown), default=None)


def newer_read() -> datetime | None:
    """When figures were read that differ from those on the page; None where the page shows the newest that are known."""
    pins = _pins()
    return next(filter(None, (_newer(pins, asked) for asked in pins.readings)), None)


def is_another_source() -> bool:
    """Whether the source has become another one, or knows other days, since the page was drawn."""
    pins = _pins()
    if pins.identity is None or pins.facts is None:
        return False
    try:
        return source.identity() != pins.identity or source.facts(pins.identity) != pins.facts
    except SourceChanged:
        return True


def has_moved() -> bool:
    """Whether this run shows another source than the run before it, on the same page."""
    return _pins().moved


def told(read_at: datetime) -> bool:
    """Whether the page has said that there are newer figures of this instant; from now on it has."""
    pins = _pins()
    before, pins.told_at = pins.told_at, read_at
    return before == read_at


def is_told(read_at: datetime) -> bool:
    """Whether the page has said that there are newer figures of this instant."""
    return _pins().told_at == read_at


def _newer(pins: _Pins, asked: _Question) -> datetime | None:
    question, args, named = asked
    if not isinstance(question, Keeping):
        return None
    mine, now = pins.readings[asked], question.glimpsed(*args, **dict(named))
    if now is None or now is mine or now.read_at <= mine.read_at:
        return None
    pair = (mine, now)
    if pair not in pins.compared:
        pins.compared[pair] = now.says_the_same(mine)
    return None if pins.compared[pair] else now.read_at


def _pins() -> _Pins:
    return state.kept(_PINS, _Pins)

"""Which way a text is read: no name from outside may turn round the figures that stand beside it.

U+202E and its kin turn all that follows them in a line: `Acme U+202E` before `1,234 calls` is drawn as `sllac 432,1`.
Names lose these marks where they come in (`tables.presentable`); ids and keys keep them, for they tell rows apart, and show
them as U+FFFD where they are drawn. A name in Arabic or Hebrew is as good as any: it needs no mark to turn a figure beside
it, so in a line with others it stands between two isolates, which nobody sees.
"""

import re
import sys
from collections.abc import Iterable
from typing import TextIO

import polars as pl

TURNS = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"
"""A pattern of the marks that set, turn, isolate or swap a direction; for Python and for Polars."""

MARK = "\ufffd"
_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURN = re.compile(TURNS)
_PAIR = re.compile(f"{_FIRST_STRONG}[^{_FIRST_STRONG}{_END}]*{_END}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def without_turns(name: str) -> str:
    """A name without the marks; U+FFFD where nothing else is there."""
    return _TURN.sub("", name) or (name and MARK)


def column_without_turns(names: pl.Expr) -> pl.Expr:
    """The same for a column of names; null stays null."""
    return names.str.replace(f"^{TURNS}+$", MARK).str.replace_all(TURNS, "")


def column_with_marks(texts: pl.Expr) -> pl.Expr:
    """A column of ids, keys and words as it is drawn, each text in a cell of its own: the marks show as U+FFFD."""
    return texts.str.replace_all(TURNS, MARK)


def marked(text: str) -> str:
    """`text` as it may stand in a block of its own: the marks show as U+FFFD.

    Pairs of isolates that are in it stay: they turn nothing outside themselves, and `isolated` makes them.
    """
    if not _TURN.search(text):
        return text
    shown, opened = list(text), list[int]()
    for at, letter in enumerate(text):
        if letter == _FIRST_STRONG:
            opened.append(at)
        elif letter == _END and opened:
            opened.pop()
        elif _TURN.match(letter):
            shown[at] = MARK
    for at in opened:
        shown[at] = MARK
    return "".join(shown)


def isolated(text: str) -> str:
    """`text` as it may stand in a line beside figures: `marked`, and between isolates where it is read from right to left."""
    shown = marked(text)
    bare = shown
    while bare != (bare := _PAIR.sub("", bare)):  # innermost first: what is isolated already needs no more
        pass
    return f"{_FIRST_STRONG}{shown}{_END}" if _RIGHT_TO_LEFT.search(bare) else shown


def say(lines: Iterable[str], out: TextIO | None = None) -> None:
    """Plain lines, on whatever terminal: names may hold letters that it cannot show, move its cursor or turn its line."""
    out = out or sys.stdout
    encoding = out.encoding or "utf-8"
    for line in lines:
        shown = "".join(
            letter if letter.isprintable() or letter in (_FIRST_STRONG, _END) else MARK for letter in isolated(line)
        )
        out.write(shown.encode(encoding, "replace").decode(encoding) + "\n")

"""Names at the right end of lines and bands in place of a legend, none upon another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dashboard.charts.theme import INK, end_label

_LINE = 14
"""Pixels that a line of text needs."""


class End(NamedTuple):
    """What ends at `level` (0..1 of the plot's height), and how it is called there (text that Plotly may read)."""

    text: str
    level: float
    colour: str


def end_labels(ends: Sequence[End], height: int) -> list[dict[str, Any]]:
    """Annotations beside a plot of `height` pixels, in ink: a mark of the colour, then the name."""
    ordered = sorted(ends, key=lambda end: end.level)
    levels = spread([end.level for end in ordered], _LINE / height)
    return [
        end_label(f'<span style="color:{end.colour}">■</span> {end.text}', level, INK) | {"yref": "paper"}
        for end, level in zip(ordered, levels, strict=True)
    ]


def spread(levels: Sequence[float], apart: float) -> list[float]:
    """Ascending `levels` pushed `apart`: up from the lowest, and down again where that went over 1."""
    pushed: list[float] = []
    for level in levels:
        pushed.append(max(level, pushed[-1] + apart) if pushed else level)
    ceiling = 1.0
    for i in reversed(range(len(pushed))):
        pushed[i] = min(pushed[i], ceiling)
        ceiling = pushed[i] - apart
    return pushed

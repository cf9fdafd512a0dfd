"""A line the size of a word, as SVG: it costs no chart library, so the tiles stand before one has loaded."""

from collections.abc import Sequence

Point = tuple[float, float]
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 100, 32, 4, 29
_COLOUR = "#D97706"
"""3.2:1 on white and 6.2:1 on the dark page: one file for both themes."""


def sparkline(values: Sequence[int | None]) -> str:
    """SVG text that stretches with its tile while the stroke does not; None is a gap; "" when nothing is known."""
    known = [value for value in values if value is not None]
    if len(known) <= 1:
        return ""
    low, high = min(known), max(known)
    points = [_point(i, value, len(values), low, high) for i, value in enumerate(values)]
    lines = "".join(f'<path class="l" d="{_line(run)}"/><path class="f" d="{_area(run)}"/>' for run in _runs(points))
    last = points[-1]
    dot = "" if last is None else f'<circle cx="97%" cy="{last[1]}" r="2.5" fill="{_COLOUR}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{_HEIGHT}">'
        f'<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{_COLOUR}" '
        f'stop-opacity=".18"/><stop offset="1" stop-color="{_COLOUR}" stop-opacity="0"/></linearGradient></defs>'
        f"<style>.l{{fill:none;stroke:{_COLOUR};stroke-width:1.5;vector-effect:non-scaling-stroke}}"
        f".f{{fill:url(#g)}}</style>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" width="97%" height="{_HEIGHT}">{lines}</svg>'
        f"{dot}</svg>"
    )


def _point(index: int, value: int | None, count: int, low: int, high: int) -> Point | None:
    if value is None:
        return None
    level = 0.5 if high == low else (value - low) / (high - low)
    return round(_WIDTH * index / (count - 1), 2), round(_BOTTOM - level * (_BOTTOM - _TOP), 2)


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _line(run: list[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in run)


def _area(run: list[Point]) -> str:
    return f"{_line(run)}L{run[-1][0]} {_HEIGHT}L{run[0][0]} {_HEIGHT}Z"

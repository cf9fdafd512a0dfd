"""Who entered and who left a state: since a day, or under other rules."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.metrics.activity.preview import moved
from dashboard.metrics.activity.states import FLAGGED
from dashboard.numbers import counted, day, exact
from dashboard.views.grid import Grid, grid
from dashboard.views.titles import titled


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """`rows` as `metrics.activity.preview.moved`; `grid` the same as people read them."""

    rows: pl.DataFrame
    grid: Grid
    ids: tuple[str, ...]
    caption: str


@dataclass(frozen=True, eq=False, slots=True)
class Preview:
    """What other rules would change. `grid` as of `Moves`, `title` as Markdown of our own."""

    title: str
    caption: str
    grid: Grid


def moves(before: pl.DataFrame, now: pl.DataFrame, since: date) -> Moves:
    """Between everybody's standing at the end of the day `since` and now."""
    rows = moved(before, now)
    ways = dict(rows.group_by("direction").len().iter_rows())
    words = (
        f"{counted(rows.height, 'operator')} changed state since the end of {day(since)}: "
        f"{exact(ways.get('worse', 0))} for the worse, {exact(ways.get('better', 0))} for the better."
    )
    return Moves(rows, _as_read(rows), tuple(rows["operator_id"]), words)


def preview(before: pl.DataFrame, after: pl.DataFrame) -> Preview:
    """Between everybody's standing by the rules that are applied and by others."""
    rows = moved(before, after)
    if rows.is_empty():
        words = "No operator changes its state."
    else:
        words = f"{counted(rows.height, 'operator')} would change state. {_crossing(rows)}"
    return Preview(f"With these rules: {_flag_words(before, after)}", words, _as_read(rows))


def _as_read(rows: pl.DataFrame) -> Grid:
    return grid(rows.with_columns(*titled(rows, "from_state", "to_state")))


def _flag_words(before: pl.DataFrame, after: pl.DataFrame) -> str:
    flags = [int(frame["state"].is_in(FLAGGED).sum()) for frame in (before, after)]
    return f"{exact(flags[1])} flagged instead of {exact(flags[0])}"


def _crossing(rows: pl.DataFrame) -> str:
    was, is_now = pl.col("from_state").is_in(FLAGGED), pl.col("to_state").is_in(FLAGGED)
    enter, leave = rows.filter(~was & is_now), rows.filter(was & ~is_now)
    return f"{exact(enter.height)} enter the flagged, {exact(leave.height)} leave them."

"""Marks on a line by day for what is not as sure as the rest: days that are missing, and days that are settling."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.colours import GAP
from dashboard.charts.theme import ACCENT, INK, TRANSPARENT
from dashboard.numbers import counted, exact

_HALF_DAY = timedelta(hours=12)


def add_settling(figure: go.Figure, trend: pl.DataFrame, settling: Sequence[date]) -> None:
    """Hollow points, on a dashed line that begins at the last settled day, so that the two lines join."""
    is_settling = pl.col("date").is_in(list(settling))
    joins = is_settling | is_settling.shift(-1, fill_value=False)
    figure.add_scatter(
        x=trend["date"].to_list(),
        y=trend.select(pl.when(joins).then("value")).to_series().to_list(),
        mode="lines",
        line={"color": ACCENT, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )
    open_days = trend.filter(is_settling)
    figure.add_scatter(
        x=open_days["date"].to_list(),
        y=open_days["value"].to_list(),
        mode="markers",
        marker={"symbol": "circle-open", "size": 7, "color": ACCENT, "line": {"width": 1.5}},
        cliponaxis=False,
        hoverinfo="skip",
    )


def add_words(figure: go.Figure, trend: pl.DataFrame, gaps: Mapping[date, str], settling: Sequence[date]) -> None:
    """Invisible points that say on hover what each day is; `gaps`: why a day has no figure.

    One trace for all of them: where a trace has no point, Plotly shows that of the day beside it as if it were of this.
    """
    rows = list(trend.select("date", "value").iter_rows())
    figure.add_scatter(
        x=trend["date"].to_list(),
        y=[0 if day in gaps else value for day, value in rows],
        customdata=[gaps.get(day) or _words(value, is_settling=day in settling) for day, value in rows],
        mode="markers",
        marker={"color": ACCENT + TRANSPARENT},
        hovertemplate="%{customdata}<extra>Now</extra>",
    )


def _words(value: int | None, *, is_settling: bool) -> str:
    return f"{exact(value)}, settling" if is_settling else exact(value)


def missing_bands(missing: Sequence[date]) -> list[dict[str, Any]]:
    """A band behind each run of missing days, from half a day before to half a day after: days stand at midnight."""
    return [
        {
            "type": "rect",
            "x0": datetime.combine(run[0], time()) - _HALF_DAY,
            "x1": datetime.combine(run[-1], time()) + _HALF_DAY,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "fillcolor": GAP,
            "opacity": 0.5,
            "line": {"width": 0},
            "layer": "below",
        }
        for run in _runs(missing)
    ]


def missing_note(missing: Sequence[date], why: str) -> list[dict[str, Any]]:
    """How many days are missing, or what else is so of them (`why`), at the foot of the widest band, where there is no line."""
    if not missing:
        return []
    widest = max(_runs(missing), key=len)
    words = why if len(missing) == 1 else f"{counted(len(missing), 'day')} {why}"
    return [_note(words, widest[len(widest) // 2], y=0, yanchor="bottom")]


def settling_note(settling: Sequence[date]) -> list[dict[str, Any]]:
    """The word above the last of the settling days."""
    return [_note("settling", settling[-1], y=1, xanchor="right", yanchor="bottom")] if settling else []


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Ascending days, those in a row together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _note(text: str, day: date, **place: Any) -> dict[str, Any]:
    return {"text": text, "x": day, "yref": "paper", "showarrow": False, "font": {"size": 11, "color": INK}, **place}

"""A metric by day, with the period before as a dotted line; missing and settling days are told apart from the rest."""

from collections.abc import Collection
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, SOFT, TRANSPARENT, axis, count_axis, end_label, framed
from dashboard.charts.trend_marks import add_settling, add_words, missing_bands, missing_note, settling_note

_HEIGHT = 274
_APART = 9
_NOTE_ROOM = 20


def trend_chart(
    trend: pl.DataFrame,
    height: int = _HEIGHT,
    *,
    missing: Collection[date] = (),
    settling: Collection[date] = (),
    why: str = "missing",
) -> go.Figure:
    """Takes the frame of `metrics.daily.trend`; of the days that are `missing` and `settling` it marks those it has.

    A missing day is a gap in the line and a band that says `why`; settling days are hollow points on a dashed line.
    """
    dates = trend["date"].to_list()
    absent, unsettled = [day for day in dates if day in missing], [day for day in dates if day in settling]
    figure = go.Figure()
    compared = trend["before"].null_count() < trend.height
    if compared:
        _add_before(figure, trend)
    settled = trend.select("date", value=pl.when(~pl.col("date").is_in(unsettled)).then("value"))
    if absent:
        _add_fills(figure, settled)
    marked = bool(absent or unsettled)
    _add_now(figure, settled, filled=not absent, silent=marked)
    if unsettled:
        add_settling(figure, trend, unsettled)
    if marked:
        add_words(figure, trend, dict.fromkeys(absent, why), unsettled)
    labels = _end_labels(trend) if compared else []
    # points would make Plotly leave room at either side; lines alone do not
    ends = {"range": [dates[0], dates[-1]]} if marked and trend.height > 1 else {}
    return framed(
        figure,
        height,
        hovermode="x unified",
        margin={"l": 0, "r": 50 if compared else 8, "t": _NOTE_ROOM if unsettled else 8, "b": 0, "pad": 6},
        shapes=missing_bands(absent),
        annotations=[*labels, *missing_note(absent, why), *settling_note(unsettled)],
        xaxis=axis(tickformat="%-d %b", hoverformat="%a %-d %b", nticks=5, type="date", **ends),
        yaxis=count_axis(),
    )


def _add_before(figure: go.Figure, trend: pl.DataFrame) -> None:
    figure.add_scatter(
        x=trend["date"].to_list(),
        y=trend["before"].to_list(),
        customdata=trend["date_before"].to_list(),
        mode="lines",
        line={"color": PREVIOUS, "width": 1.5, "dash": "dot"},
        hovertemplate="%{y:,} on %{customdata|%a %-d %b}<extra>Before</extra>",
    )


def _fill(**places: float) -> dict[str, Any]:
    scale = [[0, ACCENT + TRANSPARENT], [1, ACCENT + SOFT]]
    return {"fill": "tozeroy", "fillgradient": {"type": "vertical", "colorscale": scale, **places}}


def _add_fills(figure: go.Figure, settled: pl.DataFrame) -> None:
    """One under each run of known days: the fill of a line with gaps goes across them."""
    top = max(settled["value"].drop_nulls().to_list(), default=0)
    runs = settled.with_columns(run=pl.col("value").is_null().rle_id()).drop_nulls("value")
    for run in runs.partition_by("run", maintain_order=True):
        figure.add_scatter(
            x=run["date"].to_list(),
            y=run["value"].to_list(),
            mode="lines",
            line={"width": 0},
            hoverinfo="skip",
            **_fill(start=0, stop=top),
        )


def _add_now(figure: go.Figure, settled: pl.DataFrame, *, filled: bool, silent: bool) -> None:
    figure.add_scatter(
        x=settled["date"].to_list(),
        y=settled["value"].to_list(),
        mode="lines" if settled.height > 1 else "markers",
        line={"color": ACCENT, "width": 2},
        **(_fill() if filled else {}),
        **({"hoverinfo": "skip"} if silent else {"hovertemplate": "%{y:,}<extra>Now</extra>"}),
    )


def _end_labels(trend: pl.DataFrame) -> list[dict[str, Any]]:
    """Names beside the last points, at least 18 pixels apart."""
    now = trend["value"].drop_nulls()
    before = trend["before"].drop_nulls()
    if now.is_empty() or before.is_empty():
        return []
    above = now[-1] >= before[-1]
    return [
        end_label("Now", float(now[-1]), ACCENT, shift=_APART if above else -_APART, bold=True),
        end_label("Before", float(before[-1]), INK, shift=-_APART if above else _APART),
    ]

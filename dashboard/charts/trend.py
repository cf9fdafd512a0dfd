"""A metric by day, with the period before as a dotted line."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, SOFT, TRANSPARENT, axis, count_axis, end_label, framed

_HEIGHT = 274
_APART = 9


def trend_chart(trend: pl.DataFrame, height: int = _HEIGHT) -> go.Figure:
    """Takes the frame of `metrics.daily.trend`. A missing day is a gap in the line."""
    figure = go.Figure()
    compared = trend["before"].null_count() < trend.height
    if compared:
        figure.add_scatter(
            x=trend["date"].to_list(),
            y=trend["before"].to_list(),
            customdata=trend["date_before"].to_list(),
            mode="lines",
            line={"color": PREVIOUS, "width": 1.5, "dash": "dot"},
            hovertemplate="%{y:,} on %{customdata|%a %-d %b}<extra>Before</extra>",
        )
    figure.add_scatter(
        x=trend["date"].to_list(),
        y=trend["value"].to_list(),
        mode="lines" if trend.height > 1 else "markers",
        line={"color": ACCENT, "width": 2},
        fill="tozeroy",
        fillgradient={"type": "vertical", "colorscale": [[0, ACCENT + TRANSPARENT], [1, ACCENT + SOFT]]},
        hovertemplate="%{y:,}<extra>Now</extra>",
    )
    return framed(
        figure,
        height,
        hovermode="x unified",
        margin={"l": 0, "r": 50 if compared else 8, "t": 8, "b": 0, "pad": 6},
        annotations=_end_labels(trend) if compared else [],
        xaxis=axis(tickformat="%-d %b", hoverformat="%a %-d %b", nticks=5, type="date"),
        yaxis=count_axis(),
    )


def _end_labels(trend: pl.DataFrame) -> list[dict[str, object]]:
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

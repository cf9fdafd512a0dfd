"""Ranked bars, stacked bars and the Pareto: exact figures, names as text, the same bytes for the same frame."""

from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts.connection_bars import connection_bars
from dashboard.charts.pareto import pareto_chart
from dashboard.charts.ranked_bars import ranked_bars
from dashboard.charts.theme import ACCENT, PREVIOUS

HOSTILE = '<b>x</b>&<a href="javascript:1">'
SAFE = '&lt;b&gt;x&lt;/b&gt;&amp;&lt;a href="jav…'
WHOLE = '&lt;b&gt;x&lt;/b&gt;&amp;&lt;a href="javascript:1"&gt;'

RANKING = pl.DataFrame({"name": ["Same", "Same", HOSTILE], "value": [1_234_567, 50, 7]})
CONNECTIONS = pl.DataFrame(
    {"name": ["Same", "Same", HOSTILE], "active_connections": [5, 0, None], "inactive_connections": [9, 8, 1]}
)
RANKED = pl.DataFrame(
    {
        "rank": [1, 2, 3],
        "name": ["Same", "Same", HOSTILE],
        "calls": [75, 20, 5],
        "share": [0.75, 0.2, 0.05],
        "cumulative": [0.75, 0.95, 1.0],
    }
)


def test_bars_stand_at_their_rank_so_two_of_one_name_keep_a_bar_each() -> None:
    bars = ranked_bars(RANKING, (12, 34_567), "calls").data[0]
    assert list(bars.x) == [1_234_567, 50, 7, 34_567]
    assert list(bars.y) == [0, 1, 2, 3]
    assert list(bars.text) == ["1.23M", "50", "7", "34.6k"]
    assert list(bars.customdata) == ["Same", "Same", WHOLE, "12 others"]
    assert list(bars.marker.color) == [ACCENT, ACCENT, ACCENT, PREVIOUS]
    assert bars.hovertemplate == "%{customdata}: %{x:,} calls<extra></extra>"


def test_without_others_there_is_no_bar_for_them() -> None:
    bars = ranked_bars(RANKING).data[0]
    assert list(bars.x) == [1_234_567, 50, 7]
    assert list(bars.marker.color) == [ACCENT] * 3


def test_active_and_inactive_are_stacked() -> None:
    active, inactive = connection_bars(CONNECTIONS).data
    assert (list(active.x), list(inactive.x)) == ([5, 0, None], [9, 8, 1])
    assert list(active.y) == list(inactive.y) == [0, 1, 2]
    assert list(inactive.text) == ["9 inactive", "8 inactive", "1 inactive"]
    assert active.text is None
    assert connection_bars(CONNECTIONS).layout.barmode == "stack"


def test_a_pareto_marks_the_carriers() -> None:
    bars, line, mark = pareto_chart(RANKED, 2).data
    assert (list(bars.x), list(bars.y)) == ([1, 2, 3], [0.75, 0.2, 0.05])
    assert list(bars.marker.color) == [ACCENT, ACCENT, PREVIOUS]
    assert (list(line.x), list(line.y)) == ([1, 2, 3], [0.75, 0.95, 1.0])
    assert (list(mark.x), list(mark.y), list(mark.text)) == ([2], [0.95], ["95%"])


def test_a_pareto_of_nothing_has_no_mark() -> None:
    assert [len(trace.x) for trace in pareto_chart(RANKED.clear(), 0).data] == [0, 0]


CHARTS: dict[str, Callable[[], go.Figure]] = {
    "ranked bars": lambda: ranked_bars(RANKING.clone(), (1, 2), "calls"),
    "connection bars": lambda: connection_bars(CONNECTIONS.clone()),
    "pareto": lambda: pareto_chart(RANKED.clone(), 2),
}


@pytest.mark.parametrize("drawn", CHARTS.values(), ids=CHARTS)
def test_the_same_frame_gives_the_same_bytes(drawn: Callable[[], go.Figure]) -> None:
    assert drawn().to_json() == drawn().to_json()


@pytest.mark.parametrize("drawn", CHARTS.values(), ids=CHARTS)
def test_a_hostile_name_is_escaped_wherever_it_is_written(drawn: Callable[[], go.Figure]) -> None:
    figure = drawn()
    labels = list(figure.layout.yaxis.ticktext or ())
    hovers = [name for trace in figure.data for name in trace.customdata or ()]
    assert WHOLE in hovers
    assert not labels or SAFE in labels
    assert not [text for text in (*labels, *hovers) if "<" in text or ">" in text]


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: ranked_bars(RANKING.clear()),
        lambda: connection_bars(CONNECTIONS.clear()),
        lambda: pareto_chart(RANKED.clear(), 0),
    ],
    ids=CHARTS,
)
def test_an_empty_frame_is_an_empty_chart(drawn: Callable[[], go.Figure]) -> None:
    assert all(len(trace.x) == 0 for trace in drawn().data)

from datetime import date, datetime, timedelta

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.trend import trend_chart
from tests.dashboard.charts.test_trend import trend

DAYS = [date(2026, 5, 1) + timedelta(days=i) for i in range(8)]
NONE = [None] * 8
HELD = trend([1_000, 2, None, None, 5, None, 7, 8], NONE)
MISSING = [DAYS[2], DAYS[3], DAYS[5]]


def notes(figure: go.Figure) -> list[tuple[str, object]]:
    return [(note.text, note.x) for note in figure.layout.annotations]


def test_a_run_of_missing_days_is_one_band_from_its_first_to_its_last_day() -> None:
    bands = trend_chart(HELD, missing=MISSING).layout.shapes
    assert [(band.x0, band.x1) for band in bands] == [
        (datetime(2026, 5, 2, 12), datetime(2026, 5, 4, 12)),  # noqa: DTZ001  an axis of days
        (datetime(2026, 5, 5, 12), datetime(2026, 5, 6, 12)),  # noqa: DTZ001
    ]


def test_missing_days_are_counted_in_words_at_the_widest_band() -> None:
    assert notes(trend_chart(HELD, missing=MISSING)) == [("3 days missing", DAYS[3])]
    assert notes(trend_chart(HELD, missing=[DAYS[5]])) == [("missing", DAYS[5])]


def test_a_missing_day_says_so_on_hover_and_the_others_their_figures() -> None:
    words = trend_chart(HELD, missing=MISSING, settling=DAYS[6:]).data[-1]
    assert list(words.x) == DAYS
    assert list(words.customdata) == [
        *("1,000", "2", "missing", "missing", "5", "missing"),
        *("7, settling", "8, settling"),
    ]
    assert [trace.hoverinfo for trace in trend_chart(HELD, missing=MISSING).data[:-1]] == ["skip"] * 4


def test_the_fill_does_not_go_across_missing_days() -> None:
    *fills, line, _ = trend_chart(HELD, missing=MISSING).data
    assert [list(fill.y) for fill in fills] == [[1_000, 2], [5], [7, 8]]
    assert {fill.fillgradient.stop for fill in fills} == {1_000}
    assert line.fill is None
    assert list(line.y) == [1_000, 2, None, None, 5, None, 7, 8]


def test_settling_days_are_hollow_points_on_a_dashed_line_that_joins_the_settled_one() -> None:
    settled, dashed, points, _ = trend_chart(trend([1, 2, 3, 4], NONE[:4]), settling=DAYS[2:4]).data
    assert list(settled.y) == [1, 2, None, None]
    assert (list(dashed.y), dashed.line.dash) == ([None, 2, 3, 4], "dash")
    assert (list(points.x), list(points.y), points.marker.symbol) == (DAYS[2:4], [3, 4], "circle-open")


def test_settling_days_are_named() -> None:
    assert notes(trend_chart(HELD, settling=DAYS[6:])) == [("settling", DAYS[7])]


def test_marks_leave_the_labels_of_the_two_lines_and_the_line_before_as_they_are() -> None:
    frame = trend([5, None, 7], [1, 2, 3])
    plain, marked = trend_chart(frame), trend_chart(frame, missing=[DAYS[1]], settling=[DAYS[2]])
    assert plain.layout.annotations == marked.layout.annotations[:2]
    assert plain.data[0] == marked.data[0]


def test_days_that_the_frame_does_not_have_are_not_marked() -> None:
    later = [date(2027, 1, 1)]
    assert trend_chart(HELD, missing=later, settling=later).to_json() == trend_chart(HELD).to_json()


def test_marks_do_not_widen_the_axis() -> None:
    assert trend_chart(HELD, settling=DAYS[6:]).layout.xaxis.range == (DAYS[0], DAYS[7])
    assert trend_chart(HELD).layout.xaxis.range is None


def test_a_period_of_missing_days_or_of_one_settling_day_does_not_fail() -> None:
    assert trend_chart(trend([None, None], [None, None]), missing=DAYS[:2]).to_json()
    assert trend_chart(trend([3], [None]), settling=DAYS[:1]).to_json()
    assert trend_chart(pl.DataFrame(schema=HELD.schema), missing=DAYS, settling=DAYS).to_json()


def test_a_day_whose_figure_was_not_reported_is_not_called_missing():
    figure = trend_chart(HELD, missing=MISSING, why="not reported")
    assert notes(figure) == [("3 days not reported", DAYS[3])]
    assert "missing" not in figure.data[-1].customdata

from datetime import date

import polars as pl

from dashboard.charts.states_over_time import LOOKS
from dashboard.charts.timeline import timeline_chart

SCHEMA = pl.Schema({"state": pl.String(), "start": pl.Date(), "end": pl.Date(), "days": pl.Int64()})
DAY = 86_400_000
RUNS = pl.DataFrame(
    [
        ("healthy", date(2026, 10, 30), date(2026, 11, 1), 3),
        ("at risk", date(2026, 11, 2), date(2026, 11, 2), 1),
    ],
    schema=SCHEMA,
    orient="row",
)


def test_a_segment_begins_with_its_first_day_and_is_as_long_as_its_days() -> None:
    band, _ = timeline_chart(RUNS).data
    assert list(band.base) == [date(2026, 10, 30), date(2026, 11, 2)]
    assert list(band.x) == [3 * DAY, DAY]
    assert list(band.marker.color) == [LOOKS["healthy"].colour, LOOKS["at risk"].colour]


def test_a_segment_says_its_state_and_days_on_hover() -> None:
    band, _ = timeline_chart(RUNS).data
    assert list(band.customdata) == ["Healthy<br>30 Oct – 1 Nov 2026, 3 days", "At risk<br>2 Nov 2026, 1 day"]


def test_states_are_named_above_their_segments_where_there_is_room() -> None:
    figure = timeline_chart(RUNS)
    band, names = figure.data
    assert list(names.text) == ["Healthy", "At risk"]
    assert (list(names.base), list(names.x)) == (list(band.base), list(band.x))
    assert (figure.layout.uniformtext.mode, names.hoverinfo) == ("hide", "skip")


def test_the_band_fills_the_width_from_the_first_day_to_the_end_of_the_last() -> None:
    assert timeline_chart(RUNS).layout.xaxis.range == (date(2026, 10, 30), date(2026, 11, 3))


def test_no_run_is_an_empty_chart() -> None:
    assert [len(trace.x) for trace in timeline_chart(RUNS.clear()).data] == [0, 0]

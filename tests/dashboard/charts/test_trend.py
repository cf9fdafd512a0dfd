from datetime import date, timedelta

import polars as pl

from dashboard.charts.trend import trend_chart

SCHEMA = pl.Schema({"date": pl.Date(), "value": pl.Int64(), "date_before": pl.Date(), "before": pl.Int64()})


def trend(now: list[int | None], before: list[int | None]) -> pl.DataFrame:
    days = [(date(2026, 5, 1) + timedelta(days=i), date(2026, 4, 1) + timedelta(days=i)) for i in range(len(now))]
    rows = [(day, value, earlier, old) for (day, earlier), value, old in zip(days, now, before, strict=True)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_the_lines_have_the_figures_of_the_frame() -> None:
    before, now = trend_chart(trend([5, 6, 7], [1, 2, 3])).data
    assert list(now.x) == [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)]
    assert list(now.y) == [5, 6, 7]
    assert list(before.x) == list(now.x)
    assert list(before.y) == [1, 2, 3]
    assert list(before.customdata) == [date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)]
    assert before.line.dash == "dot"


def test_a_missing_day_stays_a_gap() -> None:
    before, now = trend_chart(trend([5, None, 7], [1, 2, None])).data
    assert list(now.y) == [5, None, 7]
    assert list(before.y) == [1, 2, None]
    assert not now.connectgaps
    assert not before.connectgaps


def test_without_a_period_before_there_is_one_line_and_no_label() -> None:
    figure = trend_chart(trend([5, 6], [None, None]))
    assert [list(line.y) for line in figure.data] == [[5, 6]]
    assert not figure.layout.annotations


def test_one_day_is_a_point() -> None:
    assert trend_chart(trend([5], [None])).data[0].mode == "markers"


def test_the_labels_stand_at_the_last_figures_that_are_known() -> None:
    figure = trend_chart(trend([5, 9, None], [1, None, 3]))
    assert [(label.text, label.y) for label in figure.layout.annotations] == [("<b>Now</b>", 9), ("Before", 3)]
    shifts = [label.yshift for label in figure.layout.annotations]
    assert shifts[0] - shifts[1] >= 18


def test_a_period_without_known_days_draws_nothing_and_does_not_fail() -> None:
    assert list(trend_chart(trend([None, None], [1, 2])).data[1].y) == [None, None]
    assert trend_chart(trend([], [])).to_json()


def test_the_same_frame_gives_the_same_bytes_and_another_frame_others() -> None:
    frame = trend([5, None, 7], [1, 2, 3])
    assert trend_chart(frame).to_json() == trend_chart(frame.clone()).to_json()
    assert trend_chart(frame).to_json() != trend_chart(trend([5, None, 7], [1, 2, 4])).to_json()

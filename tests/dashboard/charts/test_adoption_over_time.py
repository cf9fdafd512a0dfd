from datetime import date

import polars as pl
import pytest

from dashboard.charts.adoption_over_time import adoption_over_time_chart

W1, W2 = date(2026, 11, 1), date(2026, 11, 8)
SCHEMA = pl.Schema({"week": pl.Date(), "connector_id": pl.String(), "name": pl.String(), "operators": pl.Int64()})


def adopters(*rows: tuple[date, str, str, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


TWO = adopters((W1, "a", "Same", 4), (W1, "b", "<b>", 1), (W2, "a", "Same", None), (W2, "b", "<b>", 5))


def test_a_connector_is_a_line_and_a_week_that_is_not_known_a_gap() -> None:
    first, second = adoption_over_time_chart(TWO).data
    assert (first.name, list(first.x), list(first.y)) == ("Same", [W1, W2], [4, None])
    assert (second.name, list(second.x), list(second.y)) == ("&lt;b&gt;", [W1, W2], [1, 5])
    assert not first.connectgaps


def test_lines_are_named_at_their_last_known_week() -> None:
    figure = adoption_over_time_chart(TWO)
    assert figure.layout.yaxis.range == (0, 5.25)
    assert [(label.text.split("</span> ")[1], label.y) for label in figure.layout.annotations] == [
        ("Same", 4 / 5.25),
        ("&lt;b&gt;", 5 / 5.25),
    ]


def test_six_lines_differ_in_colour_and_not_all_are_solid() -> None:
    lines = adoption_over_time_chart(adopters(*((week, k, k, 1) for week in (W1, W2) for k in "abcdef"))).data
    assert [line.line.color for line in lines] == [f"#{slot:06d}" for slot in range(1, 7)]
    assert {line.line.dash for line in lines} == {"solid", "dash", "dot"}


def test_a_seventh_line_is_refused() -> None:
    with pytest.raises(ValueError, match="7 lines cannot be told apart"):
        adoption_over_time_chart(adopters(*((W1, k, k, 1) for k in "abcdefg")))


def test_one_week_is_a_point() -> None:
    assert adoption_over_time_chart(adopters((W1, "a", "A", 0))).data[0].mode == "markers"


def test_nothing_known_is_an_empty_chart() -> None:
    assert len(adoption_over_time_chart(adopters()).data) == 0
    assert not adoption_over_time_chart(adopters((W1, "a", "A", None), (W2, "a", "A", None))).layout.annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.charts.sparkline import sparkline


def lines(svg: str) -> list[str]:
    """The paths of the line, in order."""
    return re.findall(r'<path class="l" d="([^"]*)"', svg)


def test_a_line_runs_from_the_lowest_to_the_highest_figure() -> None:
    assert lines(sparkline([0, 50, 100])) == ["M0.0 29.0L50.0 16.5L100.0 4.0"]


def test_a_missing_day_breaks_the_line() -> None:
    svg = sparkline([0, 10, None, 10, 0])
    assert lines(svg) == ["M0.0 29.0L25.0 4.0", "M75.0 4.0L100.0 29.0"]
    assert svg.count('class="f"') == 2


def test_the_last_day_has_a_dot_unless_it_is_missing() -> None:
    assert 'cy="4.0"' in sparkline([0, 10])
    assert "<circle" not in sparkline([0, 10, None])


def test_the_same_figure_every_day_is_a_level_line() -> None:
    assert lines(sparkline([7, 7])) == ["M0.0 16.5L100.0 16.5"]


@pytest.mark.parametrize("values", [[], [None, None], [5], [None, 5]])
def test_less_than_two_days_make_no_line(values: list[int | None]) -> None:
    assert sparkline(values) == ""


@given(some.lists(some.none() | some.integers(0, 10**15), min_size=2, max_size=90))
def test_a_sparkline_is_the_same_bytes_each_time_well_formed_and_inside_its_frame(values: list[int | None]) -> None:
    svg = sparkline(values)
    assert svg == sparkline(list(values))
    if svg:
        ET.fromstring(svg)
        points = [tuple(map(float, point.split())) for path in lines(svg) for point in path[1:].split("L")]
        assert len(points) == sum(value is not None for value in values)
        assert all(0 <= x <= 100 and 4 <= y <= 29 for x, y in points)

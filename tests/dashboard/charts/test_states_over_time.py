from datetime import date

import polars as pl

from dashboard.charts.states_over_time import LOOKS, states_over_time_chart
from dashboard.metrics.activity.states import SEVERITY, STATES

D1, D2 = date(2026, 11, 1), date(2026, 11, 2)
SCHEMA = pl.Schema({"date": pl.Date(), "state": pl.String(), "operators": pl.Int64()})


def counts(*rows: tuple[date, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


TWO_DAYS = counts(
    (D1, "healthy", 40), (D1, "dormant", 4), (D2, "healthy", 1_200), (D2, "at risk", 3), (D1, "new", 0), (D2, "new", 0)
)


def test_every_state_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(STATES)
    assert len(set(LOOKS.values())) == len(STATES)


def test_the_most_severe_state_stands_at_the_bottom() -> None:
    severe = [state for state in LOOKS if SEVERITY.get(state)]
    assert severe == sorted(severe, key=SEVERITY.__getitem__, reverse=True)
    assert list(LOOKS)[: len(severe)] == severe


def test_bands_have_the_counts_of_the_frame_and_nobody_where_there_is_no_row() -> None:
    bands = states_over_time_chart(TWO_DAYS).data
    assert [(band.name, list(band.x), list(band.y)) for band in bands] == [
        ("Dormant", [D1, D2], [4, 0]),
        ("At risk", [D1, D2], [0, 3]),
        ("Healthy", [D1, D2], [40, 1_200]),
    ]
    assert {band.stackgroup for band in bands} == {"states"}


def test_days_stand_in_order_whatever_the_order_of_rows() -> None:
    assert states_over_time_chart(TWO_DAYS.reverse()).to_json() == states_over_time_chart(TWO_DAYS).to_json()


def test_the_bands_of_the_last_day_are_named_with_their_counts() -> None:
    labels = states_over_time_chart(TWO_DAYS).layout.annotations
    assert [label.text.split("</span> ")[1] for label in labels] == ["At risk 3", "Healthy 1,200"]
    assert [label.y for label in labels] == [1.5 / 1_203, 603 / 1_203]


def test_hover_lists_the_states_as_they_are_stacked() -> None:
    layout = states_over_time_chart(TWO_DAYS).layout
    assert (layout.hovermode, layout.legend.traceorder) == ("x unified", "reversed")


def test_no_day_is_an_empty_chart() -> None:
    figure = states_over_time_chart(counts())
    assert (len(figure.data), len(figure.layout.annotations)) == (0, 0)
    assert states_over_time_chart(counts((D1, "new", 0))).to_json()

import polars as pl

from dashboard.charts.colours import SEQUENTIAL
from dashboard.charts.heatmap import heatmap_chart

HOSTILE = '<b>x</b>&<a href="javascript:1">'
CELLS = pl.DataFrame(
    [
        ("a", "Same", 1, "stripe", "Stripe", 2, 1_000, 3.0),
        ("b", "Same", 2, "hub88", HOSTILE, 1, 100, 2.0),
        ("b", "Same", 2, "stripe", "Stripe", 2, 1, 0.0),
        ("c", HOSTILE, 4, "hub88", HOSTILE, 1, 10, 1.0),
    ],
    schema=[
        *("operator_id", "operator_name", "operator_rank"),
        *("connector_id", "connector_name", "connector_rank"),
        *("calls", "magnitude"),
    ],
    orient="row",
)


def test_the_colour_is_the_magnitude_and_blank_is_none() -> None:
    cells = heatmap_chart(CELLS).data[0]
    assert [list(row) for row in cells.z] == [[None, 3.0], [2.0, 0.0], [1.0, None]]
    assert [list(pair) for pair in cells.colorscale] == SEQUENTIAL
    assert cells.hoverongaps is False


def test_hover_gives_both_names_and_the_exact_calls() -> None:
    whole = '&lt;b&gt;x&lt;/b&gt;&amp;&lt;a href="javascript:1"&gt;'
    assert [list(row) for row in heatmap_chart(CELLS).data[0].text] == [
        ["", "Same<br>Stripe: 1,000 requests"],
        [f"Same<br>{whole}: 100 requests", "Same<br>Stripe: 1 request"],
        [f"{whole}<br>{whole}: 10 requests", ""],
    ]


def test_rows_and_columns_stand_at_their_rank_so_two_of_one_name_keep_a_row_each() -> None:
    layout = heatmap_chart(CELLS.reverse()).layout
    assert layout.yaxis.ticktext == ("Same", "Same", '&lt;b&gt;x&lt;/b&gt;&amp;&lt;a href="jav…')
    assert layout.yaxis.tickvals == (0, 1, 2)
    assert layout.xaxis.ticktext == ("&lt;b&gt;x&lt;/b&gt;&amp;&lt;a hre…", "Stripe")
    assert heatmap_chart(CELLS.reverse()).to_json() == heatmap_chart(CELLS).to_json()


def test_the_scale_is_told_in_powers_of_ten() -> None:
    bar = heatmap_chart(CELLS).data[0].colorbar
    assert (bar.tickvals[3], bar.ticktext[3]) == (3, "1k")
    assert (bar.tickvals[-1], bar.ticktext[-1]) == (12, "1tn")


def test_no_cell_is_an_empty_chart() -> None:
    assert len(heatmap_chart(CELLS.clear()).data[0].z) == 0

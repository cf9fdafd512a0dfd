import plotly.graph_objects as go
import pytest

from dashboard.charts.theme import ACCENT, INK, PREVIOUS, axis, framed, plain, short_label


def test_colours_are_the_slots_that_the_browser_swaps_for_the_themes() -> None:
    assert (ACCENT, INK, PREVIOUS) == ("#000001", "#000006", "#000007")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Hazelwood", "Hazelwood"),
        ("x" * 22, "x" * 22),
        ("x" * 23, "x" * 21 + "…"),
        ("<" * 30, "&lt;" * 21 + "…"),
        ("&lt;", "&amp;lt;"),
        ("赤い鳥", "赤い鳥"),
        ("שלם", "\u2068שלם\u2069"),
        ("ש" * 23, "\u2068" + "ש" * 21 + "…\u2069"),
        ("key\u202e1", "key\ufffd1"),
    ],
)
def test_a_label_is_cut_before_it_is_escaped(name: str, label: str) -> None:
    assert short_label(name) == label


def test_plotlys_own_html_is_escaped() -> None:
    assert plain("<b>&</b>") == "&lt;b&gt;&amp;&lt;/b&gt;"


def test_what_a_chart_asks_for_goes_on_top_of_the_familys_layout() -> None:
    figure = framed(go.Figure(), 99, bargap=0.9, xaxis=axis(visible=False))
    assert (figure.layout.height, figure.layout.bargap, figure.layout.showlegend) == (99, 0.9, False)
    assert (figure.layout.xaxis.visible, figure.layout.xaxis.fixedrange) == (False, True)

"""Tiles and lists: a figure, what it was, which way it went; and short lists that lead to an operator."""

from collections.abc import Iterable, Sequence
from typing import Literal

import streamlit as st

from dashboard.charts.sparkline import sparkline
from dashboard.metrics.change import Kpi
from dashboard.numbers import counted, exact, percent, short, short_bytes, signed_percent
from dashboard.ui.page.links import operator_link
from dashboard.ui.parts.text import plain
from dashboard.views.rows import ListRow
from dashboard.words import CHANGES_WITHOUT_PERCENT, METRIC_MEANINGS, METRIC_TITLES
from data_access.tables import STORAGE_BYTES, UNITS

OPERATOR_PAGE = "operator_detail.py"
_Colour = Literal["green", "red", "gray"]
_Arrow = Literal["up", "down", "off"]


def tiles(kpis: Iterable[Kpi], sparks: dict[str, Sequence[int | None]], *, judged: bool = True) -> None:
    """A tile a figure. `judged`: more is good (green) and less is not (red); on a bill neither is."""
    for kpi in kpis:
        with st.container(border=True, gap="xsmall", height="stretch"):
            _metric(kpi, judged=judged)
            if kpi.unreported:
                st.caption(f"{exact(kpi.unreported)} not reported")
            line = sparkline(sparks.get(kpi.metric, ()))
            if line:
                st.image(line, width="stretch", alt=f"{METRIC_TITLES[kpi.metric]} by day")


def state_tile(label: str, value: int | None, caption: str) -> None:
    """A tile of something that is so now, whatever the period: no change, a caption instead."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(label, short(value))
        st.caption(caption)


def tile_row() -> st.delta_generator.DeltaGenerator:
    """The row that tiles stand in: five abreast on a desk, two on a phone."""
    return st.container(horizontal=True, gap="small")


def figure_text(metric: str, value: int | None) -> str:
    """A tile's figure: three significant digits, bytes in decimal units."""
    return short_bytes(value) if metric == STORAGE_BYTES else short(value)


def definitions(kpis: Iterable[Kpi], *notes: str) -> None:
    """What each figure means, and its exact value: one click away from the tiles."""
    with st.popover("Definitions", icon=":material/info:", type="tertiary", width="content"):
        for kpi in kpis:
            before = f"; before {exact(kpi.before)}" if kpi.comparable else ""
            value = f"{exact(kpi.value)} {UNITS[kpi.metric]}{before}"
            st.markdown(f"**{METRIC_TITLES[kpi.metric]}** {value}  \n{METRIC_MEANINGS[kpi.metric]}")
        for note in notes:
            st.markdown(note)


def operator_list(rows: Sequence[ListRow], empty: str, *, middle: int = 110, last: int = 60) -> None:
    """Rows that open an operator; `empty` in words when there are none. `middle`, `last`: widths in pixels."""
    if not rows:
        st.caption(empty)
    for row in rows:
        with st.container(horizontal=True, wrap=False, gap="xsmall", vertical_alignment="center"):
            target = operator_link(row.operator_id)
            st.page_link(OPERATOR_PAGE, label=plain(row.name), width="stretch", query_params=target)
            if row.middle:
                st.markdown(f":small[{row.middle}]", text_alignment="right", width=middle)
            st.markdown(f":small[{row.last}]", text_alignment="right", width=last)


def card_title(title: str) -> None:
    """The small bold title of a card."""
    st.markdown(f"**:small[{title}]**")


def _metric(kpi: Kpi, *, judged: bool) -> None:
    text, colour, arrow = _change(kpi, judged=judged)
    st.metric(
        METRIC_TITLES[kpi.metric],
        figure_text(kpi.metric, kpi.value),
        text,
        delta_color=colour,
        delta_arrow=arrow,
    )
    if kpi.ratio is not None:
        # below the pill, not beside it: beside, Streamlit cuts the widest of them off
        st.caption(_from(kpi))
    if kpi.left_out and kpi.comparable:
        st.caption(f"change without {counted(kpi.left_out, 'operator')} not reported before")


def _change(kpi: Kpi, *, judged: bool) -> tuple[str, _Colour, _Arrow]:
    if kpi.ratio is None:
        return CHANGES_WITHOUT_PERCENT[kpi.kind], "gray", "off"
    ratio = kpi.ratio if kpi.ratio_a_day is None else kpi.ratio_a_day
    rises = ratio > 0
    colour: _Colour = "gray" if not judged else "green" if rises else "red"
    return percent(ratio, 1), colour, "up" if rises else "down"


def _from(kpi: Kpi) -> str:
    """What it was; of periods that are not equally long also in how many days, and the change in all."""
    was = f"from {figure_text(kpi.metric, kpi.before)}"
    if kpi.days is None or kpi.ratio is None:
        return was
    return f"by the day; {was} in {counted(kpi.days[1], 'day')}  \n{signed_percent(kpi.ratio)} in all"

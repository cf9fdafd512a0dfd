"""The trend of one metric, with its choice of metric."""

import streamlit as st

from dashboard.answers import overview
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.sync_hint import history_words
from dashboard.views.trend import Trend
from dashboard.words import METRIC_TITLES
from data_access.tables import ACTIVITY


def trend_card(window: Window, operator_id: str | None = None) -> str:
    """The chosen metric by day with the period before, or a hint where the source knows no days. Returns the metric."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        metric = controls.segments("Measure", "trend", ACTIVITY, METRIC_TITLES.__getitem__)
    with title:
        card_title(f"{METRIC_TITLES[metric]} per day")
    with told("trend"):
        daily.needed("A daily trend")
        now, before = (data.days_of(period, operator_id) for period in (window.period, window.laid_over))
        if now is None:
            raise daily.NeedsDays("A daily trend")
        _draw(metric, overview.trend(metric, now, window.period, before, window.laid_over, data.facts()))
    return metric


def _draw(metric: str, shown: Trend) -> None:
    chart(
        shown.figure,
        key=f"trend-{metric}",
        alt=shown.alt,
        figures=shown.figures,
        columns={
            "date": tables.weekday("Day"),
            "value": tables.count(METRIC_TITLES[metric]),
            "date_before": tables.weekday("Compared day"),
            "before": tables.count("Before"),
        },
    )
    if shown.has_open_days or not data.facts().is_dataset:
        st.caption(f"{shown.sum_words} {history_words()}")

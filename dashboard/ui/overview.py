"""The part of Overview that its measure affects: the trend, the movers; and the quiet operators beside them."""

import polars as pl
import streamlit as st

from dashboard.charts.trend import trend_chart
from dashboard.metrics.daily import trend
from dashboard.metrics.operators import DEFAULT_QUIET_DAYS, NEVER_ACTIVE, QUIET, SUSPENDED, UNKNOWN, with_activity
from dashboard.metrics.usage import movers
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day, days, exact, short, signed_percent
from dashboard.ui import controls, data, tables
from dashboard.ui.cards import ListRow, card_title, operator_list
from dashboard.ui.charts import chart
from dashboard.ui.failure import told
from dashboard.ui.period import period_link
from dashboard.words import METRIC_TITLES, state_title
from data_access.tables import ACTIVITY

_MOVERS, _QUIET_ROWS = 5, 6


@st.fragment
@told("network")
def network(window: Window) -> None:
    """Trend and quiet operators, then who grew and who fell most by the chosen measure."""
    left, right = st.columns([2.1, 1])
    with left, st.container(border=True, height="stretch"):
        metric = trend_card(window)
    with right, st.container(border=True, height="stretch", gap=None):
        quiet_card()
    _movers(metric, window)


def trend_card(window: Window, operator_id: str | None = None) -> str:
    """The chosen metric by day with the period before, or a hint where the source knows no days. Returns the metric."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        metric = controls.segments("Measure", "trend", ACTIVITY, METRIC_TITLES.__getitem__)
    with title:
        card_title(f"{METRIC_TITLES[metric]} per day")
    now = data.daily_totals(window.period, operator_id)
    if now is None:
        st.info(
            "OneHazel's API answers for whole periods only, so there is no daily trend. "
            "The tiles and lists compare whole periods.",
            icon=":material/info:",
        )
    else:
        _trend(metric, window, trend(metric, now, data.daily_totals(window.compared, operator_id)))
    return metric


def _trend(metric: str, window: Window, laid: pl.DataFrame) -> None:
    title = METRIC_TITLES[metric]
    chart(
        trend_chart(laid),
        key=f"trend-{metric}",
        alt=f"{title} per day, {days(window.period)}: {_sum_words(laid['value'])}.",
        figures=laid,
        columns={
            "date": tables.weekday("Day"),
            "value": tables.count(title),
            "date_before": tables.weekday("Compared day"),
            "before": tables.count("Before"),
        },
    )


def _sum_words(values: pl.Series) -> str:
    known = values.drop_nulls()
    if known.is_empty():
        return "no day is known"
    of = "" if len(known) == len(values) else f" on {len(known)} of {len(values)} days"
    return f"{exact(int(known.sum()))} in all{of}"


def quiet_card() -> None:
    """Who has been silent for long, longest first; and how many there are in each group, with links to them."""
    today = data.coverage().today
    roster = with_activity(data.operators(), today, DEFAULT_QUIET_DAYS)
    quiet = roster.filter(pl.col("activity") == QUIET).sort("days_silent", "operator_id", descending=[True, False])
    card_title("Quiet operators")
    st.caption(f"Silent for {DEFAULT_QUIET_DAYS} days or more on {day(today)}")
    rows = [
        ListRow(
            row["operator_id"], row["name"] or row["operator_id"], "", f":red[{counted(row['days_silent'], 'day')}]"
        )
        for row in quiet.head(_QUIET_ROWS).iter_rows(named=True)
    ]
    operator_list(rows, "Nobody is quiet.")
    st.space("stretch")
    counts = dict(roster.group_by("activity").len().iter_rows())
    for activity in (QUIET, NEVER_ACTIVE, SUSPENDED, UNKNOWN):
        if activity in counts:
            st.page_link(
                "operators.py",
                label=f"{state_title(activity)}: {exact(counts[activity])} of {exact(roster.height)}",
                icon=":material/arrow_forward:",
                query_params={"state": activity, "quiet": str(DEFAULT_QUIET_DAYS), **period_link()},
            )


def _movers(metric: str, window: Window) -> None:
    board = data.leaderboard(metric, window)
    for column, up, title in zip(st.columns(2), (True, False), ("Growing most", "Falling most"), strict=True):
        with column, st.container(border=True, gap=None, height="stretch"):
            card_title(f"{title}, {METRIC_TITLES[metric]}")
            found = movers(board, _MOVERS, up=up)
            rows = [
                ListRow(
                    row["operator_id"],
                    row["operator_name"] or row["operator_id"],
                    f"{short(row['before'])} → **{short(row['value'])}**",
                    f":{'green' if up else 'red'}[{signed_percent(row['change']) if row['before'] else 'was 0'}]",
                )
                for row in found.iter_rows(named=True)
            ]
            operator_list(rows, "Nobody." if window.compared else "The period before is not wholly known.")

"""The part of Overview that its measure affects: the trend, the movers; and beside them who needs a call."""

import polars as pl
import streamlit as st

from dashboard.charts.trend import trend_chart
from dashboard.metrics.activity.network import network_change, ranked
from dashboard.metrics.activity.states import FLAGGED, ActivityRules
from dashboard.metrics.daily import trend, why_unknown
from dashboard.metrics.usage import movers
from dashboard.metrics.window import Window
from dashboard.numbers import counted, days, exact, short, signed_percent
from dashboard.ui.frame.failure import told
from dashboard.ui.operators.snoozes import active_snoozes
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import shared_link
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import ListRow, card_title, operator_list
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.sync_hint import history_words
from dashboard.words import METRIC_TITLES, state_title
from data_access import Coverage
from data_access.tables import ACTIVITY

_MOVERS, _CALLS = 5, 9


@st.fragment
@told("network")
def network(window: Window, rules: ActivityRules) -> None:
    """Trend and who needs a call, then who grew and who fell most by the chosen measure."""
    left, right = st.columns([1.9, 1])
    with left, st.container(border=True, height="stretch"):
        metric = trend_card(window)
    with right, st.container(border=True, height="stretch", gap=None):
        calls_card(rules)
    _movers(metric, window)


def trend_card(window: Window, operator_id: str | None = None) -> str:
    """The chosen metric by day with the period before, or a hint where the source knows no days. Returns the metric."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        metric = controls.segments("Measure", "trend", ACTIVITY, METRIC_TITLES.__getitem__)
    with title:
        card_title(f"{METRIC_TITLES[metric]} per day")
    with told("trend"):
        held, now = daily.needed("A daily trend"), data.daily_totals(window.period, operator_id)
        if now is None:
            raise daily.NeedsDays("A daily trend")
        _trend(metric, window, trend(metric, now, data.daily_totals(window.compared, operator_id)), held)
    return metric


def _trend(metric: str, window: Window, laid: pl.DataFrame, held: Coverage) -> None:
    title = METRIC_TITLES[metric]
    missing = laid.filter(pl.col("value").is_null())["date"].to_list()
    why = why_unknown(missing, held)
    settling = [one for one in sorted(held.settling) if window.period.contains(one)]
    chart(
        trend_chart(laid, missing=missing, settling=settling, why=why),
        key=f"trend-{metric}",
        alt=f"{title} per day, {days(window.period)}: {_sum_words(laid['value'], why)}.",
        figures=laid,
        columns={
            "date": tables.weekday("Day"),
            "value": tables.count(title),
            "date_before": tables.weekday("Compared day"),
            "before": tables.count("Before"),
        },
    )
    if missing or settling or not data.facts().absent_is_zero:
        st.caption(f"{_sum_words(laid['value'], why).capitalize()}. {history_words()}")


def _sum_words(values: pl.Series, why: str) -> str:
    known = values.drop_nulls()
    if known.is_empty():
        return f"every day is {why}"
    of = "" if len(known) == len(values) else f" on {len(known)} of {len(values)} days"
    return f"{exact(int(known.sum()))} in all{of}"


def calls_card(rules: ActivityRules) -> None:
    """Whom to call: the flagged operators with most at stake; and how many there are in each state, with links."""
    standing = daily.standing(rules)
    hidden = active_snoozes()["operator_id"]
    flagged = ranked(standing, network_change(standing, rules)).filter(
        pl.col("state").is_in(FLAGGED), ~pl.col("operator_id").is_in(hidden.to_list())
    )
    card_title("Whom to call")
    st.caption(f"Billable units at stake, in {counted(rules.window_days, 'day')}")
    rows = [
        ListRow(
            row["operator_id"],
            row["name"],
            short(row["at_stake"]),
            f":{'orange' if row['state'] in ('watch', 'at risk') else 'red'}[{state_title(row['state'])}]",
        )
        for row in flagged.head(_CALLS).iter_rows(named=True)
    ]
    operator_list(rows, "Nobody.", middle=46, last=60)
    st.space("stretch")
    counts = dict(flagged.group_by("state").len().iter_rows())
    for state in reversed(FLAGGED):
        if state in counts:
            st.page_link(
                "operators.py",
                label=f"{state_title(state)}: {exact(counts[state])} of {exact(standing.height)}",
                icon=":material/arrow_forward:",
                query_params={"state": [state], **shared_link()},
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

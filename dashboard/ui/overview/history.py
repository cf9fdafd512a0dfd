"""The network over time: how many operators stood in which state, and what changed since a chosen day."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from dashboard.charts.states_over_time import states_over_time_chart
from dashboard.exports.lists import list_file
from dashboard.metrics.activity import since as changes
from dashboard.metrics.activity.history import state_counts
from dashboard.metrics.activity.states import ActivityRules
from dashboard.metrics.connectors.adoption_history import connector_lifetimes
from dashboard.numbers import counted, day, exact
from dashboard.ui.frame.failure import told
from dashboard.ui.operators.moves import since_day
from dashboard.ui.page import daily
from dashboard.ui.page.links import shared_link
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import OPERATOR_PAGE, card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.ui.parts.text import plain
from dashboard.words import CHANGE_TITLES
from data_access import Coverage, Period

_SHOWN_DAYS, _EACH = 182, 6


@st.fragment
@told("states", border=True)
def states_card(rules: ActivityRules) -> None:
    """States of the network by day, stacked; the last half year that is held."""
    card_title("States of the network")
    held = daily.needed("The course of the network's states")
    first = max(held.first_day, held.last_settled_day - timedelta(days=_SHOWN_DAYS - 1))
    counts = state_counts(daily.states(rules)).filter(pl.col("date") >= first)
    chart(
        states_over_time_chart(counts),
        key="states",
        alt=f"Operators by state and day, {day(first)} to {day(held.last_settled_day)}.",
        figures=counts.sort("date", "state", descending=[True, False]).with_columns(*tables.titled(counts, "state")),
        columns={
            "date": tables.weekday("Day"),
            "state": tables.text("State", 150),
            "operators": tables.count("Operators"),
        },
    )
    st.caption(
        "Told by usage alone, by the rules of today: connections and stopped connectors, which count in the states "
        "of now, are not known of earlier days."
    )


@st.fragment
@told("since", border=True)
def since_card(rules: ActivityRules) -> None:
    """Newly silent, back, at risk, new; new and lapsed connectors: what changed since the chosen day, each a link."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(width="content")
        held = daily.held()
        since = None if held is None else since_day(held)
    with title:
        card_title("What changed" if since is None else f"What changed since the end of {day(since)}")
    if held is None or since is None:
        raise daily.NeedsDays("What changed since a day")
    found = _found(rules, held, since)
    if found.is_empty():
        st.caption("Nothing.")
        return
    _lists(found)
    span = Period(since, held.last_complete_day)
    list_download("changes", lambda form: list_file(found, "changes", platform(), span, form))


def _found(rules: ActivityRules, held: Coverage, since: date) -> pl.DataFrame:
    operators = changes.operator_changes(daily.standing(rules, since), daily.standing(rules), since)
    weeks = daily.connector_weeks(Period(held.first_day, held.last_complete_day))
    lifetimes = connector_lifetimes(
        weeks, first_held=held.first_day, on=held.last_complete_day, not_known=held.missing | held.settling
    )
    return pl.concat([operators, changes.connector_changes(lifetimes, daily.connectors(), since)])


def _lists(found: pl.DataFrame) -> None:
    kinds = [kind for kind in changes.KINDS if kind in found["kind"]]
    for start in range(0, len(kinds), 3):
        for column, kind in zip(st.columns(3), kinds[start : start + 3], strict=False):
            with column, st.container(gap=None):
                _list(kind, found.filter(kind=kind))


def _list(kind: str, rows: pl.DataFrame) -> None:
    card_title(f"{CHANGE_TITLES[kind]}: {exact(rows.height)}")
    is_connector = kind in (changes.NEW_CONNECTOR, changes.LAPSED_CONNECTOR)
    for row in rows.head(_EACH).iter_rows(named=True):
        target = {"connector" if is_connector else "id": [row["id"]], **shared_link()}
        when = f", {day(row['day'], year=False)}" if row["day"] else ""
        page = "connectors.py" if is_connector else OPERATOR_PAGE
        st.page_link(page, label=f"{plain(row['name'])}{when}", width="stretch", query_params=target)
    if rows.height > _EACH:
        st.caption(f"and {counted(rows.height - _EACH, 'other')}: all of them are in the file")

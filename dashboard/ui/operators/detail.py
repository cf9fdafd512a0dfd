"""The parts of one operator's page: who it is, how it stands and why, and its figures of the period."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.metrics.activity.states import FLAGGED, RECOVERED, UNKNOWN, ActivityRules
from dashboard.metrics.usage import breakdown
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day, exact, instant, percent
from dashboard.ui.frame.failure import NothingToShow, told
from dashboard.ui.overview.trend import trend_card
from dashboard.ui.page import daily, data
from dashboard.ui.page.links import operator_links
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.text import code, plain
from dashboard.views.titles import percents
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES, NOT_BROKEN_DOWN, state_title
from data_access.tables import API_CALLS, EVENTS_INGESTED


def known_operator(operator_id: str, rules: ActivityRules) -> dict[str, Any]:
    """The operator's row of the roster with facts, state and reason; one that only reports know has id and name alone.

    Raises NothingToShow when nobody knows it.
    """
    if not operator_id:
        raise NothingToShow("No operator is chosen. Open one from Operators.")
    mine = pl.col("operator_id") == operator_id
    standing, roster = daily.standing(rules).filter(mine), data.operators().filter(mine)
    if not standing.is_empty():
        listed = dict.fromkeys(roster.columns) if roster.is_empty() else roster.row(0, named=True)
        return {**listed, **standing.row(0, named=True)}
    reported = data.reported(data.default_window()).bill.filter(mine)
    if reported.is_empty():
        raise NothingToShow(
            f"There is no operator with the id “{plain(operator_id[:80])}” on this platform. Open one from Operators."
        )
    unknown = dict.fromkeys([*roster.columns, *standing.columns])
    name = reported["operator_name"][0] or operator_id
    reason = "Known from the usage report alone: the platform lists no such operator."
    return unknown | {"operator_id": operator_id, "name": name, "state": UNKNOWN, "reason": reason}


def state_badge(state: str) -> str:
    """The state as a badge for a title."""
    colours = {"at risk": "orange", "watch": "yellow", "new": "blue", RECOVERED: "green"}
    colour = colours.get(state, "red" if state in FLAGGED else "gray")
    return f":{colour}-badge[{state_title(state)}]"


def standing_line(operator: Mapping[str, Any], window: Window, rules: ActivityRules) -> None:
    """The reason on top; and the rank in the period."""
    reason = plain(operator["reason"])
    if operator["state"] in FLAGGED:
        st.warning(reason, icon=":material/call:")
    else:
        st.info(reason, icon=":material/info:")
    board = data.leaderboard(API_CALLS, window)
    mine = board.filter(pl.col("operator_id") == operator["operator_id"])
    words = [f"Last active {instant(operator['last_active_at'])}"] if operator.get("last_active_at") else []
    if not mine.is_empty() and mine["rank"][0] is not None:
        rank, part = mine["rank"][0], mine["share"][0]
        words.append(
            f"number {exact(rank)} of {exact(board.height)} by API calls, {percent(part, 1)} of the platform's"
        )
    if operator["at_stake"]:
        words.append(
            f"**{exact(operator['at_stake'])} billable units** in {counted(rules.window_days, 'day')} at stake"
        )
    st.caption(" · ".join(words) or "Nothing else is known.")


@st.fragment
@told("days")
def days_card(window: Window, operator_id: str) -> None:
    """The daily chart by a measure of choice."""
    with st.container(border=True, height="stretch"):
        trend_card(window, operator_id)


def profile_card(operator: Mapping[str, Any]) -> None:
    """Who they are and whom to call; what is unknown is shown as unknown."""
    created = operator["created_at"]
    facts = {
        "Contact": operator["contact_email"],
        "Status": operator["status"] and state_title(operator["status"]),
        "Plan": operator["plan"] and state_title(operator["plan"]),
        "Industry": operator["industry"],
        "Created": created and day(created),
        "Connections": f"{exact(operator['active_connections'])} active now",
        "Id": operator["operator_id"],
    }
    with st.container(border=True, height="stretch", gap="xsmall"):
        card_title("Profile")
        for name, value in facts.items():
            shown = code(value, "—") if name in ("Contact", "Id") else plain(value or "—")
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.markdown(f":small[:gray[{name}]]", width="content")
                st.markdown(f":small[{shown}]", width="content")


def kinds(window: Window, operator_id: str) -> None:
    """Events by type, API calls by endpoint category."""
    now, before = data.reported(window).of(operator_id), data.reported_before(window)
    for column, metric in zip(st.columns(2), (EVENTS_INGESTED, API_CALLS), strict=True):
        with column:
            _kinds_table(metric, breakdown(metric, now, before and before.of(operator_id)))


def neighbours(window: Window, operator_id: str) -> None:
    """The operators ranked just before and after, to walk through the list."""
    order = data.leaderboard(API_CALLS, window).select("operator_id", "operator_name")
    here = order["operator_id"].index_of(operator_id)
    if here is None:
        return
    steps = [("arrow_upward", here - 1), ("arrow_downward", here + 1)]
    beside = [(icon, *order.row(row)) for icon, row in steps if 0 <= row < order.height]
    operator_links(
        [(other, name or other, icon) for icon, other, name in beside], key="neighbours", label="Ranked next"
    )


def _kinds_table(metric: str, frame: pl.DataFrame) -> None:
    card_title(f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}")
    tables.table(
        frame.with_columns(*percents("share", "change"), pl.col("key").replace("", NOT_BROKEN_DOWN)),
        {
            "key": tables.text(BREAKDOWN_TITLES[metric], 142),
            "value": tables.count(METRIC_TITLES[metric], 108),
            "share": tables.whole_percent("Share", 54),
            "change": tables.change("Change", 64),
            "before": tables.count("Before", 74),
        },
        key=f"breakdown-{metric}",
        alt=f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}",
        rows=8,
        empty="None in this period.",
    )

"""The parts of one operator's page."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.metrics.operators import (
    ACTIVE,
    DEFAULT_QUIET_DAYS,
    NEVER_ACTIVE,
    QUIET,
    SUSPENDED,
    UNKNOWN,
    with_activity,
)
from dashboard.metrics.usage import breakdown
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day, exact, instant, percent
from dashboard.ui import data, tables
from dashboard.ui.cards import OPERATOR_PAGE, card_title
from dashboard.ui.failure import NothingToShow, told
from dashboard.ui.overview import trend_card
from dashboard.ui.period import period_link
from dashboard.ui.text import code, plain
from dashboard.words import BREAKDOWN_TITLES, METRIC_TITLES, NOT_BROKEN_DOWN, state_title
from data_access.tables import API_CALLS, EVENTS_INGESTED, GATEWAY_REQUESTS


def known_operator(operator_id: str) -> dict[str, Any]:
    """The operator's row of the roster with its activity; one that only reports know has nothing but id and name.

    Raises NothingToShow when nobody knows it.
    """
    roster = with_activity(data.operators(), data.coverage().today, DEFAULT_QUIET_DAYS)
    if not operator_id:
        raise NothingToShow("No operator is chosen. Open one from Operators.")
    mine = pl.col("operator_id") == operator_id
    found = roster.filter(mine)
    if not found.is_empty():
        return found.row(0, named=True)
    reported = data.reported(data.default_window()).bill.filter(mine)
    if reported.is_empty():
        raise NothingToShow(
            f"There is no operator with the id “{plain(operator_id[:80])}” on this platform. Open one from Operators."
        )
    unknown = dict.fromkeys([*found.columns])
    return unknown | {"operator_id": operator_id, "name": reported["operator_name"][0], "activity": UNKNOWN}


def standing(operator: Mapping[str, Any], window: Window) -> None:
    """One line: activity now, and the rank in the period."""
    board = data.leaderboard(API_CALLS, window)
    mine = board.filter(pl.col("operator_id") == operator["operator_id"])
    words = [_activity_words(operator)]
    if not mine.is_empty() and mine["rank"][0] is not None:
        rank, part = mine["rank"][0], mine["share"][0]
        words.append(
            f"number {exact(rank)} of {exact(board.height)} by API calls, {percent(part, 1)} of the platform's"
        )
    if operator["activity"] in (QUIET, SUSPENDED):
        st.warning(" · ".join(words), icon=":material/trending_down:")
    else:
        st.caption(" · ".join(words))


def _activity_words(operator: Mapping[str, Any]) -> str:
    last = operator["last_active_at"]
    since = f"silent for {counted(operator['days_silent'], 'day')}, last active {instant(last)}" if last else ""
    return {
        QUIET: f"**Quiet**: {since}",
        ACTIVE: f"Last active {instant(last)}",
        SUSPENDED: f"**Suspended**{', ' if since else ''}{since}",
        NEVER_ACTIVE: "**Never active**: no traffic since it was created",
        UNKNOWN: "Activity not reported",
    }[operator["activity"]]


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
        "Created": created and day(created.date()),
        "Connections": f"{exact(operator['active_connections'])} active now",
        "Id": operator["operator_id"],
    }
    with st.container(border=True, height="stretch", gap="xsmall"):
        card_title("Profile")
        for name, value in facts.items():
            shown = code(value, "—") if name in ("Contact", "Id") else plain(value or "—")
            st.markdown(f":small[:gray[{name}]]  \n{shown}")


def breakdowns(window: Window, operator_id: str) -> None:
    """Connectors used with calls, events by type, API calls by endpoint category."""
    now, before = data.reported(window).of(operator_id), data.reported_before(window)
    earlier = before and before.of(operator_id)
    _breakdown_table(GATEWAY_REQUESTS, breakdown(GATEWAY_REQUESTS, now, earlier), data.connector_names(window))
    for column, metric in zip(st.columns(2), (EVENTS_INGESTED, API_CALLS), strict=True):
        with column:
            _breakdown_table(metric, breakdown(metric, now, earlier), {})


def neighbours(window: Window, operator_id: str) -> None:
    """The operators ranked just before and after, to walk through the list."""
    order = data.leaderboard(API_CALLS, window).select("operator_id", "operator_name")
    here = order["operator_id"].index_of(operator_id)
    if here is None:
        return
    steps = (("arrow_upward", here - 1), ("arrow_downward", here + 1))
    with st.container(horizontal=True):
        for icon, row in steps:
            if 0 <= row < order.height:
                other, name = order.row(row)
                target = {"id": other, **period_link()}
                st.page_link(OPERATOR_PAGE, label=plain(name or other), icon=f":material/{icon}:", query_params=target)


def _breakdown_table(metric: str, frame: pl.DataFrame, names: Mapping[str, str]) -> None:
    card_title(f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}")
    tables.table(
        frame.with_columns(*tables.percents("share", "change"), pl.col("key").replace({"": NOT_BROKEN_DOWN, **names})),
        {
            "key": tables.text(BREAKDOWN_TITLES[metric], 186),
            "value": tables.count(METRIC_TITLES[metric], 118),
            "share": tables.whole_percent("Share", 60),
            "change": tables.change("Change", 70),
            "before": tables.count("Before", 100),
        },
        key=f"breakdown-{metric}",
        alt=f"{METRIC_TITLES[metric]} by {BREAKDOWN_TITLES[metric].lower()}",
        rows=8,
        empty="None in this period.",
    )

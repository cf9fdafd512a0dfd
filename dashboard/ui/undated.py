"""The totals that carry no period: they stand apart, exact, under their own words (contract, "Undated totals")."""

import streamlit as st

from dashboard.metrics.operators import STATUS_ACTIVE, STATUS_PENDING, STATUS_SUSPENDED
from dashboard.numbers import day, exact
from dashboard.ui import data
from dashboard.ui.cards import card_title, state_tile
from dashboard.words import METRIC_TITLES
from data_access.tables import ACTIVITY


def operators_tile(counts: dict[str, int]) -> None:
    """How many operators there are; `counts` by status from the roster, for what the summary does not state."""
    summary = data.summary()
    active, suspended = summary.operators_active, summary.operators_suspended
    active = counts.get(STATUS_ACTIVE) if active is None else active
    suspended = counts.get(STATUS_SUSPENDED) if suspended is None else suspended
    words = [f"{exact(active)} active", f"{exact(suspended)} suspended"]
    total = summary.operators_total
    if total is not None and active is not None and suspended is not None:
        pending = counts.get(STATUS_PENDING, 0)
        words.append(f"{exact(pending)} pending")
        other = total - active - suspended - pending
        if other:
            words.append(f"{exact(other)} other")
    state_tile("Operators", total, "  \n".join(words))


def connections_tile() -> None:
    """How many connections are active now."""
    state_tile("Active connections", data.summary().active_connections, f"now, {now_words()}")


def undated_totals() -> None:
    """API calls, gateway requests and events as the source counts them without a period, exact."""
    summary = data.summary()
    with st.container(border=True, gap="xsmall"):
        card_title(f"Totals without a period: {span_words()}")
        figures = zip(ACTIVITY, (summary.api_calls, summary.gateway_requests, summary.events_ingested), strict=True)
        st.markdown(" · ".join(f"{METRIC_TITLES[metric]} **{exact(value)}**" for metric, value in figures))


def span_words() -> str:
    """What undated totals count."""
    if data.source().has_daily_history:
        return f"all days since {day(data.coverage().first_day)}"
    return "as counted by OneHazel, period not stated"


def now_words() -> str:
    """What "now" is: the day that the data is true for."""
    return day(data.source().as_of.date())

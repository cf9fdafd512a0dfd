"""The totals that carry no period: they stand apart, exact, under their own words (contract, "Undated totals")."""

import streamlit as st

from dashboard.metrics.operators import OperatorCounts
from dashboard.numbers import day, exact
from dashboard.ui.page import data
from dashboard.ui.parts.cards import card_title, state_tile
from dashboard.words import METRIC_MEANINGS, METRIC_TITLES
from data_access.tables import ACTIVITY


def operators_tile(counts: OperatorCounts) -> None:
    """How many operators there are now, by status."""
    words = [f"{exact(counts.active)} active", f"{exact(counts.suspended)} suspended"]
    if counts.pending is not None:
        words.append(f"{exact(counts.pending)} pending")
    if counts.other:
        words.append(f"{exact(counts.other)} {'other' if counts.pending is not None else 'pending and other'}")
    state_tile("Operators", counts.total, "  \n".join(words))


def exact_states(counts: OperatorCounts) -> list[str]:
    """The exact values and meanings of the tiles that carry no period, for the Definitions."""
    figures = {
        "operators": ("Operators", counts.total),
        "active_connections": ("Active connections", data.summary().active_connections),
    }
    return [f"**{title}** {exact(value)}  \n{METRIC_MEANINGS[name]}" for name, (title, value) in figures.items()]


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
    if data.facts().is_dataset:
        return f"all days since {day(data.coverage().first_day)}"
    return "as counted by OneHazel, period not stated"


def now_words() -> str:
    """What "now" is: the day that the data is true for."""
    return day(data.as_of().date())

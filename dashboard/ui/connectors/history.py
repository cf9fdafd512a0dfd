"""What only days can tell of connectors: adoption over time, who stays, who uses what, and what a failure would cost."""

from datetime import timedelta

import streamlit as st

from dashboard.answers import connectors
from dashboard.answers.made import Frame
from dashboard.numbers import day, days
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.ui.parts.text import plain
from dashboard.views.connectors.one import Radius
from dashboard.views.connectors.over_time import weeks_shown
from data_access import Coverage, Period

_WINDOW = 28
_OPENED = "open_hit"


def recent(held: Coverage) -> Period:
    """The last 28 days that are held."""
    return Period(held.last_complete_day - timedelta(days=_WINDOW - 1), held.last_complete_day)


@st.fragment
@told("adoption", border=True)
def adoption_card() -> None:
    """Operators by week of the connectors that are used most, and who stayed."""
    card_title("Adoption over time: operators a week")
    held = daily.needed("Adoption over time")
    span = weeks_shown(held)
    if span is None:
        st.caption("Less than a week is held.")
        return
    shown = connectors.uptake(daily.weeks_of(span), data.catalogue(), held, span)
    chart(
        shown.figure,
        key="adoption",
        alt=shown.alt,
        figures=shown.figures,
        columns={
            "week": tables.weekday("Week from"),
            "name": tables.text("Connector", 170),
            "operators": tables.count("Operators", 90),
            "calls": tables.count("Gateway requests", 130),
        },
    )
    st.caption(shown.caption)


@st.fragment
@told("lifetimes")
def lifetimes_card() -> None:
    """First and last call of each connector, and how many of its adopters stayed."""
    card_title("First and last seen, and who stayed")
    held = daily.needed("First and last calls")
    of = (*_weeks_of_lifetimes(held), data.catalogue(), held)
    tables.table(
        connectors.lifetimes(*of).grid,
        {
            "name": tables.text("Connector", 150),
            "first_seen": tables.date("First call", 108),
            "last_seen": tables.date("Last call", 108),
            "lapsed_since": tables.date("Lapsed since", 108),
            "adopters_before": tables.count("Before", 70),
            "retained": tables.count("Stayed", 70),
            "gained": tables.count("Gained", 70),
            "lost": tables.count("Lost", 60),
            "category": tables.text("Category", 150),
        },
        key="lifetimes",
        alt="Connectors by how many of their operators stayed",
        rows=16,
        empty="No gateway request is held.",
    )
    st.caption(
        f"First call “—”: already called on {day(held.first_day)}, the first day held. Before, stayed, gained, lost: "
        f"operators of {days(recent(held))} against the 28 days before. Lapsed: no call for 28 days."
    )
    list_download("adoption", lambda form: connectors.lifetimes_file(*of, platform(), form))


def _weeks_of_lifetimes(held: Coverage) -> tuple[Frame, Frame]:
    """Of all days that are held, and of the two windows whose operators are compared."""
    last = held.last_complete_day
    both = Period(recent(held).previous().start, last)
    return daily.weeks_of(Period(held.first_day, last)), daily.weeks_of(both)


@st.fragment
@told("heatmap", border=True)
def heatmap_card() -> None:
    """Operators by connectors, calls as colour; blank = none."""
    held = daily.held()
    card_title(f"Who uses what{'' if held is None else ': gateway requests, logarithmic, blank = none'}")
    span = recent(daily.needed("Who uses what"))
    shown = connectors.use(daily.weeks_of(span), data.roster(), data.catalogue())
    if shown is None:
        st.caption("No gateway request in these days.")
        return
    chart(
        shown.figure,
        key="heatmap",
        alt="Gateway requests by operator and connector.",
        figures=shown.figures,
        columns={
            "operator_name": tables.text("Operator", 190),
            "connector_name": tables.text("Connector", 170),
            "calls": tables.count("Gateway requests", 130),
        },
    )
    st.caption(f"{days(span)}. {shown.left_out}")


@st.fragment
@told("together")
def together_card() -> None:
    """Pairs of connectors that the same operators use."""
    card_title("Used together")
    held = daily.needed("What is used together")
    tables.table(
        connectors.together(daily.weeks_of(recent(held)), data.catalogue()),
        {
            "name_a": tables.text("Connector", 118),
            "name_b": tables.text("and", 118),
            "both": tables.count("Both", 60),
            "either": tables.count("Either", 66),
            "jaccard": tables.whole_percent("Overlap", 76),
        },
        key="together",
        alt="Connectors that the same operators use",
        rows=8,
        empty="No pair is used by three operators or more.",
    )


@st.fragment
@told("blast")
def blast_card() -> None:
    """For every connector: whom its failure would hit, and how hard."""
    card_title("If it fails")
    held = daily.needed("What a failure would cost")
    tables.table(
        connectors.failures(daily.weeks_of(recent(held)), data.catalogue()),
        {
            "name": tables.text("Connector", 120),
            "operators": tables.count("Operators hit", 96),
            "losing_half": tables.count("Lose over half", 100),
            "share_of_network": tables.whole_percent("Of all requests", 104),
        },
        key="blast",
        alt="Connectors by how many operators their failure would hit",
        rows=8,
        empty="No gateway request in these days.",
    )
    st.caption(f"Gateway requests of {days(recent(held))}.")


@st.fragment
@told("radius")
def blast_radius_card(connector_id: str, name: str) -> None:
    """One connector's failure: which operators lose how much of their gateway requests."""
    span = recent(daily.needed("What a failure would cost"))
    of = (daily.weeks_of(span), connector_id, data.roster())
    shown = connectors.radius(*of)
    row = state.clicked_row(_OPENED)
    if row is not None and row < len(shown.ids):
        open_operator(shown.ids[row])
    card_title(f"If {plain(name)} fails")
    st.markdown(_radius_words(shown))
    tables.table(
        shown.grid,
        {
            "operator_name": tables.opener("Operator", _OPENED, 220),
            "of_operator": tables.share("Of its requests", 140),
            "calls": tables.count("Gateway requests", 140),
        },
        key="radius",
        alt=f"What operators lose if {name} fails",
        rows=10,
        empty="Nobody called it in these days.",
    )
    st.caption(f"Gateway requests of {days(span)}.")
    if shown.ids:
        list_download("radius", lambda form: connectors.radius_file(*of, span, platform(), form))


def _radius_words(shown: Radius) -> str:
    names = ", ".join(plain(one) for one in shown.half) + (" and others" if shown.more else "")
    return f"{shown.words}: {names}." if shown.half else f"{shown.words}."

"""What only days can tell of connectors: adoption over time, who stays, who uses what, and what a failure would cost."""

from datetime import timedelta

import polars as pl
import streamlit as st

from dashboard.charts.adoption_over_time import adoption_over_time_chart
from dashboard.charts.heatmap import heatmap_chart
from dashboard.exports.lists import list_file
from dashboard.metrics.connectors.adoption_history import adopters_by_week, connector_lifetimes, leading, retention
from dashboard.metrics.connectors.blast_radius import blast_radii, blast_radius, radius_of
from dashboard.metrics.connectors.of_operators import operator_by_connector
from dashboard.metrics.connectors.together import used_together
from dashboard.numbers import counted, day, days
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.downloads import list_download, platform
from dashboard.ui.parts.text import plain
from dashboard.views.titles import percents
from data_access import Coverage, Period

_WINDOW, _WEEKS, _LINES, _HALF_NAMED = 28, 26, 6, 5
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
    last, weeks = held.last_complete_day, min(_WEEKS, ((held.last_complete_day - held.first_day).days + 1) // 7)
    if not weeks:
        st.caption("Less than a week is held.")
        return
    span = Period(last - timedelta(days=7 * weeks - 1), last)
    by_week = adopters_by_week(daily.connector_weeks(span), daily.connectors(), missing=held.missing)
    lines = leading(by_week, _LINES)
    shown = lines["connector_id"].n_unique()
    chart(
        adoption_over_time_chart(lines),
        key="adoption",
        alt=f"Operators that call each of {shown} connectors, by week, {days(span)}.",
        figures=by_week,
        columns={
            "week": tables.weekday("Week from"),
            "name": tables.text("Connector", 170),
            "operators": tables.count("Operators", 90),
            "calls": tables.count("Gateway requests", 130),
        },
    )
    st.caption(
        f"{days(span)}, whole weeks back from the last day; the {shown} connectors with most operators in the last of them."
    )


@st.fragment
@told("lifetimes")
def lifetimes_card() -> None:
    """First and last call of each connector, and how many of its adopters stayed."""
    card_title("First and last seen, and who stayed")
    held = daily.needed("First and last calls")
    rows = _lifetimes(held)
    tables.table(
        rows,
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
    span = Period(held.first_day, held.last_complete_day)
    list_download("adoption", lambda form: list_file(rows, "adoption", platform(), span, form))


def _lifetimes(held: Coverage) -> pl.DataFrame:
    """Every connector that was ever called, those that most operators stayed with first."""
    last = held.last_complete_day
    lifetimes = connector_lifetimes(
        daily.connector_weeks(Period(held.first_day, last)),
        first_held=held.first_day,
        on=last,
        not_known=held.missing | held.settling,
    )
    stayed = retention(daily.connector_weeks(Period(recent(held).previous().start, last)), on=last)
    named = daily.connectors().select("connector_id", "name", "category")
    return (
        lifetimes.join(stayed, on="connector_id", how="left")
        .join(named, on="connector_id", how="left")
        .with_columns(pl.coalesce("name", "connector_id"))
        .sort("retained", "connector_id", descending=[True, False], nulls_last=True)
    )


@st.fragment
@told("heatmap", border=True)
def heatmap_card() -> None:
    """Operators by connectors, calls as colour; blank = none."""
    held = daily.held()
    card_title(f"Who uses what{'' if held is None else ': gateway requests, logarithmic, blank = none'}")
    span = recent(daily.needed("Who uses what"))
    found = operator_by_connector(daily.connector_weeks(span), data.operators(), daily.connectors())
    if found.cells.is_empty():
        st.caption("No gateway request in these days.")
        return
    chart(
        heatmap_chart(found.cells),
        key="heatmap",
        alt="Gateway requests by operator and connector.",
        figures=found.cells,
        columns={
            "operator_name": tables.text("Operator", 190),
            "connector_name": tables.text("Connector", 170),
            "calls": tables.count("Gateway requests", 130),
        },
    )
    left_out = [
        counted(found.operators_left_out, "operator") if found.operators_left_out else "",
        counted(found.connectors_left_out, "connector") if found.connectors_left_out else "",
    ]
    words = " and ".join(filter(None, left_out))
    st.caption(f"{days(span)}. {'Not shown, with fewer requests: ' + words if words else 'All of them.'}")


@st.fragment
@told("together")
def together_card() -> None:
    """Pairs of connectors that the same operators use."""
    card_title("Used together")
    held = daily.needed("What is used together")
    pairs = used_together(daily.connector_weeks(recent(held)), daily.connectors())
    tables.table(
        pairs.with_columns(*percents("jaccard")),
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
    names = dict(daily.connectors().select("connector_id", "name").drop_nulls().iter_rows())
    radii = blast_radii(daily.connector_weeks(recent(held)))
    tables.table(
        radii.with_columns(pl.col("connector_id").replace(names).alias("name"), *percents("share_of_network")),
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
    held = daily.needed("What a failure would cost")
    hit = blast_radius(daily.connector_weeks(recent(held)), connector_id, data.operators())
    summary = radius_of(blast_radii(daily.connector_weeks(recent(held))), connector_id)
    row = state.clicked_row(_OPENED)
    if row is not None and row < hit.height:
        open_operator(hit["operator_id"][row])
    card_title(f"If {plain(name)} fails")
    half = hit.head(summary.losing_half)["operator_name"].to_list()
    named = ", ".join(plain(one) for one in half[:_HALF_NAMED]) + (" and others" if len(half) > _HALF_NAMED else "")
    st.markdown(summary.words() + (f": {named}." if half else "."))
    tables.table(
        hit.with_columns(*percents("of_operator")),
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
    st.caption(f"Gateway requests of {days(recent(held))}.")
    if hit.height:
        list_download("radius", lambda form: list_file(hit, "blast-radius", platform(), recent(held), form))

"""What only days can tell of one operator: its course of states, its connectors' last calls, what similar ones use."""

from datetime import timedelta

import streamlit as st

from dashboard.answers import operator_detail
from dashboard.answers.made import Frame
from dashboard.answers.operator_detail import OneOf, Weeks
from dashboard.metrics.months import months
from dashboard.numbers import day
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.sync_hint import history_words
from dashboard.ui.parts.text import plain
from dashboard.views.operators.months import MonthUnits, month_units
from dashboard.words import METRIC_TITLES
from data_access import Coverage, Period
from data_access.tables import GATEWAY_REQUESTS

_WINDOW = 28


@st.fragment
@told("course", border=True)
def course_card(of: OneOf) -> None:
    """A band of states over all held days, told by usage alone."""
    card_title("States over time")
    held = daily.needed("The course of states")
    if operator_detail.runs(of).is_empty():
        st.caption("No day of this operator is held.")
        return
    shown = operator_detail.course(of)
    chart(
        shown.figure,
        key="timeline",
        alt=f"States of the operator, {day(held.first_day)} to {day(held.last_complete_day)}.",
        figures=shown.figures,
        columns={
            "state": tables.text("State", 150),
            "start": tables.weekday("From"),
            "end": tables.weekday("To"),
            "days": tables.count("Days", 70),
        },
    )
    st.caption(f"From usage alone, by the rules of today. {history_words()}")


def connector_weeks() -> Weeks | None:
    """The connectors' weeks of the last 28 held days and the 28 before; None where no day is held."""
    held = daily.held()
    if held is None:
        return None
    before = _recent(held).previous()
    return Weeks(_recent_weeks(held), daily.weeks_of(before) if held.knows_all(before) else None, held.last_settled_day)


def connectors_table(of: OneOf) -> None:
    """Connectors with calls and share of the period; last call, stopped or new as the held days tell."""
    shown = operator_detail.connectors(of, connector_weeks())
    card_title("Connectors")
    tables.table(
        shown,
        {
            "key": tables.text("Connector", 186),
            "value": tables.count(METRIC_TITLES[GATEWAY_REQUESTS], 134),
            "share": tables.whole_percent("Share", 70),
            "change": tables.change("Change", 80),
            "before": tables.count("Before", 110),
            "last_call": tables.date("Last call", 120),
            "standing": tables.text("Standing", 120),
        },
        key="connectors-of",
        alt="Connectors of the operator by gateway requests",
        rows=8,
        empty="None in this period.",
    )


@st.fragment
@told("similar", border=True, height="stretch")
def similar_card(of: OneOf) -> None:
    """Connectors that similar operators use and this one does not, with counts."""
    card_title("What similar operators use")
    held = daily.needed("What similar operators use")
    shown = operator_detail.similar(of, _recent_weeks(held))
    st.caption(plain(shown.words))
    tables.table(
        shown.grid,
        {
            "name": tables.text("Connector", 190),
            "users": tables.count("Users", 70),
            "similar": tables.count("Of similar", 90),
            "share": tables.whole_percent("Share", 70),
        },
        key="similar",
        alt="Connectors that similar operators use",
        rows=6,
        empty="Nothing that this operator does not use itself.",
    )


@st.fragment
@told("months")
def months_card(operator_id: str) -> None:
    """This month's billable units against last month's: the same days, and all of it."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        card_title("Billable units by month")
        shown = units_by_month(operator_id)
        st.markdown(shown.so_far)
        st.caption(shown.against)
        st.caption(shown.counted)


def units_by_month(operator_id: str) -> MonthUnits:
    """This month's billable units and last month's, in words."""
    spans = months(data.coverage().last_complete_day)
    now, same, whole = (data.units(operator_id, one) for one in (spans.so_far, spans.same_days, spans.last))
    return month_units(spans, now, same, whole)


def _recent(held: Coverage) -> Period:
    last = held.last_complete_day
    return Period(last - timedelta(days=_WINDOW - 1), last)


def _recent_weeks(held: Coverage) -> Frame:
    return daily.weeks_of(_recent(held))

"""What only days can tell of one operator: its course of states, its connectors' last calls, what similar ones use."""

from datetime import timedelta

import polars as pl
import streamlit as st

from dashboard.charts.timeline import timeline_chart
from dashboard.metrics.activity.history import timeline
from dashboard.metrics.activity.states import ActivityRules
from dashboard.metrics.connectors.of_operators import CONNECTORS_OF, connectors_of
from dashboard.metrics.connectors.similar import connectors_of_similar, similar_operators
from dashboard.metrics.months import months
from dashboard.metrics.usage import breakdown
from dashboard.metrics.window import Window
from dashboard.numbers import counted, day, days, exact, signed_percent
from dashboard.ui.frame.failure import told
from dashboard.ui.page import daily, data
from dashboard.ui.parts import tables
from dashboard.ui.parts.cards import card_title
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.sync_hint import history_words
from dashboard.ui.parts.text import plain
from dashboard.views.titles import percents, titled
from dashboard.words import METRIC_TITLES, NOT_BROKEN_DOWN
from data_access import Coverage, Period
from data_access.tables import BILLABLE_UNITS, GATEWAY_REQUESTS

_WINDOW = 28


def course(operator_id: str, rules: ActivityRules) -> pl.DataFrame:
    """The operator's states in a row, as `metrics.activity.history.timeline`; empty where no day is held."""
    if daily.held() is None:
        return pl.DataFrame(schema={"state": pl.String(), "start": pl.Date(), "end": pl.Date(), "days": pl.Int64()})
    return timeline(daily.states(rules), operator_id)


@st.fragment
@told("course", border=True)
def course_card(operator_id: str, rules: ActivityRules) -> None:
    """A band of states over all held days, told by usage alone."""
    card_title("States over time")
    held = daily.needed("The course of states")
    runs = course(operator_id, rules)
    if runs.is_empty():
        st.caption("No day of this operator is held.")
        return
    chart(
        timeline_chart(runs),
        key="timeline",
        alt=f"States of the operator, {day(held.first_day)} to {day(held.last_complete_day)}.",
        figures=runs.reverse().with_columns(*titled(runs, "state")),
        columns={
            "state": tables.text("State", 150),
            "start": tables.weekday("From"),
            "end": tables.weekday("To"),
            "days": tables.count("Days", 70),
        },
    )
    st.caption(f"From usage alone, by the rules of today. {history_words()}")


def connectors_now(operator_id: str) -> pl.DataFrame:
    """The operator's connectors with last call and standing, as `metrics.connectors.of_operators.connectors_of`.

    Of the last 28 held days and the 28 before; empty where no day is held.
    """
    held = daily.held()
    if held is None:
        return pl.DataFrame(schema=CONNECTORS_OF)
    last = held.last_complete_day
    now = Period(last - timedelta(days=_WINDOW - 1), last)
    before = daily.connector_weeks(now.previous()) if held.knows_all(now.previous()) else None
    return connectors_of(daily.connector_weeks(now), before, operator_id, daily.connectors(), on=held.last_settled_day)


def connectors_table(window: Window, operator_id: str) -> None:
    """Connectors with calls and share of the period; last call, stopped or new as the held days tell."""
    now, before = data.reported(window).of(operator_id), data.reported_before(window)
    found = breakdown(GATEWAY_REQUESTS, now, before and before.of(operator_id))
    standing = connectors_now(operator_id).select("connector_id", "last_call", "standing")
    both = found.join(standing, left_on="key", right_on="connector_id", how="left", maintain_order="left")
    names = {"": NOT_BROKEN_DOWN, **data.connector_names(window)}
    card_title("Connectors")
    tables.table(
        both.with_columns(
            *percents("share", "change"),
            pl.col("key").replace(names),
            *titled(both, "standing"),
        ),
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


def similar_connectors(operator_id: str) -> pl.DataFrame:
    """As `metrics.connectors.similar.connectors_of_similar`, of the last 28 held days; empty where no day is held."""
    held = daily.held()
    if held is None:
        return pl.DataFrame(schema={"name": pl.String(), "users": pl.Int64(), "similar": pl.Int64()})
    return connectors_of_similar(_recent(held), data.operators(), daily.connectors(), operator_id)


def _recent(held: Coverage) -> pl.DataFrame:
    last = held.last_complete_day
    return daily.connector_weeks(Period(last - timedelta(days=_WINDOW - 1), last))


@st.fragment
@told("similar", border=True, height="stretch")
def similar_card(operator_id: str) -> None:
    """Connectors that similar operators use and this one does not, with counts."""
    card_title("What similar operators use")
    held = daily.needed("What similar operators use")
    st.caption(plain(similar_operators(_recent(held), data.operators(), operator_id).words()))
    found = similar_connectors(operator_id)
    tables.table(
        found.with_columns(*percents("share")),
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
        spans = months(data.coverage().last_complete_day)
        now, same, whole = (data.units(operator_id, one) for one in (spans.so_far, spans.same_days, spans.last))
        change = signed_percent((now - same) / same) if now is not None and same else "not comparable"
        st.markdown(f"{days(spans.so_far)}: **{exact(now)}**")
        st.caption(
            f"{change} against {days(spans.same_days)}: {exact(same)}  \nAll of {days(spans.last)}: {exact(whole)}"
        )
        st.caption(f"{METRIC_TITLES[BILLABLE_UNITS]}, {counted(spans.so_far.days, 'day')} so far, complete days, UTC")

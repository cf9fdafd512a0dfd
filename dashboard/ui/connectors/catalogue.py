"""The parts of the Connectors page."""

import polars as pl
import streamlit as st

from dashboard.charts.connection_bars import connection_bars
from dashboard.charts.pareto import pareto_chart
from dashboard.charts.ranked_bars import ranked_bars
from dashboard.exports.connectors import connectors_file
from dashboard.metrics.change import Kpi
from dashboard.metrics.connectors import adoption as measures
from dashboard.metrics.connectors.adoption import AdoptionSummary
from dashboard.metrics.search import NOT_KNOWN, chosen, found, options
from dashboard.metrics.usage import top_and_rest
from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact, percent
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.header import retention_warnings
from dashboard.ui.page import data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.cards import card_title, state_tile, tiles
from dashboard.ui.parts.charts import chart
from dashboard.ui.parts.downloads import download, download_notes, form_choice, platform
from dashboard.ui.parts.text import plain
from dashboard.ui.parts.undated import now_words
from dashboard.views.titles import percents, titled

_OPENED, _OPERATOR_OPENED = "open_connector", "open_adopter"
_BARS, _INACTIVE_BARS = 14, 6


def opened(adopted: pl.DataFrame) -> str | None:
    """The connector that the link or a click opens; one that is not there is told."""
    asked = next(iter(state.linked("connector")), None)
    if asked is None or asked in adopted["connector_id"]:
        return asked
    st.warning(f"There is no connector “{plain(asked[:80])}” on this platform. Shown: all of them.")
    return None


def adoption_tiles(kpi: Kpi, summary: AdoptionSummary) -> None:
    """Called, calls, how few carry most of them, and inactive connections."""
    called = summary.called
    state_tile("Connectors called", called, f"in the period; {exact(summary.connected)} have active connections")
    tiles([kpi], {})
    together = f"of {exact(called)}: together {percent(summary.reached, 1)}" if summary.carriers else "not known"
    state_tile("Carry 80% of calls", summary.carriers, together)
    state_tile("Inactive", summary.inactive, f"connections, {now_words()}")


def exact_adoption(summary: AdoptionSummary) -> list[str]:
    """The exact values of the tiles, for the Definitions."""
    return [
        f"**Connectors called** {exact(summary.called)}  \nConnectors with at least one gateway request in the period.",
        f"**Inactive** {exact(summary.inactive)} connections  \nConnections with any status but active, now.",
    ]


def undivided(lines: pl.DataFrame) -> None:
    """Calls that stand in the total but in no connector's row."""
    calls = measures.undivided_calls(lines)
    if calls:
        st.info(f"{exact(calls)} gateway requests are reported without a connector and stand in no row here.")


@st.fragment
@told("roll")
def roll(window: Window) -> None:
    """All connectors, searchable; a row opens one. Adoption is a share of all operators, active or not."""
    adopted, operators = data.adoption(window), data.reported(window).bill.height
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = controls.search("Find a connector", "find")
        wanted = controls.choices("Category", "category", options(adopted, "category"), str, width=220)
    shown = chosen(found(adopted, words, _SEARCHED), {"category": wanted})
    row = state.clicked_row(_OPENED)
    if row is not None and row < shown.height:
        state.link({"connector": [shown["connector_id"][row]]})
        st.rerun()
    st.caption(
        f"{exact(shown.height)} of {counted(adopted.height, 'connector')}; adoption = share of {operators} operators"
    )
    tables.table(
        shown.with_columns(*percents("adoption", "call_share", "change")),
        _columns(),
        key="connectors",
        alt="Connectors by gateway requests, largest first",
        rows=12,
        empty="No connector matches. Clear the search to see all.",
    )
    st.caption(tables.CHANGE_NOTE)
    with st.container(horizontal=True, vertical_alignment="center"):
        form = form_choice()
        with st.container(width=240):
            download("CSV of these connectors", connectors_file(shown, window.period, platform(), form))
    download_notes(retention_warnings(window))


def charts(adopted: pl.DataFrame) -> None:
    """Ranked bars, how few carry how much, and where connections lie idle."""
    left, right = st.columns([1.35, 1])
    with left, st.container(border=True, height="stretch"):
        card_title("Gateway requests by connector")
        top, others = top_and_rest(adopted, "calls", _BARS)
        columns = {"name": tables.text("Connector", 180), "value": tables.count("Gateway requests", 130)}
        alt = "The connectors with most gateway requests, as bars."
        chart(ranked_bars(top, others, "requests"), key="connector-bars", alt=alt, figures=top, columns=columns)
    with right:
        with st.container(border=True):
            _pareto(adopted)
        with st.container(border=True):
            _inactive(adopted)


def lapsed(adopted: pl.DataFrame) -> None:
    """Connectors that have connections and were not called in the period."""
    silent = adopted.filter("lapsed").sort("active_connections", "connector_id", descending=[True, False])
    card_title(f"Lapsed: {counted(silent.height, 'connector')} with connections and no call in the period")
    tables.table(
        silent,
        {
            "name": tables.text("Connector", 180),
            "category": tables.text("Category", 160),
            "active_connections": tables.count("Active connections", 140),
            "inactive_connections": tables.count("Inactive", 100),
            "before": tables.count("Calls before", 120),
        },
        key="lapsed",
        alt="Lapsed connectors",
        rows=6,
        empty="None lapsed, as far as calls are reported by connector.",
    )


def categories(adopted: pl.DataFrame) -> None:
    """Sums by category."""
    card_title("By category")
    tables.table(
        measures.by_category(adopted).with_columns(
            *percents("call_share", "change"), pl.col("category").fill_null(NOT_KNOWN.capitalize())
        ),
        {
            "category": tables.text("Category", 190),
            "connectors": tables.count("Connectors", 110),
            "active_connections": tables.count("Active connections", 150),
            "calls": tables.count("Gateway requests", 140),
            "call_share": tables.whole_percent("Share", 80),
            "change": tables.change(),
        },
        key="categories",
        alt="Connector categories by gateway requests",
        rows=12,
    )


def one_connector(connector_id: str, adopted: pl.DataFrame, window: Window) -> str:
    """One connector: its figures, and the operators that called it. Returns its name."""
    back = st.button("All connectors", icon=":material/arrow_back:", type="tertiary")
    if back:
        state.link({"connector": []})
        st.rerun()
    facts = adopted.filter(pl.col("connector_id") == connector_id).row(0, named=True)
    st.header(plain(facts["name"]), anchor=False)
    st.caption(
        f"{plain(facts['category'] or 'Category ' + NOT_KNOWN)} · {exact(facts['active_connections'])} active and "
        f"{exact(facts['inactive_connections'])} inactive connections · {exact(facts['calls'])} gateway requests in the "
        f"period · connected by {exact(facts['operators'])} of {exact(data.reported(window).bill.height)} operators "
        f"({percent(facts['adoption'])})"
    )
    now, before = data.reported(window), data.reported_before(window)
    using = measures.connector_operators(connector_id, now, before, data.operators())
    row = state.clicked_row(_OPERATOR_OPENED)
    if row is not None and row < using.height:
        open_operator(using["operator_id"][row])
    card_title(f"{counted(using.height, 'operator')} called it in the period or the one before")
    tables.table(
        using.with_columns(*percents("share", "change"), *titled(using, "status")),
        {
            "operator_name": tables.opener("Operator", _OPERATOR_OPENED, 200),
            "calls": tables.count("Gateway requests", 140),
            "share": tables.whole_percent("Share", 80),
            "change": tables.change(),
            "before": tables.count("Before", 110),
            "status": tables.text("Status", 130),
        },
        key="adopters",
        alt=f"Operators that call {facts['name']}",
        empty="No operator called it in the period.",
    )
    return str(facts["name"])


_SEARCHED = ("name", "connector_id", "category")


def _columns() -> dict[str, object]:
    return {
        "name": tables.opener("Connector", _OPENED, 136),
        "calls": tables.count("Gateway requests", 122),
        "call_share": tables.whole_percent("Share", 56),
        "change": tables.change("Change", 68),
        "operators": tables.count("Operators", 78),
        "adoption": tables.whole_percent("Adoption", 74),
        "active_connections": tables.count("Active", 58),
        "inactive_connections": tables.count("Inactive", 66),
        "calls_per_connection": tables.decimal("Per connection", 104),
        "category": tables.text("Category", 142),
        "connector_id": tables.text("Id", 140),
    }


def _pareto(adopted: pl.DataFrame) -> None:
    ranked = measures.pareto(adopted)
    few, reached = measures.carriers(ranked)
    nothing = "No calls in the period" if adopted["calls"].count() else "Calls by connector are not reported"
    title = f"{few} of {ranked.height} connectors make {percent(reached)} of calls" if few else nothing
    card_title(title)
    columns = {
        "rank": tables.count("#", 46),
        "name": tables.text("Connector", 160),
        "calls": tables.count("Gateway requests", 130),
        "share": tables.whole_percent("Share"),
        "cumulative": tables.whole_percent("Together"),
    }
    figures = ranked.with_columns(*percents("share", "cumulative"))
    chart(pareto_chart(ranked, few), key="pareto", alt=f"{title}.", figures=figures, columns=columns)


def _inactive(adopted: pl.DataFrame) -> None:
    with_idle = adopted.filter(pl.col("inactive_connections") > 0).sort(
        "inactive_connections", "connector_id", descending=[True, False]
    )
    card_title("Connections, :primary[active] and :gray[inactive]")
    if with_idle.is_empty():
        st.caption("No inactive connection is reported.")
        return
    columns = {
        "name": tables.text("Connector", 160),
        "active_connections": tables.count("Active", 90),
        "inactive_connections": tables.count("Inactive", 90),
    }
    shown = with_idle.head(_INACTIVE_BARS)
    alt = "The connectors with most inactive connections, as stacked bars."
    chart(connection_bars(shown), key="connection-bars", alt=alt, figures=with_idle, columns=columns)

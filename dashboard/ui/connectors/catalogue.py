"""The parts of the Connectors page."""

import streamlit as st

from dashboard.answers import connectors
from dashboard.answers.connectors import RollOf
from dashboard.metrics.change import Kpi
from dashboard.metrics.connectors.adoption import AdoptionSummary
from dashboard.metrics.window import Window
from dashboard.numbers import exact, percent
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
from dashboard.views.connectors.roll import Chosen

_OPENED, _OPERATOR_OPENED = "open_connector", "open_adopter"


def opened(of: RollOf) -> str | None:
    """The connector that the link or a click opens; one that is not there is told."""
    asked = next(iter(state.linked("connector")), None)
    if asked is None or asked in connectors.choices(of).ids:
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


def undivided(of: RollOf) -> None:
    """Calls that stand in the total but in no connector's row."""
    calls = connectors.undivided_calls(of.now)
    if calls:
        st.info(f"{exact(calls)} gateway requests are reported without a connector and stand in no row here.")


@st.fragment
@told("roll")
def roll(window: Window) -> None:
    """All connectors, searchable; a row opens one."""
    of = data.roll_of(window)
    chosen = _chosen(connectors.choices(of).categories)
    shown = connectors.roll(of, chosen)
    row = state.clicked_row(_OPENED)
    if row is not None and row < len(shown.ids):
        state.link({"connector": [shown.ids[row]]})
        st.rerun()
    st.caption(shown.caption)
    tables.table(
        shown.grid,
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
            file = connectors.roll_file(of, chosen, window.period, platform(), form)
            download("CSV of these connectors", file)
    download_notes(retention_warnings(window))


def _chosen(categories: tuple[str, ...]) -> Chosen:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = controls.search("Find a connector", "find")
        wanted = controls.choices("Category", "category", categories, str, width=220)
    return Chosen(words, tuple(wanted))


def charts(of: RollOf) -> None:
    """Ranked bars, how few carry how much, and where connections lie idle."""
    left, right = st.columns([1.35, 1])
    with left, st.container(border=True, height="stretch"):
        card_title("Gateway requests by connector")
        shown = connectors.bars(of)
        columns = {"name": tables.text("Connector", 180), "value": tables.count("Gateway requests", 130)}
        alt = "The connectors with most gateway requests, as bars."
        chart(shown.figure, key="connector-bars", alt=alt, figures=shown.figures, columns=columns)
    with right:
        with st.container(border=True):
            _carriers(of)
        with st.container(border=True):
            _idle(of)


def lapsed(of: RollOf) -> None:
    """Connectors that have connections and were not called in the period."""
    shown = connectors.lapsed(of)
    card_title(shown.title)
    tables.table(
        shown.grid,
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


def categories(of: RollOf) -> None:
    """Sums by category."""
    card_title("By category")
    tables.table(
        connectors.categories(of),
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


def one_connector(connector_id: str, of: RollOf) -> str:
    """One connector: its figures, and the operators that called it. Returns its name."""
    back = st.button("All connectors", icon=":material/arrow_back:", type="tertiary")
    if back:
        state.link({"connector": []})
        st.rerun()
    facts = connectors.facts(of, connector_id)
    st.header(plain(facts.name), anchor=False)
    st.caption(f"{plain(facts.category)} · {facts.words}")
    using = connectors.callers(of, connector_id)
    row = state.clicked_row(_OPERATOR_OPENED)
    if row is not None and row < len(using.ids):
        open_operator(using.ids[row])
    card_title(using.title)
    tables.table(
        using.grid,
        {
            "operator_name": tables.opener("Operator", _OPERATOR_OPENED, 200),
            "calls": tables.count("Gateway requests", 140),
            "share": tables.whole_percent("Share", 80),
            "change": tables.change(),
            "before": tables.count("Before", 110),
            "status": tables.text("Status", 130),
        },
        key="adopters",
        alt=f"Operators that call {facts.name}",
        empty="No operator called it in the period.",
    )
    return facts.name


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


def _carriers(of: RollOf) -> None:
    shown = connectors.carrying(of)
    card_title(shown.title)
    columns = {
        "rank": tables.count("#", 46),
        "name": tables.text("Connector", 160),
        "calls": tables.count("Gateway requests", 130),
        "share": tables.whole_percent("Share"),
        "cumulative": tables.whole_percent("Together"),
    }
    chart(shown.figure, key="pareto", alt=f"{shown.title}.", figures=shown.figures, columns=columns)


def _idle(of: RollOf) -> None:
    shown = connectors.idle(of)
    card_title("Connections, :primary[active] and :gray[inactive]")
    if shown is None:
        st.caption("No inactive connection is reported.")
        return
    columns = {
        "name": tables.text("Connector", 160),
        "active_connections": tables.count("Active", 90),
        "inactive_connections": tables.count("Inactive", 90),
    }
    alt = "The connectors with most inactive connections, as stacked bars."
    chart(shown.figure, key="connection-bars", alt=alt, figures=shown.figures, columns=columns)

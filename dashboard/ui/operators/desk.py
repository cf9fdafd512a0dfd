"""The operators' desk: who needs a call and why, filters, the table, and the file of what it shows."""

import polars as pl
import streamlit as st

from dashboard.exports.operators import operators_file
from dashboard.metrics.activity.desk import SNOOZED, desk_rows
from dashboard.metrics.activity.network import network_change, ranked
from dashboard.metrics.activity.states import FLAGGED, STATES, ActivityRules
from dashboard.metrics.search import chosen, found, options
from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact, percent
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.header import retention_warnings
from dashboard.ui.operators.snoozes import active_snoozes, snoozed_list
from dashboard.ui.page import daily, data, state
from dashboard.ui.page.links import open_operator
from dashboard.ui.parts import controls, tables
from dashboard.ui.parts.downloads import download, download_notes, form_choice, platform
from dashboard.ui.parts.storage_columns import with_readable_storage
from dashboard.ui.parts.sync_hint import history_words
from dashboard.words import METRIC_TITLES, ORDER_TITLES, state_title
from data_access.tables import STORAGE_BYTES

_OPENED = "open_operator"
_OPEN_SETS = ("status", "plan", "industry")
_EVERYBODY = "all"


@st.fragment
@told("desk")
def desk(metric: str, window: Window, rules: ActivityRules) -> None:
    """Choose, then read: rank and share are of the whole platform, also when filtered."""
    rows = _rows(metric, window, rules)
    order, group, shown = _filtered(rows)
    row = state.clicked_row(_OPENED)
    if row is not None and row < shown.height:
        open_operator(shown["operator_id"][row])
    st.caption(_caption(rows, shown, order, metric))
    frame, columns = with_readable_storage(
        shown.with_columns(
            *tables.percents("share", "change", "value_change"),
            *tables.titled(shown, "status", "plan"),
            state=pl.concat_list(*tables.titled(shown, "state")),
        ),
        _columns(metric),
        *(("value", "delta", "before") if metric == STORAGE_BYTES else ()),
    )
    tables.table(
        frame,
        columns,
        key="operators",
        alt=f"Operators, {ORDER_TITLES[order].lower()} first",
        rows=10,
        wraps=True,
        empty="No operator matches. Clear a filter to see more.",
    )
    span = counted(rules.window_days, "day")
    st.caption(
        f"Units lost: billable units in {span}; all of its last active weeks where it is silent. "
        f"Change: activity of {span}. {history_words()} {tables.CHANGE_NOTE}"
    )
    if group == SNOOZED:
        snoozed_list(shown)
    _download(shown.drop("weeks").rename({"value": metric, "value_change": f"{metric}_change"}), window)


def network_banner(standing: pl.DataFrame, rules: ActivityRules) -> None:
    """One line where the whole network fell: then nobody's own fall says much."""
    network = network_change(standing, rules)
    if network.fell and network.median is not None:
        st.warning(
            f"**The network fell**: the median operator is {percent(network.median)} down on the "
            f"{rules.window_days} days before. Operators are ranked by their difference from it.",
            icon=":material/trending_down:",
        )


def _rows(metric: str, window: Window, rules: ActivityRules) -> pl.DataFrame:
    standing = daily.standing(rules)
    network_banner(standing, rules)
    return desk_rows(
        ranked(standing, network_change(standing, rules)),
        data.leaderboard(metric, window),
        daily.operator_weeks(),
        active_snoozes(),
    )


def _caption(rows: pl.DataFrame, shown: pl.DataFrame, order: str, metric: str) -> str:
    words = f"{exact(shown.height)} of {counted(rows.height, 'operator')}, {ORDER_TITLES[order].lower()} first"
    silent = rows["value"].null_count()
    of = "of the whole platform" if not silent else f"of what is reported: {counted(silent, 'operator')} did not report"
    return f"{words}; rank and share by {METRIC_TITLES[metric]}, {of}"


def _filtered(rows: pl.DataFrame) -> tuple[str, str, pl.DataFrame]:
    """The order, the group of states and the rows that are chosen."""
    counts = dict(rows.group_by("group").len().iter_rows())
    counts[_EVERYBODY] = rows.height - counts.get(SNOOZED, 0)
    groups = [one for one in (_EVERYBODY, *_GROUPS) if one in counts]
    group = controls.pills("State", "state", groups, lambda one: f"{state_title(one)} {exact(counts.get(one, 0))}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = controls.search("Find an operator", width=190)
        order = controls.choice(
            "Order", "order", list(ORDER_TITLES), ORDER_TITLES.__getitem__, default="at_stake", width=170
        )
        values = {n: controls.choices(n.capitalize(), n, options(rows, n), state_title, width=132) for n in _OPEN_SETS}
    mine = pl.col("group") != SNOOZED if group == _EVERYBODY else pl.col("group") == group
    shown = chosen(found(rows.filter(mine), words, ("operator_name", "operator_id", "contact_email")), values)
    return order, group, _ordered(shown, order)


_GROUPS = (*reversed(FLAGGED), *(one for one in STATES if one not in FLAGGED), SNOOZED)


def _ordered(rows: pl.DataFrame, order: str) -> pl.DataFrame:
    """The rows as they come (most at stake first), or by a figure, largest first; falls come last, unknown after them."""
    if order == "at_stake":
        return rows
    return rows.sort(order, "operator_id", descending=[True, False], nulls_last=True)


def _columns(metric: str) -> dict[str, object]:
    return {
        "operator_name": tables.opener("Operator", _OPENED, 160),
        "state": tables.badges("State", STATES, 104),
        "at_stake": tables.count("Units lost", 84),
        "reason": tables.text("Why", 343),
        "change": tables.change("Change", 70),
        "weeks": tables.weeks("8 weeks", 84),
        "days_silent": tables.count("Silent", 60),
        "active_connections": tables.count("Connections", 92),
        "plan": tables.text("Plan", 96),
        "contact_email": tables.text("Contact", 200),
        "rank": tables.count("#", 40),
        "value": tables.count(METRIC_TITLES[metric], 118),
        "share": tables.whole_percent("Share", 58),
        "value_change": tables.change("Change of it", 96),
        "delta": tables.count("Difference", 104),
        "before": tables.count("Before", 104),
        "last_active_at": tables.calendar_day("Last active", 98),
        "status": tables.text("Status", 84),
        "industry": tables.text("Industry", 90),
        "operator_id": tables.text("Id", 130),
    }


def _download(shown: pl.DataFrame, window: Window) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        form = form_choice()
        with st.container(width=240):
            download("CSV of these operators", operators_file(shown, window.period, platform(), form))
    download_notes(retention_warnings(window))

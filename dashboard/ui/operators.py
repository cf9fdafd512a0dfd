"""The operators' desk: filters, the table, and the file of what it shows."""

import polars as pl
import streamlit as st

from dashboard.exports.operators import operators_file
from dashboard.metrics import operators as roster_metrics
from dashboard.metrics.search import chosen, found, options
from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact
from dashboard.ui import controls, data, state, tables
from dashboard.ui.cards import OPERATOR_PAGE
from dashboard.ui.downloads import download, download_notes, form_choice, platform
from dashboard.ui.failure import told
from dashboard.ui.header import retention_warnings
from dashboard.ui.period import period_link
from dashboard.words import METRIC_TITLES, metric_column_title, state_title

_OPENED = "open_operator"
_OPEN_SETS = ("status", "plan", "industry")


@st.fragment
@told("desk")
def desk(metric: str, window: Window) -> None:
    """Choose, then read: rank and share are of the whole platform, also when filtered."""
    quiet_days, board, values = _board_with_activity(metric, window)
    shown = _filtered(board, values)
    row = state.clicked_row(_OPENED)
    if row is not None and row < shown.height:
        st.switch_page(OPERATOR_PAGE, query_params={"id": shown["operator_id"][row], **period_link()})
    by = f"by {METRIC_TITLES[metric]}"
    st.caption(f"{exact(shown.height)} of {counted(board.height, 'operator')}, {by}; {_share_words(board)}")
    tables.table(
        shown.with_columns(*tables.percents("share", "change"), *tables.titled("status", "plan")),
        _columns(metric),
        key="operators",
        alt=f"Operators {by}, largest first",
        empty="No operator matches. Clear a filter to see more.",
    )
    st.caption(
        f"Quiet: silent for {quiet_days} days or more, counted between UTC dates. "
        "Never active: no traffic ever. Suspended operators, and those whose activity is unknown, are not called quiet. "
        + tables.CHANGE_NOTE
    )
    if board["status"].null_count() == board.height:
        st.caption("No status is reported here: a suspended operator may stand among the quiet ones.")
    _download(shown.rename({"value": metric}), window)


def _share_words(board: pl.DataFrame) -> str:
    """What a share is a part of."""
    silent = board["value"].null_count()
    if not silent:
        return "rank and share of the whole platform"
    return f"rank and share of what is reported: {counted(silent, 'operator')} did not report"


def _board_with_activity(metric: str, window: Window) -> tuple[int, pl.DataFrame, dict[str, list[str]]]:
    """The chosen threshold, the leaderboard with days_silent and activity for it, and the values chosen to filter by."""
    board, roster = data.leaderboard(metric, window), data.operators()
    thresholds = [str(days) for days in roster_metrics.QUIET_DAYS]
    default = str(roster_metrics.DEFAULT_QUIET_DAYS)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        controls.search("Find an operator")
        quiet_days = int(controls.choice("Quiet from", "quiet", thresholds, _quiet_title, default=default))
        values = {n: controls.choices(n.capitalize(), n, options(board, n), state_title) for n in _OPEN_SETS}
    activity = roster_metrics.with_activity(roster, data.coverage().today, quiet_days)
    known = activity.select("operator_id", "days_silent", "activity")
    board = board.join(known, on="operator_id", how="left", maintain_order="left")
    return quiet_days, board.with_columns(pl.col("activity").fill_null(roster_metrics.UNKNOWN)), values


def _quiet_title(days: str) -> str:
    return f"Quiet from {days} days"


def _filtered(board: pl.DataFrame, values: dict[str, list[str]]) -> pl.DataFrame:
    counts = {_EVERYBODY: board.height, **dict(board.group_by("activity").len().iter_rows())}
    groups = [group for group in _GROUPS if group in counts]
    group = controls.pills("State", "state", groups, lambda g: f"{state_title(g)} {exact(counts.get(g, 0))}")
    words = next(iter(state.linked("q")), "")
    wanted = values if group == _EVERYBODY else {**values, "activity": [group]}
    return chosen(found(board, words, ("operator_name", "operator_id", "contact_email")), wanted)


_EVERYBODY = "all"
_GROUPS = (
    _EVERYBODY,
    roster_metrics.ACTIVE,
    roster_metrics.QUIET,
    roster_metrics.NEVER_ACTIVE,
    roster_metrics.SUSPENDED,
    roster_metrics.UNKNOWN,
)


def _columns(metric: str) -> dict[str, object]:
    return {
        "rank": tables.count("#", 40),
        "operator_name": tables.opener("Operator", _OPENED, 160),
        "value": tables.count(metric_column_title(metric), 118),
        "share": tables.whole_percent("Share", 58),
        "change": tables.change("Change", 70),
        "last_active_at": tables.calendar_day("Last active", 98),
        "status": tables.text("Status", 84),
        "plan": tables.text("Plan", 86),
        "contact_email": tables.text("Contact", 190),
        "days_silent": tables.count("Silent, days", 96),
        "before": tables.count("Before", 104),
        "industry": tables.text("Industry", 90),
        "operator_id": tables.text("Id", 130),
    }


def _download(shown: pl.DataFrame, window: Window) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        form = form_choice()
        with st.container(width=240):
            download("CSV of these operators", operators_file(shown, window.period, platform(), form))
    download_notes(retention_warnings(window))

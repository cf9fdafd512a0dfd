"""The operators' desk: filters, the table, and the file of what it shows."""

from functools import partial

import polars as pl
import streamlit as st

from dashboard.exports.operators import operators_file
from dashboard.metrics import operators as roster_metrics
from dashboard.metrics.window import Window
from dashboard.numbers import counted, exact
from dashboard.ui import controls, data, state, tables
from dashboard.ui.cards import OPERATOR_PAGE
from dashboard.ui.downloads import download, form_choice, platform
from dashboard.ui.failure import told
from dashboard.words import METRIC_TITLES, NOT_KNOWN, state_title
from data_access.period import Period

_OPENED = "open_operator"
_OPEN_SETS = ("status", "plan", "industry")


@st.fragment
@told()
def desk(metric: str, window: Window) -> None:
    """Choose, then read: rank and share are of the whole platform, also when filtered."""
    quiet_days, board = _board_with_activity(metric, window)
    shown = _filtered(board)
    row = state.clicked_row(_OPENED)
    if row is not None and row < shown.height:
        st.switch_page(OPERATOR_PAGE, query_params={"id": shown["operator_id"][row], **controls.period_link()})
    by = f"by {METRIC_TITLES[metric]}"
    st.caption(
        f"{exact(shown.height)} of {counted(board.height, 'operator')}, {by}; rank and share of the whole platform"
    )
    tables.table(
        shown.with_columns(
            *tables.percents("share", "change"), tables.titled("status"), pl.col("plan").str.to_titlecase()
        ),
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
    _download(shown, window.period)


def _board_with_activity(metric: str, window: Window) -> tuple[int, pl.DataFrame]:
    """The leaderboard with days_silent and activity for the chosen threshold, under the row of filters."""
    board, roster = data.leaderboard(metric, window), data.operators()
    options = [str(days) for days in roster_metrics.QUIET_DAYS]
    default = str(roster_metrics.DEFAULT_QUIET_DAYS)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        controls.search("Find an operator")
        quiet_days = int(controls.choice("Quiet from", "quiet", options, _quiet_title, default=default))
        for name in _OPEN_SETS:
            _open_set_filter(board, name)
    activity = roster_metrics.with_activity(roster, data.coverage().today, quiet_days)
    return quiet_days, board.join(
        activity.select("operator_id", "days_silent", "activity"), on="operator_id", how="left", maintain_order="left"
    ).with_columns(pl.col("activity").fill_null(roster_metrics.UNKNOWN))


def _open_set_filter(board: pl.DataFrame, name: str) -> None:
    options = sorted(board[name].fill_null(NOT_KNOWN).unique().to_list())
    controls.choices(name.capitalize(), name, options, state_title)


def _quiet_title(days: str) -> str:
    return f"Quiet from {days} days"


def _filtered(board: pl.DataFrame) -> pl.DataFrame:
    counts = dict(board.group_by("activity").len().iter_rows())
    groups = (
        roster_metrics.ACTIVE,
        roster_metrics.QUIET,
        roster_metrics.NEVER_ACTIVE,
        roster_metrics.SUSPENDED,
        roster_metrics.UNKNOWN,
    )
    everybody = "all"
    options = [everybody, *(group for group in groups if group in counts)]
    counts[everybody] = board.height
    activity = controls.pills(
        "State", "state", options, lambda group: f"{state_title(group)} {exact(counts.get(group, 0))}"
    )
    wanted = [pl.lit(value=True)]
    if activity != everybody:
        wanted.append(pl.col("activity") == activity)
    for name in _OPEN_SETS:
        values = state.linked(name)
        if values:
            wanted.append(pl.col(name).fill_null(NOT_KNOWN).is_in(values))
    return board.filter(*wanted).filter(_found(next(iter(state.linked("q")), "")))


def _found(query: str) -> pl.Expr:
    """Whether name, id or e-mail holds the words looked for, whatever their case."""
    words = query.strip().lower()
    if not words:
        return pl.lit(value=True)
    columns = ("operator_name", "operator_id", "contact_email")
    return pl.any_horizontal(
        pl.col(column).fill_null("").str.to_lowercase().str.contains(words, literal=True) for column in columns
    )


def _columns(metric: str) -> dict[str, object]:
    return {
        "rank": tables.count("#", 40),
        "operator_name": tables.opener("Operator", _OPENED, 160),
        "value": tables.count(METRIC_TITLES[metric], 118),
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


def _download(shown: pl.DataFrame, period: Period) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        form = form_choice()
        with st.container(width=240):
            download("CSV of these operators", partial(operators_file, shown, period, platform()), form)

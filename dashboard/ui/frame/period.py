"""The period: one choice for all views, in the link (contract, "Period and links")."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.metrics.window import Window, window
from dashboard.ui.page import state
from dashboard.ui.page.linked_period import CUSTOM, EARLIEST, LONGEST, PERIOD_NAMES, asked_preset, days_of, range_of
from dashboard.ui.parts.text import plain
from dashboard.words import PRESET_TITLES
from data_access import Coverage, Period
from data_access.period import DEFAULT_PRESET, PRESETS, preset_period


def period_control(coverage: Coverage) -> Window:
    """Draws the period's select box (and a date range for `custom`); returns the chosen window.

    A half-chosen range keeps the last whole one. A reversed or unreadable range in a link is told, and the usual
    period shown in its place.
    """
    preset = _linked_preset()
    key = state.show("period", preset)
    st.selectbox(
        "Period",
        [*PRESETS, CUSTOM],
        key=key,
        format_func=lambda name: PRESET_TITLES[name],
        on_change=_period_chosen,
        args=(coverage,),
        label_visibility="collapsed",
        width=150,
    )
    period = _custom_period(coverage) if preset == CUSTOM else None
    if period is None:
        shown = DEFAULT_PRESET if preset == CUSTOM else preset
        return window(shown, preset_period(shown, coverage.today, coverage.last_complete_day), coverage)
    return window(CUSTOM, period, coverage)


def copy_link(period: Period) -> None:
    """A popover with this view's address and fixed dates, so that it shows the same days next year."""
    link = st.popover("Link", icon=":material/link:", type="tertiary", width="content", key="link", on_change="rerun")
    if link.open:
        with link:
            st.caption("This view with fixed dates. The address bar's own link follows the calendar with its preset.")
            st.code(fixed_link(period), language=None, wrap_lines=True)


def fixed_link(period: Period) -> str:
    """The address of this view with `period=custom` and its dates, filters included."""
    parts = urlsplit(st.context.url or "")
    kept = [(n, v) for n in st.query_params for v in st.query_params.get_all(n) if n not in PERIOD_NAMES]
    fixed = [("period", CUSTOM), ("from", period.start.isoformat()), ("to", period.end.isoformat())]
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(fixed + kept)}"


def _linked_preset() -> str:
    asked = asked_preset(state.whole_link())
    if asked in PRESET_TITLES:
        return asked
    st.warning(f"The link asks for the period “{plain(asked[:60])}”, which does not exist. Shown: the last 28 days.")
    return DEFAULT_PRESET


def _custom_period(coverage: Coverage) -> Period | None:
    days = days_of(state.whole_link())
    period = range_of(*days)
    if period is None:
        _tell_no_range(*days)
    shown = period or preset_period(DEFAULT_PRESET, coverage.today, coverage.last_complete_day)
    st.date_input(
        "From and to, both included (UTC)",
        key=_range_key(shown),
        max_value=max(coverage.today, shown.end),
        format="DD/MM/YYYY",
        on_change=_range_chosen,
        label_visibility="collapsed",
        width=230,
    )
    return period


def _range_key(shown: Period) -> str:
    """The date range's key; it shows `shown`, unless only one of two days has been chosen so far."""
    days = state.chosen("range")
    half_chosen = isinstance(days, tuple) and len(days) == 1 and not state.stepped()
    return state.widget_key("range") if half_chosen else state.show("range", (shown.start, shown.end))


def _tell_no_range(start: str, end: str) -> None:
    st.warning(
        f"The link asks for the days from “{plain(start[:20])}” to “{plain(end[:20])}”, which is no range of days "
        f"(YYYY-MM-DD, from {EARLIEST} on, the first not after the last, at most {LONGEST} days). "
        "Shown: the last 28 days."
    )


def _period_chosen(coverage: Coverage) -> None:
    before, now = _preset_before(), str(state.chosen("period"))
    if now == CUSTOM:
        _link_range(preset_period(before, coverage.today, coverage.last_complete_day))
    else:
        state.link({"period": [] if now == DEFAULT_PRESET else [now], "from": [], "to": []})
        state.forget(state.widget_key("range"))


def _preset_before() -> str:
    before = asked_preset(state.whole_link())
    return before if before in PRESETS else DEFAULT_PRESET


def _range_chosen() -> None:
    days = state.chosen("range")
    if isinstance(days, tuple) and len(days) == len(("from", "to")):
        _link_range(Period(min(days), max(days)))


def _link_range(period: Period) -> None:
    state.link({"period": [CUSTOM], "from": [period.start.isoformat()], "to": [period.end.isoformat()]})

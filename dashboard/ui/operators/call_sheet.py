"""The call sheet: one printable page about an operator, made of the facts of its page when it is asked for."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.exports.call_sheet import CallSheet, call_sheet_html, call_sheet_markdown
from dashboard.exports.csv_files import ExportFile
from dashboard.exports.file_names import call_sheet_name
from dashboard.metrics.activity.states import ActivityRules, rule_words
from dashboard.metrics.change import Kpi
from dashboard.metrics.months import months
from dashboard.metrics.usage import breakdown, operator_kpis
from dashboard.metrics.window import Window
from dashboard.numbers import NOT_REPORTED, counted, day, days, exact, percent, short_bytes, signed_percent
from dashboard.ui.frame.failure import told
from dashboard.ui.operators.history import connectors_now, course, similar_connectors
from dashboard.ui.operators.snoozes import active_snoozes
from dashboard.ui.page import daily, data
from dashboard.ui.parts.downloads import download, platform
from dashboard.ui.parts.sync_hint import history_words
from dashboard.words import BREAKDOWN_TITLES, CHANGES_WITHOUT_PERCENT, METRIC_TITLES, NOT_BROKEN_DOWN, state_title
from data_access.direction import isolated
from data_access.tables import API_CALLS, EVENTS_INGESTED, STORAGE_BYTES, UNITS

_CONNECTORS, _SIMILAR, _KINDS, _COURSE = 6, 3, 4, 5
"""Rows that fit on one page."""


@st.fragment
@told("call_sheet")
def call_sheet_control(operator: Mapping[str, Any], window: Window, rules: ActivityRules) -> None:
    """A popover with the sheet as HTML, to print, and as Markdown, to paste."""
    opened = st.popover(
        "Call sheet", icon=":material/print:", key="call_sheet_open", on_change="rerun", width="content"
    )
    if not opened.open:
        return
    with opened:
        st.caption("One page for the call: why, the figures, connectors, what similar operators use.")
        sheet, name = (
            _sheet(operator, window, rules),
            call_sheet_name(platform(), operator["operator_id"], window.period),
        )
        page, text = call_sheet_html(sheet), call_sheet_markdown(sheet)
        download("Page to print (HTML)", ExportFile(f"{name}.html", page, 0, 1), key="sheet_html", mime="text/html")
        download("Text (Markdown)", ExportFile(f"{name}.md", text, 0, 1), key="sheet_text", mime="text/markdown")


def _sheet(operator: Mapping[str, Any], window: Window, rules: ActivityRules) -> CallSheet:
    operator_id = operator["operator_id"]
    now, before = data.reported(window), data.reported_before(window)
    earlier = before and before.of(operator_id)
    kinds = [(metric, breakdown(metric, now.of(operator_id), earlier)) for metric in (EVENTS_INGESTED, API_CALLS)]
    return CallSheet(
        name=operator["name"],
        operator_id=operator_id,
        contact=operator["contact_email"] or "",
        status=state_title(operator["status"]) if operator["status"] else "",
        plan=state_title(operator["plan"]) if operator["plan"] else "",
        industry=operator["industry"] or "",
        state=state_title(operator["state"]),
        reason=operator["reason"],
        snooze=_snooze(operator_id),
        today=day(data.coverage().today),
        period=_period_words(window),
        source=f"{data.facts().label}. {history_words()}",
        figures=tuple(
            _figure(kpi) for kpi in operator_kpis(operator_id, now.bill, before and before.bill, window.unequal_days)
        ),
        units=_units(operator, operator_id, rules),
        connectors=_connectors(operator_id),
        similar=_similar(operator_id),
        kinds=tuple((f"{METRIC_TITLES[m]} by {BREAKDOWN_TITLES[m].lower()}", _rows(frame)) for m, frame in kinds),
        course=_course(operator_id, rules),
        rules=rule_words(rules),
    )


def _figure(kpi: Kpi) -> tuple[str, str, str, str]:
    change = signed_percent(kpi.ratio) if kpi.ratio is not None else CHANGES_WITHOUT_PERCENT[kpi.kind]
    if kpi.metric == STORAGE_BYTES:
        return METRIC_TITLES[kpi.metric], short_bytes(kpi.value), short_bytes(kpi.before), change
    return METRIC_TITLES[kpi.metric], f"{exact(kpi.value)} {UNITS[kpi.metric]}", exact(kpi.before), change


def _period_words(window: Window) -> str:
    compared = f"; before: {days(window.previous)}" if window.compared else "; the period before is not comparable"
    return f"Figures of {days(window.period)}, both days included, UTC{compared}."


def _units(operator: Mapping[str, Any], operator_id: str, rules: ActivityRules) -> tuple[str, ...]:
    spans = months(data.coverage().last_complete_day)
    now, same = data.units(operator_id, spans.so_far), data.units(operator_id, spans.same_days)
    words = [f"{days(spans.so_far)}: {exact(now)}. {days(spans.same_days)}: {exact(same)}."]
    if operator["at_stake"]:
        words.append(f"{exact(operator['at_stake'])} in {counted(rules.window_days, 'day')} at stake.")
    return tuple(words)


def _connectors(operator_id: str) -> tuple[tuple[str, str, str, str, str], ...]:
    rows = connectors_now(operator_id).head(_CONNECTORS).iter_rows(named=True)
    return tuple(
        (
            row["name"],
            exact(row["calls"]),
            percent(row["share"]),
            day(row["last_call"]) if row["last_call"] else NOT_REPORTED,
            state_title(row["standing"]) if row["standing"] else NOT_REPORTED,
        )
        for row in rows
    )


def _similar(operator_id: str) -> tuple[tuple[str, str], ...]:
    found = similar_connectors(operator_id).head(_SIMILAR)
    return tuple(
        (row["name"], f"{exact(row['users'])} of {counted(row['similar'], 'similar operator')}")
        for row in found.iter_rows(named=True)
    )


def _rows(frame: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    shown = frame.head(_KINDS).select(pl.col("key").replace("", NOT_BROKEN_DOWN), "value")
    return tuple((key, exact(value)) for key, value in shown.iter_rows())


def _course(operator_id: str, rules: ActivityRules) -> tuple[tuple[str, str, str, str], ...]:
    runs = course(operator_id, rules).tail(_COURSE).reverse() if daily.held() is not None else pl.DataFrame()
    return tuple(
        (state_title(row["state"]), day(row["start"]), day(row["end"]), exact(row["days"]))
        for row in runs.iter_rows(named=True)
    )


def _snooze(operator_id: str) -> str:
    mine = active_snoozes().filter(pl.col("operator_id") == operator_id)
    if mine.is_empty():
        return ""
    row = mine.row(0, named=True)
    note = f": “{isolated(row['note'])}”" if row["note"] else ""
    return f"Snoozed until {day(row['until'])} by {isolated(row['by'])}{note}"

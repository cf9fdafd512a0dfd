"""What stands on an operator's call sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dashboard.exports.call_sheet import CallSheet
from dashboard.metrics.activity.states import ActivityRules, rule_words
from dashboard.metrics.change import Kpi
from dashboard.numbers import NOT_REPORTED, counted, day, exact, percent, short_bytes, signed_percent
from dashboard.views.operators.one import Operator
from dashboard.views.operators.used import Kinds
from dashboard.words import CHANGES_WITHOUT_PERCENT, METRIC_TITLES, NOT_BROKEN_DOWN, state_title
from data_access.tables import STORAGE_BYTES, UNITS

_CONNECTORS, _SIMILAR, _KINDS, _COURSE = 6, 3, 4, 5
"""Rows that fit on one page."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says in words of its own: whether it is snoozed, the day, the period, the source, the months' units."""

    snooze: str
    today: str
    period: str
    source: str
    units: str


@dataclass(frozen=True, eq=False, slots=True)
class Used:
    """`connectors` as `metrics.connectors.of_operators`, `similar` as `metrics.connectors.similar`, `runs` as `timeline`.

    Without a row where no day is held.
    """

    connectors: pl.DataFrame
    similar: pl.DataFrame
    kinds: tuple[Kinds, ...]
    runs: pl.DataFrame


def call_sheet(operator: Operator, told: Told, figures: Iterable[Kpi], used: Used, rules: ActivityRules) -> CallSheet:
    """Everything as it is to be read; of long lists what one page has room for."""
    return CallSheet(
        name=operator.name,
        operator_id=operator.operator_id,
        contact=operator.contact_email or "",
        status=state_title(operator.status) if operator.status else "",
        plan=state_title(operator.plan) if operator.plan else "",
        industry=operator.industry or "",
        state=state_title(operator.state),
        reason=operator.reason,
        snooze=told.snooze,
        today=told.today,
        period=told.period,
        source=told.source,
        figures=tuple(_figure(kpi) for kpi in figures),
        units=_units(operator, told.units, rules),
        connectors=_connectors(used.connectors),
        similar=_similar(used.similar),
        kinds=tuple((kinds.title, _kinds(kinds.rows)) for kinds in used.kinds),
        course=_course(used.runs),
        rules=rule_words(rules),
    )


def _figure(kpi: Kpi) -> tuple[str, str, str, str]:
    change = signed_percent(kpi.ratio) if kpi.ratio is not None else CHANGES_WITHOUT_PERCENT[kpi.kind]
    if kpi.metric == STORAGE_BYTES:
        return METRIC_TITLES[kpi.metric], short_bytes(kpi.value), short_bytes(kpi.before), change
    return METRIC_TITLES[kpi.metric], f"{exact(kpi.value)} {UNITS[kpi.metric]}", exact(kpi.before), change


def _units(operator: Operator, months: str, rules: ActivityRules) -> tuple[str, ...]:
    if not operator.at_stake:
        return (months,)
    return months, f"{exact(operator.at_stake)} in {counted(rules.window_days, 'day')} at stake."


def _connectors(rows: pl.DataFrame) -> tuple[tuple[str, str, str, str, str], ...]:
    return tuple(
        (
            row["name"],
            exact(row["calls"]),
            percent(row["share"]),
            day(row["last_call"]) if row["last_call"] else NOT_REPORTED,
            state_title(row["standing"]) if row["standing"] else NOT_REPORTED,
        )
        for row in rows.head(_CONNECTORS).iter_rows(named=True)
    )


def _similar(rows: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row["name"], f"{exact(row['users'])} of {counted(row['similar'], 'similar operator')}")
        for row in rows.head(_SIMILAR).iter_rows(named=True)
    )


def _kinds(rows: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    shown = rows.head(_KINDS).select(pl.col("key").replace("", NOT_BROKEN_DOWN), "value")
    return tuple((key, exact(value)) for key, value in shown.iter_rows())


def _course(runs: pl.DataFrame) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (state_title(row["state"]), day(row["start"]), day(row["end"]), exact(row["days"]))
        for row in runs.tail(_COURSE).reverse().iter_rows(named=True)
    )

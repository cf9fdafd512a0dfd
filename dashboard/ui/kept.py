"""Every cached read stands here, and nowhere else; `dashboard.ui.data` is what pages ask.

Keys are scalars and frozen values: the source's identity, a Period, a metric. Never a frame (Streamlit's key for one
reads a few rows only) and never Settings or a key (two keys would share one answer). A read that raises is not kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import polars as pl
import streamlit as st

from dashboard.exports.billing import usage_lines_file, usage_operators_file
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics import connectors as connector_metrics
from dashboard.metrics import usage
from dashboard.metrics.billing import operator_bill
from dashboard.metrics.daily import daily_totals as totals_by_day
from dashboard.metrics.usage import Reported
from data_access import Period, PlatformProfile, Settings, Source, Summary, UsageReport, open_source
from data_access.errors import SourceChanged

_SECONDS = 300
_HEALTH_SECONDS = 30

T = TypeVar("T")
Stamp = tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """An answer and the instant (UTC) at which it was read."""

    value: T
    read_at: datetime


_kept = st.cache_resource(ttl=_SECONDS, max_entries=128, show_spinner=False)
"""Frames are immutable, so one object serves every session: no copy is made."""


@st.cache_resource(max_entries=8, show_spinner=False)
def opened(identity: str) -> Source:
    """The source of this identity. Raises SourceChanged when the settings mean another one by now."""
    source = open_source(Settings.from_environment())
    if source.identity != identity:
        raise SourceChanged("the settings or the dataset's manifest changed while the page was drawn")
    return source


@_kept
def summary(identity: str) -> Reading[Summary]:
    """The platform's undated totals."""
    return _read_now(opened(identity).summary())


@_kept
def operators(identity: str) -> Reading[pl.DataFrame]:
    """The roster, as `tables.OPERATORS`."""
    return _read_now(opened(identity).operators())


@_kept
def connectors(identity: str) -> Reading[pl.DataFrame]:
    """All connectors, as `tables.CONNECTORS`."""
    return _read_now(opened(identity).connectors())


@_kept
def report(identity: str, period: Period) -> Reading[UsageReport]:
    """The usage of a period."""
    answer = opened(identity).usage_report(period)
    return Reading(answer, answer.read_at)


@_kept
def profile(identity: str) -> Reading[PlatformProfile]:
    """The platform's settings."""
    return _read_now(opened(identity).profile())


@_kept
def daily_totals(identity: str, period: Period, operator_id: str | None) -> Reading[pl.DataFrame]:
    """Traffic by day, as `metrics.daily.daily_totals`."""
    daily = opened(identity).daily_totals(period, operator_id)
    return _read_now(totals_by_day(daily, period, opened(identity).coverage()))


# What is measured is kept under the instants at which its inputs were read: when one of them is read again, everything
# made of it is made again, so a page never shows two readings of one report beside each other.


@_kept
def bill(identity: str, period: Period, read: Stamp) -> pl.DataFrame:  # noqa: ARG001  the stamp is part of the key
    """Every operator's figures, as `metrics.billing.operator_bill`."""
    totals, roster = report(identity, period).value.totals, operators(identity).value
    return operator_bill(totals, roster, absent_is_zero=opened(identity).has_daily_history)


@_kept
def leaderboard(identity: str, metric: str, period: Period, before: Period | None, read: Stamp) -> pl.DataFrame:
    """As `metrics.usage.leaderboard`."""
    earlier = None if before is None else bill(identity, before, read)
    return usage.leaderboard(metric, bill(identity, period, read), earlier, operators(identity).value)


@_kept
def adoption(identity: str, period: Period, before: Period | None, read: Stamp) -> pl.DataFrame:
    """As `metrics.connectors.adoption`."""
    now = reported(identity, period, read)
    earlier = None if before is None else reported(identity, before, read)
    return connector_metrics.adoption(connectors(identity).value, now, earlier, now.bill.height)


@_kept
def lines_file(identity: str, period: Period, platform: str, form: Form, read: Stamp) -> ExportFile:  # noqa: ARG001
    """The usage lines as a file."""
    return usage_lines_file(report(identity, period).value.lines, period, platform, form)


@_kept
def bill_file(identity: str, period: Period, platform: str, form: Form, read: Stamp) -> ExportFile:
    """Every operator's figures as a file."""
    return usage_operators_file(bill(identity, period, read), period, platform, form)


def reported(identity: str, period: Period, read: Stamp) -> Reported:
    """The lines and the bill of one period."""
    return Reported(report(identity, period).value.lines, bill(identity, period, read))


@st.cache_resource(ttl=_HEALTH_SECONDS, max_entries=8, show_spinner=False)
def reached(identity: str) -> bool:
    """True when the source has just answered the least there is to ask."""
    opened(identity).profile()
    return True


_ALL: tuple[Any, ...] = (
    opened,
    reached,
    summary,
    operators,
    connectors,
    report,
    profile,
    daily_totals,
    bill,
    leaderboard,
    adoption,
    lines_file,
    bill_file,
)


def forget_all() -> None:
    """Forget every answer and every opened source."""
    for answers in _ALL:
        answers.clear()


def _read_now(value: T) -> Reading[T]:
    return Reading(value, datetime.now(UTC))

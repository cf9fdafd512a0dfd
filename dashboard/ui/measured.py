"""What is made of several answers, kept under the instants at which they were read (`Stamp`).

When one of the answers is read again, everything made of it is made again, so a page never shows two readings of one
report beside each other. Keys are scalars and frozen values, as in `dashboard.ui.kept`.
"""

from datetime import date, timedelta

import polars as pl

from dashboard.exports.billing import usage_lines_file, usage_operators_file
from dashboard.exports.csv_files import ExportFile, Form
from dashboard.metrics import connectors as connector_metrics
from dashboard.metrics import usage
from dashboard.metrics.activity import ActivityRules, activity
from dashboard.metrics.activity_facts import activity_facts, fallback_facts
from dashboard.metrics.activity_history import states_by_day
from dashboard.metrics.activity_reasons import with_reasons
from dashboard.metrics.activity_then import roster_on
from dashboard.metrics.billing import operator_bill
from dashboard.metrics.daily import daily_totals as totals_by_day
from dashboard.metrics.desk import operator_weeks as weeks_of_operators
from dashboard.metrics.usage import Reported
from dashboard.ui import kept
from dashboard.ui.kept import Stamp, keep
from data_access import Coverage, Period, Source
from data_access.errors import NoDailyHistory
from data_access.tables import OPERATOR_DAYS

# ARG001: where the stamp is not handed on it is part of the key, and of nothing else.


@keep
def daily_totals(identity: str, period: Period, operator_id: str | None, read: Stamp) -> pl.DataFrame:  # noqa: ARG001
    """Traffic by day, as `metrics.daily.daily_totals`. Raises NoDailyHistory."""
    source = kept.opened(identity)
    held = source.daily_coverage() or source.coverage()
    return totals_by_day(kept.daily_totals(identity, period, operator_id).value, period, held)


@keep
def bill(identity: str, period: Period, read: Stamp, *, fresh: bool) -> pl.DataFrame:  # noqa: ARG001
    """Every operator's figures, as `metrics.billing.operator_bill`."""
    return bill_of(identity, kept.report(identity, period, fresh=fresh).value.totals)


@keep
def leaderboard(identity: str, metric: str, period: Period, before: Period | None, read: Stamp) -> pl.DataFrame:
    """As `metrics.usage.leaderboard`."""
    earlier = None if before is None else bill(identity, before, read, fresh=False)
    now = bill(identity, period, read, fresh=False)
    return usage.leaderboard(metric, now, earlier, kept.operators(identity).value)


@keep
def adoption(identity: str, period: Period, before: Period | None, read: Stamp) -> pl.DataFrame:
    """As `metrics.connectors.adoption`."""
    now = reported(identity, period, read, fresh=False)
    earlier = None if before is None else reported(identity, before, read, fresh=False)
    return connector_metrics.adoption(kept.connectors(identity).value, now, earlier, now.bill.height)


@keep
def lines_file(identity: str, period: Period, platform: str, form: Form, read: Stamp, *, fresh: bool) -> ExportFile:
    """The usage lines as a file."""
    return usage_lines_file(reported(identity, period, read, fresh=fresh).lines, period, platform, form)


@keep
def bill_file(identity: str, period: Period, platform: str, form: Form, read: Stamp, *, fresh: bool) -> ExportFile:
    """Every operator's figures as a file."""
    return usage_operators_file(bill(identity, period, read, fresh=fresh), period, platform, form)


def bill_of(identity: str, totals: pl.DataFrame) -> pl.DataFrame:
    """`tables.USAGE_TOTALS` beside the roster, as `metrics.billing.operator_bill`."""
    return operator_bill(totals, kept.operators(identity).value, absent_is_zero=kept.opened(identity).absent_is_zero)


def reported(identity: str, period: Period, read: Stamp, *, fresh: bool) -> Reported:
    """The lines and the bill of one period; `fresh` never from days that are kept."""
    lines = kept.report(identity, period, fresh=fresh).value.lines
    return Reported(lines, bill(identity, period, read, fresh=fresh))


@keep
def standing(identity: str, on: date | None, rules: ActivityRules, read: Stamp) -> pl.DataFrame:  # noqa: ARG001
    """Every operator's facts, state and reason at the end of `on`, as `metrics.activity_reasons.with_reasons`.

    None: now, without days from last activity and undated totals alone. Windows end with the last settled day, so that
    figures which are still to come make nobody fall; what settling days do show counts as seen. On an earlier day the
    roster's status is what it is now, and its connections are not known.
    """
    source = kept.opened(identity)
    roster, held = kept.operators(identity).value, held_days(source)
    if held is None:
        facts = fallback_facts(roster, today=source.coverage().today, rules=rules)
    else:
        now = on is None
        last = held.last_settled_day if on is None else on
        seen = held.last_complete_day if on is None else on
        then = roster if now else roster_on(roster, last)
        later = roster.join(then, on="operator_id", how="anti")["operator_id"].to_list()
        facts = activity_facts(
            then,
            _days_until(identity, held, seen).filter(~pl.col("operator_id").is_in(later)),
            held,
            kept.connector_weeks(identity, Period(_window(last, 2 * rules.window_days).start, seen)).value,
            kept.connection_losses(identity, Period(_window(last, rules.window_days).start, seen)).value,
            on=last,
            today=source.coverage().today if now else last,
            absent_is_zero=source.absent_is_zero,
            rules=rules,
        )
    names = dict(kept.connectors(identity).value.select("connector_id", "name").drop_nulls().iter_rows())
    when = source.coverage().today if on is None else on
    return with_reasons(activity(facts, rules), names, today=when, rules=rules)


@keep
def states(identity: str, rules: ActivityRules, read: Stamp) -> pl.DataFrame:  # noqa: ARG001
    """Every operator's state on every settled day, as `metrics.activity_history.states_by_day`.

    Raises NoDailyHistory.
    """
    source = kept.opened(identity)
    held = _held(identity)
    return states_by_day(
        _days_until(identity, held, held.last_complete_day),
        kept.operators(identity).value,
        held,
        dates=[day for day in Period(held.first_day, held.last_complete_day).dates() if day <= held.last_settled_day],
        today=source.coverage().today,
        absent_is_zero=source.absent_is_zero,
        rules=rules,
    )


@keep
def operator_weeks(identity: str, read: Stamp) -> pl.DataFrame:  # noqa: ARG001
    """As `metrics.desk.operator_weeks`."""
    source = kept.opened(identity)
    held = held_days(source)
    if held is None:
        return weeks_of_operators(pl.DataFrame(schema=OPERATOR_DAYS), None, absent_is_zero=False)
    days = _days_until(identity, held, held.last_complete_day)
    return weeks_of_operators(days, held, absent_is_zero=source.absent_is_zero)


def held_days(source: Source) -> Coverage | None:
    """The days that are known one by one; None also where every day of a dataset or history is missing."""
    held = source.daily_coverage()
    return None if held is None or held.last_complete_day < held.first_day else held


def _held(identity: str) -> Coverage:
    held = held_days(kept.opened(identity))
    if held is None:
        raise NoDailyHistory("the Platform API counts whole periods only")
    return held


def _days_until(identity: str, held: Coverage, last: date) -> pl.DataFrame:
    days = kept.operator_days(identity, Period(held.first_day, held.last_complete_day)).value
    return days if last >= held.last_complete_day else days.filter(pl.col("date") <= last)


def _window(last: date, days: int) -> Period:
    return Period(last - timedelta(days=days - 1), last)

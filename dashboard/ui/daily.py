"""What the pages ask of days: who stands how and why, what each operator and connector did; from `dashboard.ui.kept`."""

from datetime import date

import polars as pl

from dashboard.metrics.activity import ActivityRules
from dashboard.ui import data, kept, measured
from dashboard.ui.kept import Stamp
from data_access import Coverage, Period
from data_access.tables import OPERATOR_DAYS


def held() -> Coverage | None:
    """Which days are known one by one; None for none."""
    return measured.held_days(data.source())


def standing(rules: ActivityRules, on: date | None = None) -> pl.DataFrame:
    """Every operator's facts, state and reason, now or at the end of `on`, as `ui.measured.standing`."""
    return measured.standing(data.identity(), on, rules, _days_stamp())


def states(rules: ActivityRules) -> pl.DataFrame:
    """Every operator's state on every held day. Raises NoDailyHistory."""
    return measured.states(data.identity(), rules, _days_stamp())


def operator_weeks() -> pl.DataFrame:
    """The last eight weeks of every operator, as `metrics.desk.operator_weeks`."""
    return measured.operator_weeks(data.identity(), _days_stamp())


def connectors() -> pl.DataFrame:
    """Every connector, as `tables.CONNECTORS`."""
    return data.shown(kept.connectors(data.identity()))


def connector_weeks(period: Period) -> pl.DataFrame:
    """Gateway requests by week, as `tables.CONNECTOR_WEEKS`. Raises NoDailyHistory."""
    return data.shown(kept.connector_weeks(data.identity(), period))


def operator_days() -> pl.DataFrame:
    """Every held day of every operator, as `tables.OPERATOR_DAYS`; without a row where no day is held."""
    known = held()
    if known is None:
        return pl.DataFrame(schema=OPERATOR_DAYS)
    return data.shown(kept.operator_days(data.identity(), Period(known.first_day, known.last_complete_day)))


def _days_stamp() -> Stamp:
    """When the roster, the connectors and the days were read."""
    of, known = data.identity(), held()
    undated = (data.note(kept.operators(of)), data.note(kept.connectors(of)))
    if known is None:
        return undated
    return (*undated, data.note(kept.operator_days(of, Period(known.first_day, known.last_complete_day))))

from datetime import date

import polars as pl

from dashboard.views.billing.allowance import known_days, pace, used
from data_access import Coverage
from data_access.rate_card import Allowance
from data_access.tables import OPERATOR_DAYS
from data_access.tables import OPERATORS as ROSTER
from tests.dashboard.metrics.money.test_allowance import TENTH, operators
from tests.dashboard.metrics.money.test_allowance import pace as typed_pace

ALLOWED = {"pro": Allowance(1_000, "api_calls")}


def test_what_is_used_stands_beside_what_is_allowed_and_the_day_that_it_is_reached() -> None:
    (row,) = used(operators(900), typed_pace(28 * 50), ALLOWED, TENTH).arrow.to_pylist()
    assert (row["metric"], row["share"], row["mark"], row["pace"]) == ("API calls", 90.0, "90%", 50.0)
    assert row["reached_on"] == date(2026, 10, 12)


def test_who_has_no_plan_with_an_allowance_has_no_row() -> None:
    assert used(operators(900, plan="free"), typed_pace(28), ALLOWED, TENTH).rows == 0


def test_a_pace_rests_on_days_that_are_neither_missing_nor_still_settling() -> None:
    first, last = date(2026, 10, 1), date(2026, 10, 5)
    held = Coverage(first, last, last, frozenset({date(2026, 10, 3)}), frozenset({last}))
    assert known_days(held) == [first, date(2026, 10, 2), date(2026, 10, 4)]
    days = pl.DataFrame(
        [{"date": one, "operator_id": "a", "api_calls": 10} for one in (first, last)], schema=OPERATOR_DAYS
    )
    found = pace(days, pl.DataFrame(schema=ROSTER), held, absent_is_zero=False)
    calls = found.filter(pl.col("metric") == "api_calls")
    assert calls.select("pace_quantity", "pace_days").rows() == [(10, 1)]

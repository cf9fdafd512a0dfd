from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard.metrics.activity.then import roster_on
from data_access.tables import OPERATORS

ON = date(2026, 11, 7)
NOON, FIRST_SECOND = datetime(2026, 11, 7, 12, tzinfo=UTC), datetime(2026, 11, 8, tzinfo=UTC)
LAST_SECOND = datetime(2026, 11, 7, 23, 59, 59, tzinfo=UTC)


def then(**told: object) -> pl.DataFrame:
    row = {"operator_id": "a", "name": "Ada", "status": "active", "active_connections": 3, "api_calls": 9, **told}
    return roster_on(pl.DataFrame([row], schema=OPERATORS), ON)


@pytest.mark.parametrize(("created", "is_there"), [(LAST_SECOND, True), (FIRST_SECOND, False), (None, True)])
def test_who_was_created_after_the_day_was_not_there_yet(created, is_there):
    assert then(created_at=created).height == is_there


@pytest.mark.parametrize(
    ("stamp", "told"), [(NOON, NOON), (LAST_SECOND, LAST_SECOND), (FIRST_SECOND, None), (None, None)]
)
def test_a_last_activity_after_the_day_says_nothing_of_it(stamp, told):
    assert then(last_active_at=stamp)["last_active_at"].item() == told


def test_how_many_connections_there_were_is_not_known():
    assert then()["active_connections"].item() is None


def test_all_else_is_as_it_is_told_now():
    found = then(plan="grow", contact_email="a@x.org")
    assert found.schema == OPERATORS
    assert found.select("name", "status", "plan", "contact_email", "api_calls").row(0) == (
        "Ada",
        "active",
        "grow",
        "a@x.org",
        9,
    )

"""Small frames, typed by hand, of which the cards of Connectors are made."""

from datetime import date, timedelta

import polars as pl

from dashboard.metrics.connectors.adoption import adoption
from dashboard.metrics.usage import Reported
from data_access.tables import CONNECTOR_WEEKS, CONNECTORS, OPERATORS
from tests.dashboard.metrics.connectors.test_adoption import lines, whole

MONDAY = date(2026, 11, 2)
CATALOGUE = pl.DataFrame(
    [
        ("stripe", "Stripe", "Payments", 2, 4, 3, 999),
        ("hub88", "Hub88", None, 1, 0, 5, 999),
        ("idle", "Idle", "Payments", 1, 4, 0, 999),
        ("free", "Free", "CRM", 0, 0, 0, 999),
    ],
    schema=CONNECTORS,
    orient="row",
)
NOW = lines(("a", "stripe", 60), ("b", "stripe", 15), ("a", "hub88", 25))
BEFORE = lines(("a", "stripe", 50), ("a", "hub88", 20), ("b", "idle", 9))


def adopted(catalogue: pl.DataFrame = CATALOGUE, used: pl.DataFrame = NOW) -> pl.DataFrame:
    """Stripe makes 75 of 100 calls, Hub88 the others; Idle lapsed."""
    return adoption(catalogue, whole(used), whole(BEFORE), 8)


def silent() -> pl.DataFrame:
    """The same, where nobody reports gateway requests."""
    nobody = whole(NOW).bill.with_columns(gateway_requests=pl.lit(None, pl.Int64))
    return adoption(CATALOGUE, Reported(NOW.clear(), nobody), None, 8)


def weeks(*rows: tuple[int, str, str, int]) -> pl.DataFrame:
    """Rows of (week from 0, operator, connector, calls), all of them on the first day of the week."""
    full = [(MONDAY + timedelta(7 * week), one, key, calls) for week, one, key, calls in rows]
    shown = [(first, one, key, calls, first, first) for first, one, key, calls in full]
    return pl.DataFrame(shown, schema=CONNECTOR_WEEKS, orient="row").sort("week", "operator_id", "key")


def roster(*names: str) -> pl.DataFrame:
    """Operators by name; the id is the name in small letters."""
    empty = (None,) * (len(OPERATORS) - 2)
    return pl.DataFrame([(one.lower(), one, *empty) for one in names], schema=OPERATORS, orient="row")

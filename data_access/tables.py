"""One Polars schema per table, and the one door that rows pass on their way in.

Null = not reported. Counts are whole and never negative; storage is in bytes; datetimes are UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from data_access.direction import column_without_turns

API_CALLS = "api_calls"
GATEWAY_REQUESTS = "gateway_requests"
EVENTS_INGESTED = "events_ingested"
STORAGE_BYTES = "storage_bytes"
BILLABLE_UNITS = "billable_units"

ACTIVITY = (API_CALLS, GATEWAY_REQUESTS, EVENTS_INGESTED)
"""The metrics that are traffic: counted, additive over days."""

METRICS = (*ACTIVITY, STORAGE_BYTES, BILLABLE_UNITS)

UNITS: Mapping[str, str] = {
    API_CALLS: "calls",
    GATEWAY_REQUESTS: "requests",
    EVENTS_INGESTED: "events",
    STORAGE_BYTES: "bytes",
    BILLABLE_UNITS: "units",
}

UTC_TIME = pl.Datetime("us", "UTC")

FIRST_TIME, NO_TIME = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""Times lie between: what is before (year 1, 1 Jan 1970, 1900) or after (31 Dec 9999) is how other systems write "never"."""

ACTIVE, SUSPENDED = "active", "suspended"
STATUSES = (ACTIVE, SUSPENDED, "pending_approval")
"""The statuses that anything here depends on; any other is an open set's, and is shown as it came."""

LARGEST = 2**63 - 1
"""The largest Int64: no figure of a row may be beyond it."""

OPERATORS = pl.Schema(
    {
        "operator_id": pl.String(),
        "name": pl.String(),
        "status": pl.String(),
        "plan": pl.String(),
        "industry": pl.String(),
        "contact_email": pl.String(),
        "created_at": UTC_TIME,
        "active_connections": pl.Int64(),
        "api_calls": pl.Int64(),
        "events_ingested": pl.Int64(),
        "last_active_at": UTC_TIME,
    }
)
CONNECTORS = pl.Schema(
    {
        "connector_id": pl.String(),
        "name": pl.String(),
        "category": pl.String(),
        "operators": pl.Int64(),
        "active_connections": pl.Int64(),
        "inactive_connections": pl.Int64(),
        "gateway_calls": pl.Int64(),
    }
)
CONNECTIONS = pl.Schema(
    {
        "connection_id": pl.String(),
        "operator_id": pl.String(),
        "connector_id": pl.String(),
        "status": pl.String(),
        "created_at": UTC_TIME,
    }
)
USAGE_LINES = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "metric": pl.String(),
        "key": pl.String(),
        "quantity": pl.Int64(),
    }
)
USAGE_TOTALS = pl.Schema(
    {"operator_id": pl.String(), "operator_name": pl.String(), **dict.fromkeys(METRICS, pl.Int64())}
)
DAILY_USAGE = pl.Schema(
    {
        "date": pl.Date(),
        "operator_id": pl.String(),
        "metric": pl.String(),
        "key": pl.String(),
        "quantity": pl.Int64(),
    }
)
DAILY_TOTALS = pl.Schema({"date": pl.Date(), "metric": pl.String(), "quantity": pl.Int64()})
OPERATOR_DAYS = pl.Schema(
    {
        "date": pl.Date(),
        "operator_id": pl.String(),
        **dict.fromkeys((*ACTIVITY, BILLABLE_UNITS), pl.Int64()),
    }
)
"""One row an operator and day of which anything is reported, sorted by both; billable units rounded half-up a day."""

CONNECTOR_WEEKS = pl.Schema(
    {
        "week": pl.Date(),
        "operator_id": pl.String(),
        "key": pl.String(),
        "quantity": pl.Int64(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
    }
)
"""Gateway requests above 0 of one operator through one connector (`key`, '' = not told which) in the seven days from
`week` on, the first and the last day with any among them; sorted by week, operator_id, key."""

CONNECTION_LOSSES = pl.Schema(
    {
        "operator_id": pl.String(),
        "connector_id": pl.String(),
        "lost": pl.Int64(),
        "since": pl.Date(),
    }
)
"""How many connections an operator lost: to which connector, and the first day without (null = not known)."""

LINE_ORDER = ("operator_id", "metric", "key")

_TIMES = frozenset({"created_at", "last_active_at"})
_WORDS = ("name", "operator_name", "status", "plan", "industry", "contact_email", "category")
_LONGEST = 200
_KEY = r"(?i)oh_(?:platform|live)_[A-Za-z0-9_\-]*"


def presentable(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with every name and word cut to 200 characters and rid of what looks like an API key (contract).

    Rid of marks that turn the reading direction round, too. Ids and keys stay as they came: they tell rows apart.
    A status is one of STATUSES whatever its case and outer spaces, else as it came; a time that means "never" is null.
    """
    words = frame.with_columns(
        column_without_turns(pl.col(column)).str.replace_all(_KEY, "oh_…").str.slice(0, _LONGEST)
        for column in _WORDS
        if column in frame.columns
    )
    statuses = [closed_word("status", STATUSES)] if "status" in frame.columns else []
    return words.with_columns(*statuses, *map(told_time, _TIMES.intersection(frame.columns)))


def spellings(words: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """Which of `words` is one of `known` in another spelling (`closed_word`), and which it is."""
    seen = pl.DataFrame({"word": [word for word in words if word not in known]}, {"word": pl.String()})
    told = seen.with_columns(known=closed_word("word", known)).filter(pl.col("known").is_in(known))
    return dict(told.iter_rows())


def closed_word(column: str, known: Sequence[str]) -> pl.Expr:
    """A text column where what is one of `known`, but for its case and outer spaces, is exactly that."""
    plain = pl.col(column).str.strip_chars().str.to_lowercase()
    return pl.when(plain.is_in(known)).then(plain).otherwise(column).alias(column)


def told_time(column: str) -> pl.Expr:
    """A column of times, null where it holds one that means "never"."""
    return pl.when(pl.col(column) >= FIRST_TIME, pl.col(column) < NO_TIME).then(column).alias(column)

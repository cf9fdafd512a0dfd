"""Who is on the platform, and who has gone quiet. Days of silence are counted between UTC dates (contract)."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data_access.source import Summary

QUIET_DAYS = (7, 14, 30, 90)
DEFAULT_QUIET_DAYS = 14

SUSPENDED, UNKNOWN, NEVER_ACTIVE, QUIET, ACTIVE = "suspended", "unknown", "never active", "quiet", "active"
STATUS_SUSPENDED, STATUS_ACTIVE, STATUS_PENDING = "suspended", "active", "pending_approval"


def days_silent(today: date) -> pl.Expr:
    """Whole days between `last_active_at`'s UTC date and `today`; a stamp in the future counts 0; null stays null."""
    return (pl.lit(today) - pl.col("last_active_at").dt.date()).dt.total_days().clip(lower_bound=0)


def with_activity(operators: pl.DataFrame, today: date, quiet_days: int) -> pl.DataFrame:
    """Adds days_silent (Int64) and activity, one of suspended, unknown, never active, quiet, active.

    Takes a roster (`tables.OPERATORS`). Quiet = silent for at least `quiet_days`. Suspended operators, and those whose
    activity is not reported, are never called quiet; never active = no stamp, and traffic that is known to be 0.
    """
    never = pl.col("last_active_at").is_null() & (pl.col("api_calls") == 0) & (pl.col("events_ingested") == 0)
    activity = (
        pl.when(pl.col("status") == STATUS_SUSPENDED)
        .then(pl.lit(SUSPENDED))
        .when(never)
        .then(pl.lit(NEVER_ACTIVE))
        .when(pl.col("last_active_at").is_null())
        .then(pl.lit(UNKNOWN))
        .when(pl.col("days_silent") >= quiet_days)
        .then(pl.lit(QUIET))
        .otherwise(pl.lit(ACTIVE))
    )
    return operators.with_columns(days_silent=days_silent(today)).with_columns(activity=activity)


@dataclass(frozen=True, slots=True)
class OperatorCounts:
    """How many operators there are now, by status; None = not reported.

    `pending` is known only where statuses are; `other` is what the total leaves: pending and other where pending is
    not known, None where the parts do not fit into the total.
    """

    total: int | None
    active: int | None
    suspended: int | None
    pending: int | None
    other: int | None


def operator_counts(summary: Summary, roster: pl.DataFrame) -> OperatorCounts:
    """The summary's counts where it states them, else those of the roster (`tables.OPERATORS`)."""
    statuses = roster["status"]
    known = statuses.null_count() < len(statuses)

    def counted(stated: int | None, status: str) -> int | None:
        return stated if stated is not None or not known else int((statuses == status).sum())

    total = roster.height if summary.operators_total is None else summary.operators_total
    active = counted(summary.operators_active, STATUS_ACTIVE)
    suspended = counted(summary.operators_suspended, STATUS_SUSPENDED)
    pending = counted(None, STATUS_PENDING)
    if active is None or suspended is None:
        return OperatorCounts(total, active, suspended, pending, None)
    other = total - active - suspended - (pending or 0)
    if other < 0:
        pending, other = None, total - active - suspended
    return OperatorCounts(total, active, suspended, pending, other if other >= 0 else None)

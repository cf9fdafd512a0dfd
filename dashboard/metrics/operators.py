"""Who is on the platform, and who has gone quiet. Days of silence are counted between UTC dates (contract)."""

from datetime import date

import polars as pl

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


def status_counts(operators: pl.DataFrame) -> dict[str, int]:
    """How many operators have each status; `unknown` for those whose status is not reported."""
    counted = (
        operators.group_by(pl.col("status").fill_null(UNKNOWN)).len().sort("len", "status", descending=[True, False])
    )
    return dict(counted.iter_rows())

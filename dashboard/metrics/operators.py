"""How many operators there are on the platform, by status. How they stand is `metrics.activity.states`."""

from dataclasses import dataclass

import polars as pl

from data_access.source import Summary

STATUS_SUSPENDED, STATUS_ACTIVE, STATUS_PENDING = "suspended", "active", "pending_approval"


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

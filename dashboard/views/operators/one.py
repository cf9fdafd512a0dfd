"""One operator: who it is, how it stands and why, whom it stands beside."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple

import polars as pl

from dashboard.metrics.activity.states import UNKNOWN, ActivityRules
from dashboard.numbers import counted, day, exact, instant, percent
from dashboard.words import state_title

_ONLY_REPORTED = "Known from the usage report alone: the platform lists no such operator."


@dataclass(frozen=True, slots=True)
class Operator:
    """What the roster tells of it, its state and the reason; None = not known."""

    operator_id: str
    name: str
    state: str
    reason: str
    at_stake: int | None = None
    status: str | None = None
    plan: str | None = None
    industry: str | None = None
    contact_email: str | None = None
    created_at: date | None = None
    active_connections: int | None = None
    last_active_at: datetime | None = None


class Neighbour(NamedTuple):
    """An operator that is ranked next, before or after."""

    operator_id: str
    name: str
    is_before: bool


_OF_STANDING = tuple(field.name for field in fields(Operator) if field.name != "last_active_at")


def listed(standing: pl.DataFrame, roster: pl.DataFrame, operator_id: str) -> Operator:
    """Of everybody's `standing` (`metrics.activity.reasons.with_reasons`), which it stands in, and of the roster."""
    mine = pl.col("operator_id") == operator_id
    facts = standing.filter(mine).select(_OF_STANDING).row(0, named=True)
    stamps = roster.filter(mine)["last_active_at"].to_list()
    return Operator(**facts, last_active_at=stamps[0] if stamps else None)


def only_reported(bill: pl.DataFrame, operator_id: str) -> Operator:
    """Of a `metrics.report.bill.operator_bill`, where nothing else knows it: its id and its name alone."""
    name = bill.filter(pl.col("operator_id") == operator_id)["operator_name"][0]
    return Operator(operator_id, name or operator_id, UNKNOWN, _ONLY_REPORTED)


def profile(operator: Operator) -> tuple[tuple[str, str | None], ...]:
    """Who they are and whom to call: titles and values as they are; None = not known."""
    return (
        ("Contact", operator.contact_email),
        ("Status", operator.status and state_title(operator.status)),
        ("Plan", operator.plan and state_title(operator.plan)),
        ("Industry", operator.industry),
        ("Created", day(operator.created_at) if operator.created_at else None),
        ("Connections", f"{exact(operator.active_connections)} active now"),
        ("Id", operator.operator_id),
    )


def standing_words(operator: Operator, board: pl.DataFrame, rules: ActivityRules) -> str:
    """When it was active, its rank on a `metrics.usage.leaderboard` by API calls, and what is at stake."""
    mine = board.filter(pl.col("operator_id") == operator.operator_id)
    words = [f"Last active {instant(operator.last_active_at)}"] if operator.last_active_at else []
    if not mine.is_empty() and mine["rank"][0] is not None:
        rank, part = mine["rank"][0], mine["share"][0]
        words.append(
            f"number {exact(rank)} of {exact(board.height)} by API calls, {percent(part, 1)} of the platform's"
        )
    if operator.at_stake:
        words.append(f"**{exact(operator.at_stake)} billable units** in {counted(rules.window_days, 'day')} at stake")
    return " · ".join(words) or "Nothing else is known."


def neighbours(board: pl.DataFrame, operator_id: str) -> tuple[Neighbour, ...]:
    """The operators just before and after it on a leaderboard; none where it does not stand on it."""
    order = board.select("operator_id", "operator_name")
    here = order["operator_id"].index_of(operator_id)
    if here is None:
        return ()
    beside = [(*order.row(row), row < here) for row in (here - 1, here + 1) if 0 <= row < order.height]
    return tuple(Neighbour(other, name or other, is_before) for other, name, is_before in beside)

"""What changed since a day: operators that fell silent or came back, connectors that are new or lapsed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from dashboard.metrics.activity import since as changes
from dashboard.metrics.connectors.adoption_history import connector_lifetimes
from dashboard.numbers import counted, day, exact
from dashboard.words import CHANGE_TITLES
from data_access import Coverage

_EACH = 6


class ChangeRow(NamedTuple):
    """One operator or connector that changed, by id and name, and when in words (empty where it is not known)."""

    id: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class ChangeList:
    """What changed in one way: the first few, and in words how many more there are."""

    title: str
    is_connector: bool
    rows: tuple[ChangeRow, ...]
    more: str


def found(
    now: pl.DataFrame, then: pl.DataFrame, weeks: pl.DataFrame, catalogue: pl.DataFrame, held: Coverage, since: date
) -> pl.DataFrame:
    """Every change since the end of the day `since`, as `metrics.activity.since` lists it.

    `now` and `then` are everybody's standing now and at the end of that day, `weeks` the connectors' of all held days.
    """
    lifetimes = connector_lifetimes(
        weeks, first_held=held.first_day, on=held.last_complete_day, not_known=held.missing | held.settling
    )
    operators = changes.operator_changes(then, now, since)
    return pl.concat([operators, changes.connector_changes(lifetimes, catalogue, since)])


def change_lists(changed: pl.DataFrame) -> tuple[ChangeList, ...]:
    """A list for each way in which something of `found` changed."""
    by_kind = changed.partition_by("kind", as_dict=True, maintain_order=True)
    return tuple(_list(kind, by_kind[kind,]) for kind in changes.KINDS if (kind,) in by_kind)


def _list(kind: str, changed: pl.DataFrame) -> ChangeList:
    more = changed.height - _EACH
    return ChangeList(
        title=f"{CHANGE_TITLES[kind]}: {exact(changed.height)}",
        is_connector=kind in (changes.NEW_CONNECTOR, changes.LAPSED_CONNECTOR),
        rows=tuple(_row(row) for row in changed.head(_EACH).iter_rows(named=True)),
        more=f"and {counted(more, 'other')}: all of them are in the file" if more > 0 else "",
    )


def _row(changed: dict[str, Any]) -> ChangeRow:
    return ChangeRow(changed["id"], changed["name"], f", {day(changed['day'], year=False)}" if changed["day"] else "")

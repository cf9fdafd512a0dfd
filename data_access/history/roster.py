"""What the platform says of itself at a sync: its roster, its connectors, its totals. The days are worth more than that."""

import json
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl

from data_access.api.source import ApiSource
from data_access.dataset.small_tables import CONNECTORS
from data_access.errors import DataAccessError
from data_access.history.asking import Asking
from data_access.history.commit import merged
from data_access.history.writing import parquet
from data_access.source import Summary


@dataclass(frozen=True, slots=True)
class Roster:
    """`operators` as `tables.OPERATORS`, `told_connectors` as `tables.CONNECTORS`, `summary`: None = could not be read.

    `connectors` = every connector ever known, as a dataset's; `unread` says what could not be read, and why.
    """

    connectors: pl.DataFrame
    operators: pl.DataFrame | None = None
    told_connectors: pl.DataFrame | None = None
    summary: Summary | None = None
    unread: tuple[str, ...] = ()

    def snapshot(self, read_at: datetime) -> dict[str, bytes]:
        """The files of a day's snapshot; none where any of the three could not be read."""
        if self.operators is None or self.told_connectors is None or self.summary is None:
            return {}
        stamped = {**asdict(self.summary), "read_at": read_at.isoformat(timespec="seconds")}
        return {
            "operators.parquet": parquet(self.operators),
            "connectors.parquet": parquet(self.told_connectors),
            "summary.json": json.dumps(stamped).encode(),
        }


def read_roster(
    source: ApiSource, asking: Asking, known: pl.DataFrame, bearable: tuple[type[DataAccessError], ...]
) -> Roster:
    """Ask the three questions, `known` being the connectors so far. Raises whatever is not `bearable`."""
    answers: list[Future[Any]] = list(asking.answers([source.operators, source.connectors, source.summary]))
    told: dict[str, Any] = {}
    unread: list[str] = []
    for name, answer in zip(("operators", "connectors", "summary"), answers, strict=True):
        try:
            told[name] = answer.result()
        except bearable as failed:
            unread.append(f"{name}: {failed.detail}")
    connectors = told.get("connectors")
    every = known if connectors is None else merged(known, connectors, CONNECTORS)
    return Roster(every, told.get("operators"), connectors, told.get("summary"), tuple(unread))

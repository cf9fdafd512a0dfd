"""What the platform says of itself at a sync: its roster, its connectors, its totals. The days are worth more than that."""

import json
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl

from data_access.api.source import ApiSource
from data_access.dataset.small_tables import CONNECTORS
from data_access.errors import DataAccessError, UnexpectedAnswer, quotable
from data_access.history.asking import Asking
from data_access.history.commit import merged
from data_access.history.writing import parquet
from data_access.source import Answer, Summary, UsageReport
from data_access.tables import GATEWAY_REQUESTS


@dataclass(frozen=True, slots=True)
class Roster:
    """`operators` as `tables.OPERATORS`, `told_connectors` as `tables.CONNECTORS`, `summary`: None = could not be read.

    `connectors` = every connector ever known, as a dataset's; `unread` says what could not be read, and why;
    `connectors_failed` = why it is not known at the moment which connectors there are.
    """

    connectors: pl.DataFrame
    operators: pl.DataFrame | None = None
    told_connectors: pl.DataFrame | None = None
    summary: Summary | None = None
    unread: tuple[str, ...] = ()
    connectors_failed: DataAccessError | None = None

    def matched(self, report: UsageReport) -> UsageReport:
        """`report`, whose gateway keys were matched to `connectors`.

        Raises UnexpectedAnswer for a key that is none of them while the connectors failed: it may be the name of one,
        and kept as it came it would stand beside the id for ever.
        """
        if self.connectors_failed is not None:
            keys = report.lines.filter(pl.col("metric") == GATEWAY_REQUESTS, pl.col("key") != "")["key"]
            unmatched = sorted(set(keys) - set(self.connectors["connector_id"]))
            if unmatched:
                told = f"the gateway key {quotable(unmatched[0], 80)} is no connector that is known"
                raise UnexpectedAnswer(f"{report.period.start}: {told}, and {self.connectors_failed.detail}")
        return report

    def snapshot(self, read_at: datetime) -> dict[str, bytes]:
        """The files of a day's snapshot; none where something could not be read: the day's next sync may read it."""
        if self.unread or self.operators is None or self.told_connectors is None or self.summary is None:
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
    """Ask the three questions, `known` being the connectors so far.

    A side question that failed counts as unread, one that is not offered does not. Raises whatever is neither
    `bearable` nor lasting.
    """
    names = ("operators", "connectors", "summary")
    answers: list[Future[Any]] = list(asking.answers([source.roster, source.catalogue, source.summary]))
    told: dict[str, Any] = dict.fromkeys(names)
    failures: list[tuple[str, DataAccessError]] = []
    for name, answer in zip(names, answers, strict=True):
        try:
            told[name] = answer.result()
        except DataAccessError as failed:
            if not (failed.is_lasting or isinstance(failed, bearable)):
                raise
            failures.append((name, failed))
    operators, connectors = _frame(told["operators"]), _frame(told["connectors"])
    sides = [(name, side) for name in names[:2] if told[name] for side in told[name].unknown if not side.lasting]
    every = known if connectors is None else merged(known, connectors, CONNECTORS)
    unread = (f"{name}: {failed.detail}" for name, failed in [*failures, *((name, side.error) for name, side in sides)])
    now = {name: failed for name, failed in failures if not failed.is_lasting}
    return Roster(every, operators, connectors, told["summary"], tuple(unread), now.get("connectors"))


def _frame(answer: Answer | None) -> pl.DataFrame | None:
    return None if answer is None else answer.frame

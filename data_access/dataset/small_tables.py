"""The tables of a dataset that fit in memory: read whole and checked when the dataset is opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from data_access.dataset.checks import Rule, checked_rows, one_of, readable, refuse_offence, required, unique
from data_access.dataset.columns import value
from data_access.dataset.files import DatasetFile, reading
from data_access.dataset.layout import optional_table, table_file
from data_access.dataset.manifest import Manifest
from data_access.dataset.strict_csv import refuse_loose
from data_access.facts import Coverage
from data_access.tables import CONNECTIONS, UTC_TIME, closed_word, presentable

STATES = ("closed", "settling", "missing", "empty")
MISSING, SETTLING = "missing", "settling"

OPERATORS = pl.Schema(
    {
        "operator_id": pl.String(),
        "name": pl.String(),
        "status": pl.String(),
        "plan": pl.String(),
        "industry": pl.String(),
        "contact_email": pl.String(),
        "created_at": UTC_TIME,
        "last_active_at": UTC_TIME,
    }
)
CONNECTORS = pl.Schema({"connector_id": pl.String(), "name": pl.String(), "category": pl.String()})
DAYS = pl.Schema({"date": pl.Date(), "state": pl.String()})


@dataclass(frozen=True, slots=True)
class SmallTables:
    """Frames of the schemas above and `tables.CONNECTIONS`, sorted by their ids; `days` only where there is one."""

    operators: pl.DataFrame
    connectors: pl.DataFrame
    connections: pl.DataFrame
    days: pl.DataFrame | None


def small_tables(directory: Path, doubtful: Collection[date] = ()) -> SmallTables:
    """The small tables of a dataset; `doubtful` days are not listed.

    Raises DatasetMissing, and DatasetWrong with file, column and row.
    """
    operators = _table(table_file(directory, "operators"), OPERATORS, ("operator_id", "name"))
    connectors = _table(table_file(directory, "connectors"), CONNECTORS, ("connector_id", "name"))
    known = (
        one_of("operator_id", operators["operator_id"].to_list(), "is no operator of the operators table"),
        one_of("connector_id", connectors["connector_id"].to_list(), "is no connector of the connectors table"),
    )
    filled = ("connection_id", "operator_id", "connector_id")
    connections = _table(table_file(directory, "connections"), CONNECTIONS, filled, *known)
    days = optional_table(directory, "days")
    return SmallTables(
        presentable(operators),
        presentable(connectors),
        presentable(connections),
        None if days is None else _days(days, doubtful),
    )


def _days(file: DatasetFile, doubtful: Collection[date]) -> pl.DataFrame:
    state = closed_word("state", STATES)
    told = _table(file, DAYS, DAYS.names(), Rule("state", f"is none of {', '.join(STATES)}", ~state.is_in(STATES)))
    return told.filter(~pl.col("date").is_in(list(doubtful))).with_columns(state)


def coverage(told: Manifest, days: pl.DataFrame | None) -> Coverage:
    """The days that the dataset answers for.

    Without a days table every day from `first_day` to `as_of` is closed. With one, a day that it does not list is as
    good as missing: nobody says that it is known. The last complete day is the last that is neither missing nor cut by
    `as_of`; the day that `as_of` cuts is settling, whatever the table says of it.
    """
    every, cut = set(told.days.dates()), told.part_day
    listed = every if days is None else every.intersection(days.filter(pl.col("state") != MISSING)["date"])
    last = max(listed - {cut}, default=told.first_day - timedelta(days=1))
    settling = set() if days is None else set(days.filter(pl.col("state") == SETTLING)["date"])
    if cut in listed:
        settling.add(cut)
    return Coverage(told.first_day, told.as_of.date(), last, frozenset(every - listed), frozenset(settling))


def _table(file: DatasetFile, schema: pl.Schema, filled: Sequence[str], *further: Rule) -> pl.DataFrame:
    """The rows of `file`, sorted; the first of the `filled` columns is its id, `further` are rules of this table."""
    if file.is_csv:
        refuse_loose(file, ends_with_break=False)
    rows = checked_rows(file, schema)
    refuse_offence([file], schema, [*_rules(file, schema, filled), *further])
    with reading(file.name):
        typed = rows.select(value(column, dtype, as_text=file.is_csv) for column, dtype in schema.items())
        return typed.sort(filled[0]).collect()


def _rules(file: DatasetFile, schema: pl.Schema, filled: Sequence[str]) -> list[Rule]:
    rules: list[Rule] = []
    for column, dtype in schema.items():
        if column in filled:
            rules.extend(required(column, dtype, as_text=file.is_csv))
        else:
            rules.append(readable(column, dtype, as_text=file.is_csv))
    return [*rules, unique({filled[0]: value(filled[0], schema[filled[0]], as_text=file.is_csv)})]

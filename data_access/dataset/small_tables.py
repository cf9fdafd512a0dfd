"""The tables of a dataset that fit in memory: read whole and checked when the dataset is opened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from data_access.dataset.checks import Rule, checked_rows, one_of, readable, refuse_offence, required, unique
from data_access.dataset.columns import value
from data_access.dataset.files import DatasetFile, reading
from data_access.dataset.layout import optional_table, table_file
from data_access.dataset.manifest import Manifest
from data_access.source import Coverage
from data_access.tables import CONNECTIONS, UTC_TIME, presentable

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
    known = {
        "operator_id": (operators["operator_id"].to_list(), "is no operator of the operators table"),
        "connector_id": (connectors["connector_id"].to_list(), "is no connector of the connectors table"),
    }
    filled = ("connection_id", "operator_id", "connector_id")
    connections = _table(table_file(directory, "connections"), CONNECTIONS, filled, known)
    days = optional_table(directory, "days")
    states = {"state": (STATES, f"is none of {', '.join(STATES)}")}
    return SmallTables(
        presentable(operators),
        presentable(connectors),
        connections,
        None
        if days is None
        else _table(days, DAYS, DAYS.names(), states).filter(~pl.col("date").is_in(list(doubtful))),
    )


def coverage(told: Manifest, days: pl.DataFrame | None) -> Coverage:
    """The days that the dataset answers for.

    Without a days table every day from `first_day` to `as_of` is closed. With one, a day that it does not list is as
    good as missing: nobody says that it is known. The last complete day is the last that is not missing.
    """
    today = told.as_of.date()
    if days is None:
        return Coverage(told.first_day, today, today)
    listed = set(days.filter(pl.col("state") != MISSING)["date"])
    missing = frozenset(day for day in told.days.dates() if day not in listed)
    known = [day for day in told.days.dates() if day in listed]
    last = known[-1] if known else told.first_day - timedelta(days=1)
    settling = frozenset(days.filter(pl.col("state") == SETTLING)["date"])
    return Coverage(told.first_day, today, last, missing, settling)


def _table(
    file: DatasetFile,
    schema: pl.Schema,
    filled: Sequence[str],
    known: Mapping[str, tuple[Sequence[str], str]] | None = None,
) -> pl.DataFrame:
    """The rows of `file`, sorted; the first of the `filled` columns is its id, `known` what others may hold."""
    rows = checked_rows(file, schema)
    rules = _rules(file, schema, filled) + [one_of(column, *of) for column, of in (known or {}).items()]
    refuse_offence([file], schema, rules)
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

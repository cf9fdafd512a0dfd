"""The undated questions (summary, operators, connectors) read from response bytes; the period counted is not stated."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from data_access.api import envelope, units, wire
from data_access.api.pages import Page, identified
from data_access.api.row import Row
from data_access.api.statements import refuse_failed, statements, unfinished
from data_access.api.unread_figures import refuse_total_row, refuse_unread
from data_access.errors import UnexpectedAnswer
from data_access.source import Summary
from data_access.tables import API_CALLS, CONNECTORS, EVENTS_INGESTED, OPERATORS

_COUNTED = (API_CALLS, EVENTS_INGESTED)
_FIGURES = ("active_connections", *_COUNTED)
_OPERATOR_COUNTS = (wire.OPERATORS_TOTAL, wire.OPERATORS_ACTIVE, wire.OPERATORS_SUSPENDED)
_ROSTER_KNOWS_BEST = ("status", "plan", "industry", "contact_email", "created_at")
_CATALOG = pl.Schema({"connector_id": pl.String(), "name": pl.String(), "category": pl.String()})
_ROSTER = pl.Schema({name: dtype for name, dtype in OPERATORS.items() if name not in _FIGURES})


def summary(body: bytes) -> Summary:
    """The platform's totals in the answer of /metrics/summary, counts flat or nested; None = not reported.

    Raises UnexpectedAnswer for an answer or a count that cannot be read, for one that holds no known name, for one that
    says that it is a part, and where more operators are active and suspended than there are.
    """
    nested = tuple(map(wire.plain, wire.OBJECTS[wire.SUMMARY]))
    row = Row.of(envelope.single(body, wire.SUMMARY), f"GET {wire.SUMMARY}", nested)
    _refuse_part(row)
    if row.held and not any(path[0] in row.held for field in wire.SUMMARY_FIELDS for path in field.paths):
        raise UnexpectedAnswer(f"{row.place}: no total that we know; it holds {row.names}")
    total, active, suspended = (row.count(one) for one in _OPERATOR_COUNTS)
    if total is not None and (active or 0) + (suspended or 0) > total:
        parts = f"{active or 0:,} active and {suspended or 0:,} suspended"
        raise UnexpectedAnswer(f"{row.place}: {parts} operators, but {total:,} in all")
    return Summary(
        operators_total=total,
        operators_active=active,
        operators_suspended=suspended,
        api_calls=row.count(wire.API_CALLS),
        gateway_requests=row.count(wire.GATEWAY_REQUESTS),
        events_ingested=row.count(wire.EVENTS_INGESTED),
        active_connections=_active_connections(row),
    )


def _refuse_part(row: Row) -> None:
    said = statements([row])
    refuse_failed(said, row.place, of_rows=True)
    for each in unfinished(said):
        raise UnexpectedAnswer(f"{row.place}: {each.words}: it is a part of the answer")
    units.refuse_other(row.place, units.stated(row))


def operators(metrics: Sequence[Page]) -> pl.DataFrame:
    """`tables.OPERATORS` as /metrics/operators tells it, sorted by id. Raises UnexpectedAnswer."""
    rows = [_operator(known, row) for known, row in identified(metrics, wire.OPERATOR_ID)]
    frame = pl.DataFrame(rows, OPERATORS, orient="row").sort("operator_id")
    refuse_total_row(frame, metrics[0].endpoint, "name", _COUNTED)
    return frame


def with_roster(figures: pl.DataFrame, roster: Sequence[Page]) -> pl.DataFrame:
    """The union of `operators(…)` and what /operators knows, as `tables.OPERATORS`, sorted by id.

    Figures stay those of the metrics: which period the roster's count is nowhere said. Status, plan, industry,
    contact and creation are the roster's where it has them, name and last activity the metrics'; either one fills
    what the other lacks.
    """
    rows = [_profile(known, row) for known, row in identified(roster, wire.OPERATOR_ID)]
    known = pl.LazyFrame(rows, _ROSTER, orient="row")
    either = [
        (
            pl.coalesce(f"{name}_roster", name) if name in _ROSTER_KNOWS_BEST else pl.coalesce(name, f"{name}_roster")
        ).alias(name)
        for name in _ROSTER
        if name != "operator_id"
    ]
    both = figures.lazy().join(known, on="operator_id", how="full", coalesce=True, suffix="_roster")
    return both.with_columns(either).select(OPERATORS.names()).sort("operator_id").collect()


def only_roster_knows(figures: pl.DataFrame) -> tuple[str, ...]:
    """The columns of `operators(…)` that are unknown, at least in part, without /operators.

    Last activity is not among them: null may well mean that there was none.
    """
    columns = ("name", *_ROSTER_KNOWS_BEST)
    return columns if figures.is_empty() else _with_nulls(figures, columns)


def connectors(metrics: Sequence[Page]) -> pl.DataFrame:
    """`tables.CONNECTORS` as /metrics/connectors tells it, sorted by id. Raises UnexpectedAnswer."""
    rows = [_connector(known, row) for known, row in identified(metrics, wire.CONNECTOR_ID)]
    return pl.DataFrame(rows, CONNECTORS, orient="row").sort("connector_id")


def with_catalog(figures: pl.DataFrame, catalog: Sequence[Page]) -> pl.DataFrame:
    """`connectors(…)` with the categories of /catalog, and its names where there are none; sorted by id.

    The catalogue lists the whole marketplace: a connector that it alone knows is no row here.
    """
    rows = [(known, *_naming(row)) for known, row in identified(catalog, wire.CONNECTOR_ID)]
    known = pl.LazyFrame(rows, _CATALOG, orient="row")
    joined = figures.lazy().join(known, on="connector_id", how="left", suffix="_catalog")
    either = [pl.coalesce(name, f"{name}_catalog") for name in ("name", "category")]
    return joined.with_columns(either).select(CONNECTORS.names()).sort("connector_id").collect()


def only_catalog_knows(figures: pl.DataFrame) -> tuple[str, ...]:
    """The columns of `connectors(…)` that are unknown, at least in part, without /catalog."""
    return _with_nulls(figures, ("name", "category"))


def _with_nulls(frame: pl.DataFrame, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column for column in columns if frame[column].null_count())


def _operator(known: str, row: Row) -> tuple[object, ...]:
    units.refuse_other(row.place, units.stated(row))
    *profile, last_active_at = _profile(known, row)
    figures = (_active_connections(row), row.count(wire.API_CALLS), row.count(wire.EVENTS_INGESTED))
    refuse_unread(row, dict(zip(_COUNTED, figures[1:], strict=True)))
    return (*profile, *figures, last_active_at)


def _profile(known: str, row: Row) -> tuple[str | datetime | None, ...]:
    words = (wire.OPERATOR_NAME, wire.STATUS, wire.PLAN, wire.INDUSTRY, wire.CONTACT_EMAIL)
    return (known, *map(row.words, words), row.time(wire.CREATED_AT), row.time(wire.LAST_ACTIVE_AT))


def _naming(row: Row) -> tuple[str | None, str | None]:
    return row.words(wire.CONNECTOR_NAME), row.words(wire.CATEGORY)


def _connector(known: str, row: Row) -> tuple[object, ...]:
    units.refuse_other(row.place, units.stated(row))
    figures = (row.count(wire.USING_OPERATORS), *_connections(row), row.count(wire.GATEWAY_REQUESTS))
    return (known, *_naming(row), *figures)


def _active_connections(row: Row) -> int | None:
    """Where only active connections are documented, a bare `connections` counts those; a plainer name goes first."""
    stated = row.count(wire.ACTIVE_CONNECTIONS)
    return row.count(wire.BARE_CONNECTIONS) if stated is None else stated


def _connections(row: Row) -> tuple[int | None, int | None]:
    """Active and inactive; the one that is missing is what the total leaves (rule 3)."""
    active, inactive = row.count(wire.ACTIVE_CONNECTIONS), row.count(wire.INACTIVE_CONNECTIONS)
    stated = row.count(wire.ALL_CONNECTIONS)
    total = row.count(wire.BARE_CONNECTIONS) if stated is None else stated
    if total is None:
        return active, inactive
    if (active or 0) + (inactive or 0) > total:
        parts = " and ".join(f"{n} {word}" for n, word in ((active, "active"), (inactive, "inactive")) if n is not None)
        raise UnexpectedAnswer(f"{row.place}: {parts} connections, but {total} in all")
    if active is not None and inactive is None:
        return active, total - active
    if inactive is not None and active is None:
        return total - inactive, inactive
    return active, inactive

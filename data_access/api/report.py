"""The usage report read from response bytes: lines by operator, metric and key, and a total of each metric.

Billable units are as given, never recomputed.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from slugify import slugify

from data_access.api import undated, units, wire
from data_access.api.breakdown import Metric, metric
from data_access.api.pages import Page, identified
from data_access.api.row import Found, Row
from data_access.api.storage import storage
from data_access.api.unread_figures import refuse_total_row, refuse_unread
from data_access.tables import (
    BILLABLE_UNITS,
    GATEWAY_REQUESTS,
    LINE_ORDER,
    METRICS,
    STORAGE_BYTES,
    USAGE_LINES,
    USAGE_TOTALS,
)

Lines = pl.DataFrame
Totals = pl.DataFrame


def lines_and_totals(pages: Sequence[Page]) -> tuple[Lines, Totals]:
    """`tables.USAGE_LINES` and `tables.USAGE_TOTALS` of the answer of /usage/report, sorted; gateway keys as they came.

    A metric that comes only as a number is one line with key ''; an empty breakdown is a total of 0 and no line; a
    missing one is null. Raises UnexpectedAnswer for a figure that cannot be read, that nobody reads or that contradicts
    another, and for a row that may be the total of the others.
    """
    lines: list[tuple[str, str | None, str, str, int]] = []
    totals: list[tuple[object, ...]] = []
    outside = [one for page in pages for one in units.stated_outside(page.said)]
    units.refuse_other(pages[0].endpoint, outside)
    for operator_id, row in identified(pages, wire.OPERATOR_ID, wire.NESTED_USAGE):
        name, read = row.words(wire.OPERATOR_NAME), _metrics(row, outside)
        totals.append((operator_id, name, *(read[one].total for one in METRICS)))
        lines += [(operator_id, name, one, *line) for one in METRICS for line in read[one].lines.items()]
    summed = pl.DataFrame(totals, USAGE_TOTALS, orient="row").sort("operator_id")
    refuse_total_row(summed, pages[0].endpoint, "operator_name", METRICS)
    return pl.DataFrame(lines, USAGE_LINES, orient="row").sort(LINE_ORDER), summed


def has_gateway_keys(lines: Lines) -> bool:
    """Whether there is any gateway key to match to a connector."""
    return not lines.filter((pl.col("metric") == GATEWAY_REQUESTS) & (pl.col("key") != "")).is_empty()


def matched_to_connectors(lines: Lines, connector_metrics: Sequence[Page]) -> Lines:
    """`matched` to the connectors that /metrics/connectors tells."""
    return matched(lines, undated.connectors(connector_metrics))


def matched(lines: Lines, connectors: pl.DataFrame) -> Lines:
    """`lines` with gateway keys as ids of `connectors` (`connector_id, name`): by id, then by slug of the name (rule 9).

    A key that matches no connector, or the name of more than one, stays as it came. Keys that turn out to be one
    connector are added up.
    """
    keys = lines.filter(metric=GATEWAY_REQUESTS)["key"].unique().to_list()
    known = dict(_matches(keys, connectors))
    if not known:
        return lines
    gateway = pl.col("metric") == GATEWAY_REQUESTS
    renamed = pl.when(gateway).then(pl.col("key").replace(known)).otherwise("key").alias("key")
    same_line = ["operator_id", "operator_name", "metric", renamed]
    return (
        lines.lazy()
        .group_by(same_line)
        .agg(pl.col("quantity").sum())
        .select(USAGE_LINES.names())
        .sort(LINE_ORDER)
        .collect()
    )


def _matches(keys: Sequence[str], connectors: pl.DataFrame) -> Iterator[tuple[str, str]]:
    ids = set(connectors["connector_id"])
    by_slug: dict[str, set[str]] = {}
    for known, name in connectors.select("connector_id", "name").drop_nulls().iter_rows():
        by_slug.setdefault(slugify(name), set()).add(known)
    for key in keys:
        same = by_slug.get(slugify(key), set()) if key not in ids and slugify(key) else set()
        if len(same) == 1:
            yield key, next(iter(same))


def _metrics(row: Row, outside: Sequence[tuple[str, Found]]) -> Mapping[str, Metric]:
    units.refuse_other(row.place, units.stated(row))
    read = {name: metric(row, spelled) for name, spelled in wire.TRAFFIC.items()}
    for name, number in ((STORAGE_BYTES, storage(row, outside)), (BILLABLE_UNITS, row.count(wire.BILLABLE_UNITS))):
        read[name] = Metric({} if number is None else {"": number}, number)
    refuse_unread(row, {name: one.total for name, one in read.items() if not one.lines})
    return read

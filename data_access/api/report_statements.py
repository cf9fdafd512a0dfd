"""What a usage report says of itself, beside its rows and in them: of which period, whole or not, and its own totals."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from data_access.api import breakdown, values, wire
from data_access.api import pages as listed
from data_access.api import wire_statements as words
from data_access.api.pages import Page
from data_access.api.row import Row
from data_access.api.stated_period import refuse_other, refuse_single_day
from data_access.api.statements import Statement, of_kind, refuse_failed, reservations, statements, unfinished
from data_access.api.storage import storage_and_step
from data_access.errors import UnexpectedAnswer, quotable
from data_access.period import Period
from data_access.tables import BILLABLE_UNITS, STORAGE_BYTES

_MOST = 10
"""So many reservations are told; the next thousand say the same."""
_STATISTIC = re.compile(
    r"'\W*(?:avg|average|mean|median|max|min|p\d\d|std|per|change|previous|delta|growth)", re.IGNORECASE
)
_NAMES = {
    metric: frozenset(path[0] for one in (spelled.either, spelled.total) for path in one.paths if len(path) == 1)
    for metric, spelled in wire.TRAFFIC.items()
} | {BILLABLE_UNITS: frozenset(path[0] for path in wire.BILLABLE_UNITS.paths if len(path) == 1)}


def doubts(pages: Sequence[Page], asked: Period) -> tuple[str, ...]:
    """What the report of `asked` says against being whole, for good, or of these days, without saying so outright.

    Raises UnexpectedAnswer where it says so: another period, or a row that is not all of it.
    """
    found = list(listed.reservations(pages))
    for one in pages:
        found += [f"{one.endpoint}: {told}" for told in refuse_other(one.said, asked, one.endpoint)]
    for place, said in _speaking_rows(pages):
        refuse_failed(said, place, of_rows=True)
        refuse_single_day(said, asked, place)
        for each in unfinished(said):
            raise UnexpectedAnswer(f"{place}: {each.words}: it is a part of the row")
        of_days = [each for each in said if each.name not in words.HELD_UNTIL]  # of a row it may be the operator's own
        against = (*reservations(said, of_rows=True), *refuse_other(of_days, asked, place))
        found += [f"{place}: {told}" for told in against if len(found) < _MOST]
    return tuple(dict.fromkeys(found))[:_MOST]


def refuse_other_totals(pages: Sequence[Page], totals: pl.DataFrame) -> None:
    """Raises UnexpectedAnswer where the answer states a total of traffic or units that its rows do not add up to.

    `totals` as `tables.USAGE_TOTALS`. Of an operator that does not report it, and of one page of several, the rows may
    be less. A total of billable units may be rounded once where each operator's was.
    """
    for metric in _NAMES:
        for place, each, total in _totals(pages, metric):
            reported = totals[metric].drop_nulls()
            added, is_all = sum(reported.to_list()), len(reported) == totals.height
            rounding = totals.height if metric == BILLABLE_UNITS else 0
            is_more, is_less = total > added + rounding, total < added - rounding
            if (is_more and is_all) or (is_less and len(pages) == 1):
                told = f"{quotable(each.spelled, 80)} is {total:,}, but the rows add up to {added:,}"
                raise UnexpectedAnswer(f"{place}: {told}")


def doubted_storage(pages: Sequence[Page], totals: pl.DataFrame) -> tuple[str, ...]:
    """What is doubtful where the answer states a total of storage that its rows do not add up to, but for their rounding.

    Of storage it is a doubt: what lies on a platform need not all be an operator's.
    """
    if len(pages) > 1 or totals[STORAGE_BYTES].null_count():
        return ()
    added = sum(totals[STORAGE_BYTES].to_list())
    for each in pages[0].said:
        if words.CONTAINERS.get(each.name) == words.TOTALS and isinstance(each.value, dict):
            size, step = storage_and_step(Row.of(each.value, pages[0].endpoint))
            if size is not None and abs(size - added) > step * (totals.height + 1):
                stated = f"{quotable(each.spelled, 80)} states {size:,} bytes of storage"
                return (f"{pages[0].endpoint}: {stated}, but the rows add up to {added:,}",)
    return ()


def _totals(pages: Sequence[Page], metric: str) -> Iterator[tuple[str, Statement, int]]:
    for one in pages:
        for each in of_kind(one.said, _NAMES[metric], words.TOTALS, words.ABOUT):
            if not isinstance(each.value, dict | list):
                yield one.endpoint, each, Row(one.endpoint, {}).read(each.spelled, each.value, values.whole)
            elif each.kind == words.TOTALS and metric in wire.TRAFFIC and not _STATISTIC.search(str(each.value)):
                total = breakdown.metric(Row.of({each.name: each.value}, one.endpoint), wire.TRAFFIC[metric]).total
                yield from () if total is None else [(one.endpoint, each, total)]


def _speaking_rows(pages: Sequence[Page]) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    for number, raw in enumerate((raw for one in pages for raw in one.rows), start=1):
        if isinstance(raw, dict) and words.speaks_of_itself(_names(raw)):
            place = f"{pages[0].endpoint}, row {number}"
            yield place, statements([Row.of(raw, place, wire.NESTED_USAGE)])


def _names(raw: dict[str, Any]) -> tuple[str, ...]:
    nested = [inner for name, inner in raw.items() if isinstance(inner, dict) and wire.plain(name) in wire.NESTED_USAGE]
    return (*raw, *(name for inner in nested for name in inner))

"""Figures that would be passed over: a name that nobody reads for a metric that is otherwise not told, or a row that is a total.

`apiCallsK`, `storage_gib_used`: shown as "not reported", they would be missing in silence.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import polars as pl

from data_access.api import values
from data_access.api.row import Row
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import bare, is_total
from data_access.tables import API_CALLS, BILLABLE_UNITS, EVENTS_INGESTED, GATEWAY_REQUESTS, STORAGE_BYTES

_BEFORE = r"(?:total|numberof|num|countof|count|sumof|sum|average|avg|mean)?"
_AFTER = r"s?(?:in)?(?:k|m|mio|thousands?|millions?|kilo|mega|x?\d+s?|used|made|sum|volume|number|num|quantity|qty|total|count|value)?"
_SIZE = r"(?:[kmgtpe]i?b|[kmgtpe]i?bytes?|(?:kilo|mega|giga|tera|peta|kibi|mebi|gibi|tebi|pebi)?bytes?)"
_STORED = r"(?:storage|stored|diskusage|diskspace)"
_NAMES: Mapping[str, re.Pattern[str]] = {
    API_CALLS: re.compile(rf"{_BEFORE}apicall{_AFTER}"),
    GATEWAY_REQUESTS: re.compile(rf"{_BEFORE}gateway(?:request|call){_AFTER}"),
    EVENTS_INGESTED: re.compile(rf"{_BEFORE}(?:event|eventsingested|eventingested|ingestedevent){_AFTER}"),
    BILLABLE_UNITS: re.compile(rf"{_BEFORE}billableunit{_AFTER}"),
    STORAGE_BYTES: re.compile(
        rf".*{_STORED}.*{_SIZE}.*|.*{_SIZE}.*{_STORED}.*|{_BEFORE}{_STORED}(?:used|usage|size|total|avg|average|mean)+"
    ),
}
_OTHER_THINGS = re.compile(r"limit|quota|max|allow|inclu|price|cost|fee|remain|perc|share|change|growth|previous|prior")
_LIKE_A_TOTAL = r"(?i)total|sum|overall|all|[*\x{2211}\x{03A3}]"


def refuse_unread(row: Row, told: Mapping[str, int | None]) -> None:
    """Raises UnexpectedAnswer for a figure in `row` that sounds like a metric of which `told` holds None."""
    missing = [metric for metric, figure in told.items() if figure is None]
    for metric, plain in _sounding(tuple(row.held), tuple(missing)) if missing else ():
        for spelled, value in row.held[plain]:
            if _is_figure(value):
                told_so = f"{quotable(spelled, 80)} is {values.quoted(value)}, a name that nobody reads"
                raise UnexpectedAnswer(f"{row.place}: {told_so}: {metric} would be missing")


@lru_cache(maxsize=4096)
def _sounding(names: tuple[str, ...], missing: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The names that sound like one of the missing metrics, each after its metric."""
    return tuple(
        (metric, name)
        for metric in missing
        for name in names
        if _NAMES[metric].fullmatch(bare(name)) and not _OTHER_THINGS.search(bare(name))
    )


def refuse_total_row(frame: pl.DataFrame, place: str, name: str, figures: Sequence[str]) -> None:
    """Raises UnexpectedAnswer for a row that is named like a total (column `name`) and is the sum of the others."""
    like = pl.col(name).str.contains(_LIKE_A_TOTAL).fill_null(value=False) | ~pl.col("operator_id").str.contains(r"\w")
    for row in frame.filter(like).iter_rows(named=True):
        if bare(row["operator_id"]) and not is_total(row[name] or ""):
            continue
        for figure in figures:
            own, every = row[figure], frame[figure].cast(pl.Int128).sum()
            if own and 2 * own == every:
                told = f"the row {values.quoted(row['operator_id'])} ({quotable(row[name] or 'without a name', 80)})"
                raise UnexpectedAnswer(
                    f"{place}: {told} has the {figure} of all others together: it may be their total"
                )


def _is_figure(value: Any) -> bool:
    if isinstance(value, str):
        return value[:1].isdecimal()
    return isinstance(value, int | Decimal) and not isinstance(value, bool)

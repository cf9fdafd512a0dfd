"""A usage report as it is issued: canonical rows, and the id that changes with any of their cells and with nothing else."""

import hashlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from data_access.period import Period
from data_access.tables import LINE_ORDER, METRICS, USAGE_LINES

SCHEMA_VERSION = 1
"""Part of every report id: another set of columns, or another meaning of one, is another version."""

LINES = USAGE_LINES
"""operator_id, operator_name, metric, key, quantity (Int64; signed in a correction)."""

OPERATORS = pl.Schema(
    {
        "operator_id": pl.String(),
        "operator_name": pl.String(),
        "status": pl.String(),
        "plan": pl.String(),
        **dict.fromkeys(METRICS, pl.Int64()),
    }
)
"""One row an operator of the roster or the report; null = not reported. As `metrics.report.bill.operator_bill`."""

_ID_LETTERS = 26
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Report:
    """What is issued: the rows of one period of one platform. Made by `canonical_report`, so equal reports are equal rows.

    `platform` is the name in print, `platform_id` what tells platforms apart. `lines` as LINES, sorted by operator_id,
    metric, key; `operators` as OPERATORS, sorted by operator_id. `correction_of`: the id of the report whose figures this
    one corrects, by signed quantities; None for every other report. `after`: the id of the entry that a correction comes
    after, that report or its latest correction: 5 more, 5 fewer and 5 more again are three corrections.
    """

    platform: str
    platform_id: str
    period: Period
    lines: pl.DataFrame
    operators: pl.DataFrame
    correction_of: str | None = None
    after: str | None = None


def canonical_report(
    lines: pl.DataFrame,
    operators: pl.DataFrame,
    *,
    platform: str,
    platform_id: str,
    period: Period,
    correction_of: str | None = None,
    after: str | None = None,
) -> Report:
    """The report of these rows: columns selected, cast and sorted, whatever their order was.

    `lines` as `tables.USAGE_LINES`, `operators` as `metrics.report.bill.operator_bill` (more columns are left out). Raises
    TypeError for figures of a type that is not whole, Polars' ColumnNotFoundError for a missing column.
    """
    rows = _canonical(lines, LINES, LINE_ORDER), _canonical(operators, OPERATORS, ())
    return Report(platform, platform_id, period, *rows, correction_of, after)


def report_id(report: Report) -> str:
    """`r-` and 26 lower-case base32 letters: the first 130 bits of a SHA-256 of the report, so nobody can make two alike.

    Hashed is the concatenation of the schema version, platform id, platform, first and last day, the id that is
    corrected and the one it comes after, then of both frames, lines first: the number of rows, and every cell row by
    row. Each of these is written `<bytes in UTF-8>:<text>`, null is written `-`, so no two different reports
    share a text. Depends on nothing else: not on the order of the input's rows, the process, the time zone or the locale.
    """
    digest = hashlib.sha256()
    period = report.period
    days = period.start.isoformat(), period.end.isoformat()
    head = (str(SCHEMA_VERSION), report.platform_id, report.platform, *days, report.correction_of, report.after)
    for text in head:
        digest.update(_counted(text))
    for frame in (report.lines, report.operators):
        digest.update(_counted(str(frame.height)))
        for text in _cells(frame):
            digest.update(text.encode())
    return "r-" + b32encode(digest.digest()).decode()[:_ID_LETTERS].lower()


def _canonical(frame: pl.DataFrame, schema: pl.Schema, leading: tuple[str, ...]) -> pl.DataFrame:
    """Sorted by the leading columns, then by all others: rows that share a key do not keep the order they came in."""
    for name, kind in frame.select(schema.names()).schema.items():
        if kind.is_float() or kind.is_decimal():
            raise TypeError(f"{name} holds {kind}: a quantity is a whole number")
    rest = [name for name in schema.names() if name not in leading]
    return frame.select(schema.names()).cast(schema).sort(*leading, *rest, nulls_last=True)


def _counted(text: str | None) -> bytes:
    if text is None:
        return b"-"
    content = text.encode()
    return f"{len(content)}:".encode() + content


def _cells(frame: pl.DataFrame) -> Iterator[str]:
    """The frame's cells as text, some rows at a time: a million rows as one text would need their size again."""
    texts = [pl.col(name).cast(pl.String) for name in frame.columns]
    counted = [pl.concat_str(text.str.len_bytes().cast(pl.String), pl.lit(":"), text).fill_null("-") for text in texts]
    for rows in frame.iter_slices(_ROWS_AT_ONCE):
        yield rows.select(pl.concat_str(counted).str.join("")).item()

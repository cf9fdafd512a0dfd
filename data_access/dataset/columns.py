"""How a column of a file is read: strictly, into one of four types. What cannot be read becomes null, and is then told.

Parquet comes typed, and a wrong type is refused as such. CSV comes as text, so that an error can quote it. An empty
text means null in both, so that both forms of a dataset give the same frames.
"""

import polars as pl

from data_access.dataset.files import DatasetFile
from data_access.tables import LARGEST, UTC_TIME

WORDS = {
    pl.String(): "text",
    pl.Date(): "a date like 2026-03-01",
    UTC_TIME: "a time like 2026-03-01T12:00:00Z",
    pl.Int64(): "a whole number",
}
"""What a column of each type holds, in words."""

_WIDE = (pl.UInt64, pl.Int128, pl.UInt128)
_ISO_DATE_LENGTH = 10
_INSTANT = "%Y-%m-%dT%H:%M:%S%.f%z"
_NAIVE_INSTANT = "%Y-%m-%dT%H:%M:%S%.f"


def is_readable(held: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a Parquet column of type `held` may be read as `wanted`; a column of nothing but nulls always may."""
    if held == pl.Null():
        return True
    match wanted:
        case pl.String():
            return isinstance(held, pl.String | pl.Categorical | pl.Enum)
        case pl.Int64():
            return held.is_integer()
        case pl.Datetime():
            return isinstance(held, pl.Datetime)
        case _:
            return held == wanted


def raw_rows(file: DatasetFile, held: pl.Schema, wanted: pl.Schema) -> pl.LazyFrame:
    """The wanted columns of a file that holds `held`: all text from CSV, else of the wanted types (or Int128)."""
    columns = wanted.names()
    if file.is_csv:
        return file.scan().select(columns)
    return file.scan().select(_of_type(column, held[column], wanted[column]) for column in columns)


def value(column: str, wanted: pl.DataType, *, as_text: bool) -> pl.Expr:
    """`column` of `raw_rows` as `wanted`; null where it is empty or cannot be read. `as_text`: it comes from CSV."""
    raw = pl.col(column)
    match wanted:
        case pl.String():
            return pl.when(raw != "").then(raw)
        case pl.Date() if as_text:
            return pl.when(raw.str.len_bytes() == _ISO_DATE_LENGTH).then(raw).str.to_date("%Y-%m-%d", strict=False)
        case pl.Datetime() if as_text:
            return _instant(raw)
        case _:
            return raw.cast(wanted, strict=False)


def is_empty(column: str, wanted: pl.DataType, *, as_text: bool) -> pl.Expr:
    """Whether there is nothing in `column` of `raw_rows`."""
    raw = pl.col(column)
    return (raw.is_null() | (raw == "")) if as_text or wanted == pl.String() else raw.is_null()


def is_too_large(column: str, *, as_text: bool) -> pl.Expr:
    """Whether a whole number stands in `column` of `raw_rows` that is larger than an Int64 can be."""
    raw = pl.col(column)
    if not as_text:
        return raw > LARGEST
    return raw.str.contains(r"^\+?[0-9]{19,}$") & raw.cast(pl.Int64, strict=False).is_null()


def _of_type(column: str, held: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    raw = pl.col(column)
    if isinstance(held, pl.Datetime) and held.time_zone is None:
        raw = raw.dt.replace_time_zone("UTC")
    if wanted == pl.Int64() and held in _WIDE:
        return raw.cast(pl.Int128, strict=False)  # what is too large is told with its value
    return raw if held == wanted else raw.cast(wanted, strict=False)


def _instant(raw: pl.Expr) -> pl.Expr:
    """ISO 8601 with `T` or a space; without an offset it is UTC, as every time of a dataset."""
    text = raw.str.replace(" ", "T", literal=True).str.replace("Z$", "+00:00")
    naive = text.str.to_datetime(_NAIVE_INSTANT, strict=False, time_unit="us").dt.replace_time_zone("UTC")
    return pl.coalesce(text.str.to_datetime(_INSTANT, strict=False, time_unit="us"), naive)

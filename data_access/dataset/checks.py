"""What a table may hold: rules about rows, and the error that names file, column and first offending row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from data_access.dataset.columns import WORDS, is_empty, is_readable, is_too_large, raw_rows, value
from data_access.dataset.files import DatasetFile, reading
from data_access.errors import DatasetWrong, quotable
from data_access.tables import LARGEST

_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Rule:
    """`offends` is true for the rows whose `column` may not be so, null or false for the others; `fault` says why."""

    column: str
    fault: str
    offends: pl.Expr


def checked_rows(file: DatasetFile, wanted: pl.Schema) -> pl.LazyFrame:
    """`raw_rows` of a file. Raises DatasetWrong when a column is missing or of a wrong type, or there under a twin's name.

    More columns do not matter.
    """
    held = file.held_types()
    for column, dtype in wanted.items():
        if column not in held:
            raise DatasetWrong(f"{file.name} has no column {column}; it has: {quotable(', '.join(held))}")
        if not file.is_csv and not is_readable(held[column], dtype):
            _refuse_type(file, column, held[column], dtype)
        twin = [name for name in held if name != column and name.strip().casefold() == column]
        if twin:
            told = f"{file.name} has a column {column} and a column {quotable(twin[0], _LONGEST_VALUE)}"
            raise DatasetWrong(f"{told}: which one holds is not known")
    return raw_rows(file, held, wanted)


def refuse_offence(files: Sequence[DatasetFile], wanted: pl.Schema, rules: Sequence[Rule]) -> None:
    """Raises DatasetWrong for the first row that offends one of `rules`, which see the raw rows of all the files."""
    numbered = [
        checked_rows(file, wanted).with_row_index("row", offset=1).with_columns(file=pl.lit(place))
        for place, file in enumerate(files)
    ]
    rows = pl.concat(numbered, how="vertical_relaxed").with_row_index("place")
    firsts = [pl.col("place").filter(rule.offends).min().alias(str(number)) for number, rule in enumerate(rules)]
    with reading(files[0].name):
        found = rows.select(firsts).collect().row(0)
    offended = [(place, number) for number, place in enumerate(found) if place is not None]
    if offended:
        place, number = min(offended)
        with reading(files[0].name):
            row = rows.filter(pl.col("place") == place).collect()
        rule, file = rules[number], files[row.item(0, "file")]
        raise _offence(file, rule.column, row.item(0, "row"), rule.fault, row.item(0, rule.column))


def required(column: str, wanted: pl.DataType, *, as_text: bool) -> Iterator[Rule]:
    """The rules of a column that may not be null."""
    yield Rule(column, "is empty", is_empty(column, wanted, as_text=as_text))
    if wanted == pl.Int64():
        yield Rule(column, f"is larger than {LARGEST:,}", is_too_large(column, as_text=as_text))
    yield readable(column, wanted, as_text=as_text)


def readable(column: str, wanted: pl.DataType, *, as_text: bool) -> Rule:
    """The rule that what is in the column can be read."""
    unread = value(column, wanted, as_text=as_text).is_null()
    return Rule(column, f"is not {WORDS[wanted]}", unread & ~is_empty(column, wanted, as_text=as_text))


def unique(columns: Mapping[str, pl.Expr]) -> Rule:
    """The rule that no two rows have the same values; the first column is the one that is named."""
    fault = "is there twice" if len(columns) == 1 else f"repeats an earlier row ({', '.join(columns)} are the same)"
    return Rule(
        next(iter(columns)),
        fault,
        ~pl.struct(*(expression.alias(name) for name, expression in columns.items())).is_first_distinct(),
    )


def one_of(column: str, known: Sequence[str], fault: str) -> Rule:
    """The rule that what is in the column is one of `known`."""
    return Rule(column, fault, ~pl.col(column).is_in(known))


def _refuse_type(file: DatasetFile, column: str, held: pl.DataType, wanted: pl.DataType) -> None:
    """A fraction among floats is what hurts first; else the type itself, which the first row already has."""
    with reading(file.name):
        values = file.scan().select(column).collect().to_series()
    if held.is_float() and wanted == pl.Int64():
        fractions = (values % 1 != 0).arg_true()
        if fractions.len():
            raise _offence(file, column, fractions[0] + 1, "is not a whole number", values[fractions[0]])
    first = values[0] if values.len() else None
    raise _offence(file, column, 1, f"is of type {held}, not {WORDS[wanted]}", first)


def _offence(file: DatasetFile, column: str, row: int, fault: str, found: object) -> DatasetWrong:
    shown = "" if found is None or found == "" else f": “{quotable(found, _LONGEST_VALUE)}”"
    return DatasetWrong(f"{file.name}, column {column}, row {row}: {fault}{shown}")

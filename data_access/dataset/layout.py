"""Where the files of a dataset lie (contract, "A dataset on disk")."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from data_access.dataset.contents import ENDINGS, SINGLE_USAGE, USAGE, month_files, month_folders
from data_access.dataset.files import DatasetFile
from data_access.errors import DatasetMissing, DatasetWrong, quotable
from data_access.period import Period

_MONTH_FOLDER = re.compile(r"month=([1-9]\d{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class UsageChunk:
    """Usage files that are checked together: one month folder's, or the whole of `usage.csv`.

    `days` are those that its rows may lie on.
    """

    days: Period
    files: tuple[DatasetFile, ...]


def month_of(day: date) -> Period:
    """The whole calendar month that `day` lies in."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def optional_table(directory: Path, table: str) -> DatasetFile | None:
    """The table's Parquet or CSV file, None without one. Raises DatasetWrong when both are there."""
    paths = [path for ending in ENDINGS if (path := directory / f"{table}.{ending}").exists()]
    if len(paths) > 1:
        raise DatasetWrong(f"{table}.parquet and {table}.csv are both there: which one holds is not known")
    return DatasetFile.inside(directory, paths[0]) if paths else None


def table_file(directory: Path, table: str) -> DatasetFile:
    """The table's Parquet or CSV file. Raises DatasetMissing, and DatasetWrong when both are there."""
    file = optional_table(directory, table)
    if file is None:
        raise DatasetMissing(f"{table}.parquet (or {table}.csv) is not in {directory}")
    return file


def usage_chunks(directory: Path, known: Period) -> tuple[UsageChunk, ...]:
    """The usage files in the order of their days, which must lie in `known`, the days of the manifest.

    Raises DatasetMissing without any usage, and when a month between others is not there: its zeros would be invented.
    """
    folder, single = directory / USAGE, directory / SINGLE_USAGE
    if folder.is_dir() and single.exists():
        raise DatasetWrong("usage/ and usage.csv are both there: which one holds is not known")
    if single.exists():
        return (UsageChunk(known, (DatasetFile.inside(directory, single),)),)
    if not folder.is_dir():
        raise DatasetMissing(f"neither usage/ nor usage.csv is in {directory}")
    months = tuple(_month_chunk(directory, path, known) for path in _months(directory))
    _refuse_gap([chunk.days for chunk in months])
    return months


def _months(directory: Path) -> Iterator[Path]:
    found = month_folders(directory)
    if not found:
        raise DatasetMissing("usage/ holds no folder month=YYYY-MM")
    for path in found:
        if not (path.is_dir() and _MONTH_FOLDER.fullmatch(path.name)):
            raise DatasetWrong(f"usage/{quotable(path.name)} is no folder month=YYYY-MM")
        yield path


def _month_chunk(directory: Path, folder: Path, known: Period) -> UsageChunk:
    year_and_month = folder.name.removeprefix("month=")
    days = month_of(date.fromisoformat(f"{year_and_month}-01")).overlap(known)
    if days is None:
        raise DatasetWrong(f"usage/{folder.name} lies outside {known.start} to {known.end}, the days of manifest.json")
    files = tuple(DatasetFile.inside(directory, path) for path in month_files(directory, folder))
    if not files:
        raise DatasetMissing(f"usage/{folder.name} holds no .parquet file")
    return UsageChunk(days, files)


def _refuse_gap(months: Sequence[Period]) -> None:
    for earlier, later in pairwise(months):
        before = month_of(month_of(later.start).start - timedelta(days=1))
        if before != month_of(earlier.start):
            raise DatasetMissing(
                f"usage/month={before.start:%Y-%m} is not there, though months before and after it are",
                "Add the folder; for a month without any usage, with a Parquet file without rows.",
            )

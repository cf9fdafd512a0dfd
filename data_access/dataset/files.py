"""One file of a dataset: its name for people, a lazy scan of it, and its faults turned into our errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_access.errors import DatasetMissing, DatasetWrong, quotable


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A Parquet or CSV file at `path`; `name` is where it lies inside its dataset."""

    path: Path
    name: str

    @classmethod
    def inside(cls, directory: Path, path: Path) -> "DatasetFile":
        """The file at `path`, named from `directory` on."""
        return cls(path, path.relative_to(directory).as_posix())

    @property
    def is_csv(self) -> bool:
        """Whether every value comes as text and has to be read strictly."""
        return self.path.suffix == ".csv"

    def scan(self) -> pl.LazyFrame:
        """Its rows, lazily: a Parquet file's with the types it holds, a CSV file's all as text, empty as ''.

        A path is literal: `a*b` is a folder of that name, not a pattern.
        """
        if self.is_csv:
            return pl.scan_csv(self.path, infer_schema=False, empty_string_is_null=False, glob=False)
        return pl.scan_parquet(self.path, hive_partitioning=False, glob=False)

    def held_types(self) -> pl.Schema:
        """The columns that it holds. Raises DatasetMissing or DatasetWrong."""
        with reading(self.name):
            return self.scan().collect_schema()

    def bytes(self) -> bytes:
        """All of it. Raises DatasetMissing or DatasetWrong."""
        with reading(self.name):
            return self.path.read_bytes()


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns what a file called `name` cannot give into DatasetMissing or DatasetWrong."""
    try:
        yield
    except FileNotFoundError:
        raise DatasetMissing(f"{name} is not there") from None
    except (OSError, pl.exceptions.PolarsError) as wrong:
        first_line = str(wrong).partition("\n")[0]
        raise DatasetWrong(f"{name} cannot be read: {quotable(first_line)}") from wrong

"""A platform's history as it lies on disk: the dataset that a reader opens, and what a sync keeps beside it.

The day files under `usage/` and the `days` table together are the history: a day counts as held once the table says
so. `manifest.json` holds one entry more than a dataset's, `history`: when it was last proven that days add up
(`proven_on`), and a number that grows whenever a reader should open the files anew (`revision`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from data_access.dataset import manifest
from data_access.dataset.files import DatasetFile, reading
from data_access.dataset.layout import month_of
from data_access.dataset.small_tables import CONNECTORS, OPERATORS
from data_access.errors import DatasetWrong, quotable
from data_access.history import layout
from data_access.history.day_rows import CORRECTIONS
from data_access.history.plan import DAYS, MISSING, SETTLING
from data_access.period import Period
from data_access.tables import DAILY_USAGE


@dataclass(frozen=True, slots=True)
class Holding:
    """What a history holds, for the screen: counts of days, the first and last held, and when it was last added to."""

    platform: str
    platform_id: str
    held: int
    settling: int
    missing: int
    corrections: int
    first_day: date | None
    last_day: date | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Store:
    """The history in `directory`, which may not be there yet. Reads raise DatasetWrong for a file that is damaged."""

    directory: Path

    @property
    def is_there(self) -> bool:
        """Whether there is a dataset to open: the manifest is written last of all."""
        return (self.directory / manifest.NAME).exists()

    def usage_file(self, day: date) -> Path:
        """Where the rows of `day` lie."""
        return self.month_folder(day) / f"{day}.parquet"

    def month_folder(self, day: date) -> Path:
        """Where the days of its month lie."""
        return self.directory / "usage" / f"month={day:%Y-%m}"

    def months(self) -> list[Period]:
        """The months that there are folders for, in order."""
        names = (path.name.removeprefix("month=") for path in (self.directory / "usage").glob("month=*"))
        return [month_of(date.fromisoformat(f"{name}-01")) for name in sorted(names)]

    def days_on_disk(self) -> Iterator[date]:
        """The days that there are files for, whether the `days` table knows them or not."""
        for path in sorted((self.directory / "usage").glob("month=*/????-??-??.parquet")):
            try:
                yield date.fromisoformat(path.stem)
            except ValueError:
                raise DatasetWrong(f"usage/{path.parent.name}/{quotable(path.name)} is no day's file") from None

    def days(self) -> pl.DataFrame:
        """As `plan.DAYS`: every day that was ever asked for, or that lies between such days."""
        return self._table("days", DAYS)

    def rows(self, day: date) -> pl.DataFrame | None:
        """What is on disk of `day`, as `tables.DAILY_USAGE`; None without a file."""
        file = DatasetFile.inside(self.directory, self.usage_file(day))
        return _read(file, DAILY_USAGE) if file.path.exists() else None

    def operators(self) -> pl.DataFrame:
        """Everybody who was ever on the roster or in a report, as a dataset's operators."""
        return self._table("operators", OPERATORS)

    def connectors(self) -> pl.DataFrame:
        """Every connector that was ever told, as a dataset's connectors."""
        return self._table("connectors", CONNECTORS)

    def corrections(self) -> pl.DataFrame:
        """As `day_rows.CORRECTIONS`: what closed days said before they were read again, and since."""
        return self._table(layout.CORRECTIONS, CORRECTIONS)

    def told(self) -> manifest.Manifest | None:
        """The manifest; None without one."""
        return manifest.manifest(manifest.manifest_bytes(self.directory)) if self.is_there else None

    def extras(self) -> dict[str, Any]:
        """The manifest's `history` entry; empty without one."""
        if not self.is_there:
            return {}
        entry = manifest.json_object(manifest.NAME, manifest.manifest_bytes(self.directory)).get("history")
        return entry if isinstance(entry, dict) else {}

    def proven_on(self) -> date | None:
        """When it was last proven that the reports of single days add up; None where it never was."""
        text = self.extras().get("proven_on")
        try:
            return date.fromisoformat(text) if text else None
        except (TypeError, ValueError):
            return None

    def trace(self) -> tuple[tuple[int, ...] | str, ...]:
        """Tells whether `holding` and `requests_needed` would say the same as before: how their files stand there now."""
        names = (manifest.NAME, "days.parquet", f"{layout.CORRECTIONS}.parquet")
        return tuple(_trace(self.directory / name) for name in names)

    def holding(self) -> Holding | None:
        """What is held; None without a history."""
        told = self.told()
        if told is None:
            return None
        days = self.days()
        known = days.filter(pl.col("state") != MISSING)
        first, last, read_at = known.select(
            first=pl.col("date").min(), last=pl.col("date").max(), read_at=pl.col("read_at").max()
        ).row(0)
        return Holding(
            platform=told.platform,
            platform_id=told.platform_id,
            held=known.height,
            settling=known.filter(state=SETTLING).height,
            missing=days.height - known.height,
            corrections=self.corrections().height,
            first_day=first,
            last_day=last,
            read_at=read_at,
        )

    def _table(self, name: str, schema: pl.Schema) -> pl.DataFrame:
        file = DatasetFile.inside(self.directory, self.directory / f"{name}.parquet")
        return _read(file, schema) if file.path.exists() else pl.DataFrame(schema=schema)


def _trace(path: Path) -> tuple[int, ...] | str:
    try:
        of = path.stat()
    except OSError as failed:
        return type(failed).__name__
    return of.st_ino, of.st_mtime_ns, of.st_ctime_ns, of.st_size


def _read(file: DatasetFile, schema: pl.Schema) -> pl.DataFrame:
    with reading(file.name):
        return file.scan().select(schema.names()).cast(schema).collect()

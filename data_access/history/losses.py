"""Connections that were lost, told by the rosters that a sync keeps day by day: the API tells only how many there are."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from data_access.dataset.files import DatasetFile, reading
from data_access.history.layout import SNAPSHOTS
from data_access.period import Period
from data_access.tables import CONNECTION_LOSSES

_COUNT = pl.col("active_connections")


def connection_losses(snapshots: Path, period: Period) -> pl.DataFrame:
    """As `tables.CONNECTION_LOSSES`, sorted: by how many active connections fell from the first kept roster to the last.

    Which connector was lost is not known. `since` is the day of the first roster with so few. Without two rosters in
    the period nothing is known, and the frame is empty. Raises DatasetWrong for a roster that cannot be read.
    """
    folders = [(day, folder) for folder in snapshots.glob("*") if (day := _day(folder)) and period.contains(day)]
    if len(folders) <= 1:
        return pl.DataFrame(schema=CONNECTION_LOSSES)
    with reading(SNAPSHOTS):
        return _lost([_roster(folder, day) for day, folder in sorted(folders)])


def _lost(rosters: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    lost = (
        pl.concat(rosters)
        .sort("day")
        .group_by("operator_id")
        .agg(
            lost=_COUNT.first() - _COUNT.last(),
            since=pl.col("day").filter(_COUNT.last() >= _COUNT).min(),
        )
        .filter(pl.col("lost") > 0)
        .with_columns(connector_id=pl.lit(None, pl.String))
    )
    return lost.select(CONNECTION_LOSSES.names()).cast(CONNECTION_LOSSES).sort("operator_id").collect()


def _roster(folder: Path, day: date) -> pl.LazyFrame:
    file = DatasetFile.inside(folder.parent, folder / "operators.parquet")
    held = file.scan().select("operator_id", "active_connections")
    return held.filter(_COUNT.is_not_null()).with_columns(day=pl.lit(day))


def _day(folder: Path) -> date | None:
    try:
        day = date.fromisoformat(folder.name)
    except ValueError:
        return None
    return day if (folder / "operators.parquet").exists() else None

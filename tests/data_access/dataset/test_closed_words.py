"""Statuses are compared without case and outer spaces; a time that means "never" is no time."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import OPERATORS, presentable
from tests.data_access.tiny import connections, operators, write_table, write_tiny


@pytest.mark.parametrize("spelled", ["active", "Active", "ACTIVE", "active ", "\tactive", "\u00a0Active"])
def test_a_connection_is_active_however_its_status_is_spelled(tmp_path: Path, spelled: str) -> None:
    write_tiny(tmp_path)
    changed = connections.with_columns(pl.col("status").replace("active", spelled))
    write_table(changed, tmp_path / "connections.parquet")
    source = DatasetSource(tmp_path)
    counts = source.connectors().select("connector_id", "operators", "active_connections", "inactive_connections")
    assert counts.rows() == [("hub88", 0, 0, 2), ("stripe", 2, 3, 1), ("stripe-2", 0, 0, 0)]
    assert source.summary().active_connections == 3
    assert source.operators()["active_connections"].to_list() == [0, 2, 1, 0]
    assert source.connection_losses(Period(date(2026, 4, 29), date(2026, 5, 31)))["connector_id"].to_list() == ["hub88"]


def test_operators_are_counted_however_their_status_is_spelled(tmp_path: Path) -> None:
    statuses = ["Suspended", " ACTIVE", "active", "Pending_Approval "]
    write_table(operators.with_columns(status=pl.Series(statuses)), write_tiny(tmp_path) / "operators.parquet")
    source = DatasetSource(tmp_path)
    assert (source.summary().operators_active, source.summary().operators_suspended) == (2, 1)
    assert source.operators()["status"].to_list() == ["pending_approval", "active", "suspended", "active"]


@pytest.mark.parametrize("unknown", ["Enabled", "inactive", "not active", " Active-ish "])
def test_an_unknown_status_is_shown_as_it_came_and_is_neither_active_nor_suspended(
    tmp_path: Path, unknown: str
) -> None:
    write_table(operators.with_columns(status=pl.lit(unknown)), write_tiny(tmp_path) / "operators.parquet")
    source = DatasetSource(tmp_path)
    assert source.operators()["status"].to_list() == [unknown] * 4
    assert (source.summary().operators_active, source.summary().operators_suspended) == (0, 0)


NEVER = [
    "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "1970-01-01T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "1969-12-31T16:00:00-08:00",
    "1900-01-01T00:00:00Z",
]


@pytest.mark.parametrize("stamp", NEVER)
def test_a_stamp_that_means_never_is_no_last_activity(tmp_path: Path, stamp: str) -> None:
    """Whoever has traffic was last active on its last day all the same."""
    changed = operators.with_columns(last_active_at=pl.lit(stamp), created_at=pl.lit(stamp))
    write_table(changed, write_tiny(tmp_path, "csv") / "operators.csv")
    found = DatasetSource(tmp_path).operators()
    may = [datetime(2026, 5, day, tzinfo=UTC) for day in (3, 31, 2)]
    assert found["last_active_at"].to_list() == [may[0], may[1], may[2], None]
    assert found["created_at"].to_list() == [None] * 4


def test_a_stamp_of_the_second_of_january_1970_is_a_time() -> None:
    stamp = datetime(1970, 1, 2, tzinfo=UTC)
    row = pl.DataFrame(
        [{"operator_id": "op", "last_active_at": stamp}],
        {name: OPERATORS[name] for name in ("operator_id", "last_active_at")},
    )
    assert presentable(row)["last_active_at"].to_list() == [stamp]

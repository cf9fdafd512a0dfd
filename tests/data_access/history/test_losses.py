"""Connections that were lost, told by rosters of different days."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.errors import DatasetWrong
from data_access.history.losses import connection_losses
from data_access.period import Period
from data_access.tables import CONNECTION_LOSSES

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def rosters(folder: Path, **by_day: dict[str, int | None]) -> Path:
    """A folder of snapshots: `d10={"op_a": 3}` is the roster of 10 May."""
    for name, counts in by_day.items():
        day = folder / f"2026-05-{int(name[1:]):02}"
        day.mkdir()
        frame = {"operator_id": list(counts), "active_connections": list(counts.values())}
        pl.DataFrame(frame, {"operator_id": pl.String(), "active_connections": pl.Int64()}).write_parquet(
            day / "operators.parquet"
        )
    return folder


def losses(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, CONNECTION_LOSSES, orient="row")


def test_a_loss_is_what_the_last_roster_has_less_than_the_first_since_the_day_of_the_fewest(tmp_path: Path) -> None:
    held = rosters(tmp_path, d3={"op_a": 5}, d10={"op_a": 4}, d12={"op_a": 3}, d20={"op_a": 3})
    assert_frame_equal(connection_losses(held, MAY), losses(("op_a", None, 2, date(2026, 5, 12))))


def test_who_gained_or_kept_connections_lost_none(tmp_path: Path) -> None:
    held = rosters(tmp_path, d3={"op_a": 5, "op_b": 1}, d20={"op_a": 5, "op_b": 2})
    assert connection_losses(held, MAY).is_empty()


def test_a_count_that_is_not_reported_is_no_loss(tmp_path: Path) -> None:
    held = rosters(tmp_path, d3={"op_a": 5}, d20={"op_a": None})
    assert connection_losses(held, MAY).is_empty()


def test_one_roster_alone_tells_nothing(tmp_path: Path) -> None:
    assert connection_losses(rosters(tmp_path, d3={"op_a": 5}), MAY).is_empty()


def test_rosters_outside_the_period_and_unfinished_ones_do_not_count(tmp_path: Path) -> None:
    held = rosters(tmp_path, d3={"op_a": 5}, d20={"op_a": 3})
    (tmp_path / ".2026-05-25.part").mkdir()
    (tmp_path / "2026-05-26").mkdir()
    assert connection_losses(held, Period(date(2026, 5, 4), date(2026, 5, 31))).is_empty()
    assert connection_losses(held, MAY).height == 1


@pytest.mark.parametrize("name", ["history[1]", "a*b", "a?b"])
def test_rosters_are_read_by_their_literal_path(tmp_path: Path, name: str) -> None:
    """A folder of which the name is a pattern lies beside one that it would match."""
    for folder in (name, "history1", "aXb"):
        (tmp_path / folder).mkdir()
    for folder in ("history1", "aXb"):
        rosters(tmp_path / folder, d3={"op_a": 500}, d20={"op_a": 1})
    held = rosters(tmp_path / name, d3={"op_a": 5}, d20={"op_a": 4})
    assert_frame_equal(connection_losses(held, MAY), losses(("op_a", None, 1, date(2026, 5, 20))))


def test_a_roster_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    held = rosters(tmp_path, d3={"op_a": 5}, d20={"op_a": 4})
    (held / "2026-05-20/operators.parquet").write_bytes(b"no parquet")
    with pytest.raises(DatasetWrong, match=r"^snapshots cannot be read: "):
        connection_losses(held, MAY)

"""The answers by day and by week of a dataset, on hand-typed rows."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import CONNECTION_LOSSES, CONNECTIONS, DAILY_USAGE, OPERATOR_DAYS
from tests.data_access import tiny

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.write_tiny(tmp_path / "x")


def rewritten(folder: Path, rows: list[tuple[object, ...]]) -> DatasetSource:
    tiny.write_usage(folder, pl.DataFrame(rows, DAILY_USAGE, orient="row"))
    return DatasetSource(folder)


def days(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, OPERATOR_DAYS, orient="row")


def test_a_metric_without_a_row_is_0_and_units_are_weighted_and_rounded_half_up_each_day(folder: Path) -> None:
    found = DatasetSource(folder).operator_days(Period(date(2026, 5, 1), date(2026, 5, 3)))
    assert_frame_equal(
        found,
        days(
            (date(2026, 5, 1), "op_acme", 7, 3, 0, 9),  # 7 + 3 x 0.5 = 8.5
            (date(2026, 5, 2), "op_bell", 6, 0, 0, 6),
            (date(2026, 5, 3), "007", 0, 0, 9, 1),  # 9 x 0.1 = 0.9
        ),
    )


def test_in_a_history_a_metric_without_a_row_is_not_reported(folder: Path) -> None:
    rows = [
        (date(2026, 5, 1), "op_acme", "api_calls", "gateway", 7),
        (date(2026, 5, 1), "op_bell", "events_ingested", "", 0),
        (date(2026, 5, 1), "op_bell", "billable_units", "", 12),
    ]
    tiny.write_usage(folder, pl.DataFrame(rows, DAILY_USAGE, orient="row"))
    found = DatasetSource(folder, absent_is_zero=False).operator_days(MAY)
    assert_frame_equal(
        found,
        days((date(2026, 5, 1), "op_acme", 7, None, None, None), (date(2026, 5, 1), "op_bell", None, None, 0, 12)),
    )


def test_units_that_a_month_carries_are_not_weighted(folder: Path) -> None:
    source = rewritten(
        folder,
        [
            (date(2026, 4, 30), "op_acme", "api_calls", "gateway", 10),
            (date(2026, 5, 1), "op_acme", "api_calls", "gateway", 7),
            (date(2026, 5, 1), "op_acme", "billable_units", "", 2),
        ],
    )
    found = source.operator_days(Period(date(2026, 4, 30), date(2026, 5, 1)))
    assert found["billable_units"].to_list() == [10, 2]


def test_rows_of_a_missing_day_count_nowhere(folder: Path) -> None:
    known = [day for day in Period(date(2026, 4, 29), date(2026, 5, 31)).dates() if day != date(2026, 5, 1)]
    tiny.write_table(pl.DataFrame({"date": known, "state": ["closed"] * len(known)}), folder / "days.parquet")
    source = DatasetSource(folder)
    assert source.summary().gateway_requests == 5
    assert source.operator_days(MAY)["api_calls"].sum() == 6
    report = source.usage_report(MAY).totals
    assert dict(report.select("operator_id", "api_calls").iter_rows())["op_acme"] == 0


def test_a_settling_day_is_known_and_named(folder: Path) -> None:
    every = list(Period(date(2026, 4, 29), date(2026, 5, 31)).dates())
    states = ["closed"] * 30 + ["settling"] * 3
    tiny.write_table(pl.DataFrame({"date": every, "state": states}), folder / "days.parquet")
    held = DatasetSource(folder).facts().daily_coverage
    assert held.settling == {date(2026, 5, 29), date(2026, 5, 30), date(2026, 5, 31)}
    assert held.last_complete_day == date(2026, 5, 31)


def losses(folder: Path, period: Period, *connections: tuple[object, ...]) -> pl.DataFrame:
    tiny.write_table(pl.DataFrame(connections, CONNECTIONS, orient="row"), folder / "connections.parquet")
    return DatasetSource(folder).connection_losses(period)


def test_a_connection_is_lost_on_the_day_after_its_last_call_when_no_active_one_is_left(folder: Path) -> None:
    found = losses(folder, MAY, ("c1", "op_acme", "hub88", "failed", None))
    expected = [("op_acme", "hub88", 1, date(2026, 5, 2))]
    assert_frame_equal(found, pl.DataFrame(expected, CONNECTION_LOSSES, orient="row"))


def test_nothing_is_lost_while_another_connection_to_it_is_active(folder: Path) -> None:
    active = ("c2", "op_acme", "hub88", "active", None)
    assert losses(folder, MAY, ("c1", "op_acme", "hub88", "failed", None), active).is_empty()


def test_a_connection_that_never_carried_anything_was_not_lost(folder: Path) -> None:
    assert losses(folder, MAY, ("c1", "op_bell", "hub88", "failed", None)).is_empty()


def test_a_loss_outside_the_period_is_none_of_it(folder: Path) -> None:
    later = Period(date(2026, 5, 3), date(2026, 5, 31))
    assert losses(folder, later, ("c1", "op_acme", "hub88", "failed", None)).is_empty()

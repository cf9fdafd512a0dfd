"""Usage is read a month at a time, each no more than needed, and counted the same however it is asked."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import DAILY_USAGE
from tests.data_access.tiny import Form, usage, write_tiny, write_usage

APRIL = Period(date(2026, 4, 29), date(2026, 4, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
ALL_DAYS = Period(APRIL.start, MAY.end)


def in_month(directory: Path, month: str) -> Path:
    return directory / "usage" / f"month={month}" / "usage.parquet"


def test_a_period_does_not_touch_the_files_of_other_months(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    in_month(tmp_path, "2026-04").write_bytes(b"no parquet")
    assert source.usage_report(MAY).totals["api_calls"].sum() == 13
    assert source.daily_usage(Period(MAY.start, MAY.start)).height == 5


def test_a_month_that_was_read_once_is_answered_without_its_files(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    before = source.usage_report(ALL_DAYS).lines, source.operators(), source.connectors()
    for month in ("2026-04", "2026-05"):
        in_month(tmp_path, month).unlink()
    assert_frame_equal(source.usage_report(ALL_DAYS).lines, before[0])
    assert_frame_equal(source.operators(), before[1])
    assert_frame_equal(source.connectors(), before[2])


def test_a_month_is_whole_when_all_days_that_the_dataset_knows_of_it_are_asked(tmp_path: Path) -> None:
    """April begins on the 29th here: 1 to 30 April and 29 to 30 April are the same rows."""
    source = DatasetSource(write_tiny(tmp_path))
    calls = source.usage_report(APRIL).totals["api_calls"]
    in_month(tmp_path, "2026-04").unlink()
    assert source.usage_report(Period(date(2026, 4, 1), APRIL.end)).totals["api_calls"].equals(calls)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_daily_usage_is_the_rows_of_the_period_typed_and_sorted(tmp_path: Path, form: Form) -> None:
    source = DatasetSource(write_tiny(tmp_path, form))
    expected = pl.DataFrame(
        [
            (date(2026, 4, 30), "op_acme", "api_calls", "gateway", 20),
            (date(2026, 4, 30), "op_acme", "gateway_requests", "stripe", 5),
            (date(2026, 4, 30), "op_acme", "storage_bytes", "", 1000),
            (date(2026, 4, 30), "op_bell", "events_ingested", "transaction", 7),
            (date(2026, 5, 1), "op_acme", "api_calls", "gateway", 3),
            (date(2026, 5, 1), "op_acme", "api_calls", "operator-data-api", 4),
            (date(2026, 5, 1), "op_acme", "gateway_requests", "hub88", 2),
            (date(2026, 5, 1), "op_acme", "gateway_requests", "stripe", 1),
            (date(2026, 5, 1), "op_acme", "storage_bytes", "", 1001),
        ],
        DAILY_USAGE,
        orient="row",
    )
    assert_frame_equal(source.daily_usage(Period(date(2026, 4, 30), date(2026, 5, 1))), expected)


def test_days_outside_the_data_have_no_rows(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    rows = source.daily_usage(Period(date(2020, 1, 1), date(2020, 12, 31)))
    assert rows.is_empty()
    assert rows.schema == DAILY_USAGE


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_order_of_rows_does_not_matter(tmp_path: Path, form: Form) -> None:
    order = list(range(usage.height))
    random.Random(7).shuffle(order)
    sources = []
    for name, rows in (("as it is", usage), ("shuffled", usage[order]), ("reversed", usage.reverse())):
        write_usage(write_tiny(tmp_path / name, form), rows, form)
        sources.append(DatasetSource(tmp_path / name))
    for other in sources[1:]:
        assert_frame_equal(other.usage_report(ALL_DAYS).lines, sources[0].usage_report(ALL_DAYS).lines)
        assert_frame_equal(other.daily_usage(ALL_DAYS), sources[0].daily_usage(ALL_DAYS))
        assert_frame_equal(other.operators(), sources[0].operators())


def test_a_month_may_lie_in_several_files(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path / "one"))
    folder = in_month(write_tiny(tmp_path / "many"), "2026-05").parent
    rows = pl.read_parquet(folder / "usage.parquet")
    (folder / "usage.parquet").unlink()
    rows[:4].write_parquet(folder / "a.parquet")
    rows[4:].cast({"quantity": pl.UInt64}).write_parquet(folder / "b.parquet")
    assert_frame_equal(DatasetSource(tmp_path / "many").usage_report(MAY).lines, source.usage_report(MAY).lines)


def test_a_month_without_a_row_counts_0(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    pl.DataFrame(schema=DAILY_USAGE).write_parquet(in_month(tmp_path, "2026-05"))
    source = DatasetSource(tmp_path)
    assert source.usage_report(MAY).totals["api_calls"].sum() == 0
    assert source.summary().api_calls == 30


def test_many_threads_get_the_same_answer(tmp_path: Path) -> None:
    source = DatasetSource(write_tiny(tmp_path))
    periods = [MAY, APRIL, ALL_DAYS, Period(date(2026, 4, 30), date(2026, 5, 2))] * 4
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(source.usage_report, periods))
    alone = DatasetSource(tmp_path)
    for period, report in zip(periods, reports, strict=True):
        assert_frame_equal(report.lines, alone.usage_report(period).lines)


def test_storage_and_rows_of_0_are_no_activity(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        [
            (date(2026, 5, 1), "op_chi", "events_ingested", "session", 1),
            (date(2026, 5, 2), "op_chi", "events_ingested", "session", 0),
            (date(2026, 5, 3), "op_chi", "storage_bytes", "", 5),
            (date(2026, 5, 4), "op_chi", "billable_units", "", 5),
        ],
        DAILY_USAGE,
        orient="row",
    )
    write_usage(write_tiny(tmp_path), rows)
    last = DatasetSource(tmp_path).operators().filter(operator_id="op_chi")["last_active_at"].item()
    assert last.isoformat() == "2026-05-01T00:00:00+00:00"

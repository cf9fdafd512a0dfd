"""The contract of every source, asked of a dataset in both its forms, which must tell the same."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from tests.data_access import contract
from tests.data_access.tiny import write_tiny


class TestParquet(contract.SourceContract):
    @pytest.fixture
    def source(self, tmp_path: Path) -> DatasetSource:
        return DatasetSource(write_tiny(tmp_path, "parquet"))


class TestCsv(contract.SourceContract):
    @pytest.fixture
    def source(self, tmp_path: Path) -> DatasetSource:
        return DatasetSource(write_tiny(tmp_path, "csv"))


def test_parquet_and_csv_give_the_same_frames(tmp_path: Path) -> None:
    parquet = DatasetSource(write_tiny(tmp_path / "parquet", "parquet"))
    csv = DatasetSource(write_tiny(tmp_path / "csv", "csv"))
    assert parquet.summary() == csv.summary()
    assert_frame_equal(parquet.operators(), csv.operators())
    assert_frame_equal(parquet.connectors(), csv.connectors())
    for period in contract.PERIODS:
        assert_frame_equal(parquet.usage_report(period).lines, csv.usage_report(period).lines)
        assert_frame_equal(parquet.usage_report(period).totals, csv.usage_report(period).totals)
        assert_frame_equal(parquet.daily_usage(period), csv.daily_usage(period))
    assert parquet.identity != csv.identity

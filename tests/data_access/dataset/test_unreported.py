"""What a dataset never carries is not reported: null in every answer, and never 0."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.tables import ACTIVITY, DAILY_USAGE, METRICS
from tests.data_access.tiny import usage, write_tiny, write_usage

APRIL = Period(date(2026, 4, 29), date(2026, 4, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
SAMPLE_DAY = Period(date(2026, 11, 1), date(2026, 11, 1))


def without(directory: Path, *metrics: str) -> DatasetSource:
    """The tiny dataset without a row of `metrics`."""
    write_usage(write_tiny(directory), usage.filter(~pl.col("metric").is_in(metrics)))
    return DatasetSource(directory)


@pytest.mark.parametrize("metric", [*ACTIVITY, "storage_bytes"])
@pytest.mark.parametrize("period", [APRIL, MAY, Period(date(2020, 1, 1), date(2020, 1, 2))], ids=str)
def test_a_metric_without_a_row_is_null_for_everybody_and_the_others_are_as_they_were(
    tmp_path: Path, metric: str, period: Period
) -> None:
    right = DatasetSource(write_tiny(tmp_path / "right")).usage_report(period).totals
    report = without(tmp_path / "d", metric).usage_report(period)
    assert report.totals[metric].to_list() == [None] * 4
    others = ["operator_id", "operator_name", *({*ACTIVITY, "storage_bytes"} - {metric})]
    assert report.totals.select(others).equals(right.select(others))
    assert metric not in report.lines["metric"]


def test_every_operator_has_a_row_also_where_nothing_is_reported_of_it(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "billable.json").unlink()
    write_usage(tmp_path, usage.filter(pl.col("metric") == "api_calls"))
    totals = DatasetSource(tmp_path).usage_report(MAY).totals
    assert totals.select("operator_id", *METRICS).rows() == [
        ("007", 0, None, None, None, None),
        ("op_acme", 7, None, None, None, None),
        ("op_bell", 6, None, None, None, None),
        ("op_chi", 0, None, None, None, None),
    ]


def test_a_row_of_0_is_reported(tmp_path: Path) -> None:
    rows = usage.filter(pl.col("metric") != "storage_bytes")
    zero = pl.DataFrame([(date(2026, 4, 30), "op_chi", "storage_bytes", "", 0)], DAILY_USAGE, orient="row")
    write_usage(write_tiny(tmp_path), pl.concat([rows, zero]))
    assert DatasetSource(tmp_path).usage_report(MAY).totals["storage_bytes"].to_list() == [0, 0, 0, 0]


def test_undated_totals_of_a_metric_without_a_row_are_null(tmp_path: Path) -> None:
    source = without(tmp_path, "events_ingested", "gateway_requests")
    told = source.summary()
    assert (told.api_calls, told.gateway_requests, told.events_ingested) == (43, None, None)
    assert source.operators()["events_ingested"].to_list() == [None] * 4
    assert source.operators()["api_calls"].to_list() == [0, 37, 6, 0]
    assert source.connectors()["gateway_calls"].to_list() == [None] * 3
    assert without(tmp_path / "no calls", "api_calls").operators()["api_calls"].to_list() == [None] * 4


def test_days_of_a_metric_without_a_row_are_null(tmp_path: Path) -> None:
    source = without(tmp_path, "events_ingested")
    days = source.operator_days(APRIL)
    assert days.rows() == [
        (date(2026, 4, 29), "op_acme", 10, 0, None, 10),
        (date(2026, 4, 30), "op_acme", 20, 5, None, 23),
    ]
    assert source.daily_totals(APRIL).rows() == [
        (date(2026, 4, 29), "api_calls", 10),
        (date(2026, 4, 29), "events_ingested", None),
        (date(2026, 4, 30), "api_calls", 20),
        (date(2026, 4, 30), "events_ingested", None),
        (date(2026, 4, 30), "gateway_requests", 5),
        (date(2026, 4, 30), "storage_bytes", 1000),
    ]


def test_a_dataset_without_any_usage_reports_nothing(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "billable.json").unlink()
    write_usage(tmp_path, usage.clear())
    source = DatasetSource(tmp_path)
    assert source.usage_report(MAY).totals.select(METRICS).null_count().row(0) == (4,) * 5
    assert source.usage_report(MAY).lines.is_empty()


def test_weights_make_units_of_what_is_carried(tmp_path: Path) -> None:
    source = without(tmp_path / "d", "events_ingested")
    assert source.usage_report(APRIL).totals["billable_units"].to_list() == [0, 33, 0, 0]


def test_the_sample_reports_every_metric() -> None:
    sample = Path(__file__).parents[3] / "data_access/sample"
    assert "billable_units" not in json.loads((sample / "billable.json").read_text())
    assert DatasetSource(sample).usage_report(SAMPLE_DAY).totals.select(METRICS).null_count().row(0) == (0,) * 5

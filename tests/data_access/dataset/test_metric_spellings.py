"""A metric is compared without case and outer spaces, before rows are added up and before repeats are looked for."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetWrong
from data_access.period import Period
from data_access.tables import METRICS, spellings
from tests.data_access.dataset.usage_mistakes import GOOD, HEADER, MAY, may, told_of_csv, told_of_parquet
from tests.data_access.tiny import BILLABLE, Form, usage, write_json, write_tiny, write_usage

EARLY_MAY = Period(date(2026, 5, 1), date(2026, 5, 2))
REPEATS = "repeats an earlier row (date, operator_id, metric, key are the same): “2026-05-01”"


def mixed() -> pl.DataFrame:
    """The rows of tiny, every second one with its metric spelled in another way."""
    metric = pl.col("metric")
    other = pl.format(" {}\t", metric.str.to_uppercase())
    return usage.with_columns(pl.when(pl.int_range(pl.len()) % 2 == 1).then(other).otherwise(metric).alias("metric"))


def answers(directory: Path) -> list[pl.DataFrame]:
    source = DatasetSource(directory)
    reports = [source.usage_report(period) for period in (MAY, EARLY_MAY)]
    frames = [frame for report in reports for frame in (report.lines, report.totals)]
    return [*frames, source.daily_usage(MAY), source.daily_totals(MAY), source.operators(), source.connectors()]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_every_answer_is_the_same_however_metrics_are_spelled(tmp_path: Path, form: Form) -> None:
    plain, other = write_tiny(tmp_path / "plain", form), write_tiny(tmp_path / "other", form)
    write_usage(other, mixed(), form)
    for expected, found in zip(answers(plain), answers(other), strict=True):
        assert found.equals(expected)
    assert DatasetSource(other).summary() == DatasetSource(plain).summary()


@pytest.mark.parametrize("spelled", ["API_CALLS", " api_calls ", "Api_Calls", "api_calls\t", "\u00a0API_calls"])
def test_rows_of_one_metric_are_added_up_whatever_its_spelling(tmp_path: Path, spelled: str) -> None:
    write_tiny(tmp_path)
    may(metric=spelled).write_parquet(tmp_path / "usage/month=2026-05/usage.parquet")
    lines = DatasetSource(tmp_path).usage_report(MAY).lines.filter(metric="api_calls")
    assert lines.select("operator_id", "key", "quantity").rows() == [("op_acme", "gateway", 6)]


@pytest.mark.parametrize("spelled", ["API_CALLS", " api_calls"])
def test_two_rows_that_differ_in_the_spelling_of_their_metric_alone_are_a_repeat(tmp_path: Path, spelled: str) -> None:
    rows = may(date=date(2026, 5, 1), metric=spelled)
    assert told_of_parquet(tmp_path / "parquet", rows) == (
        f"usage/month=2026-05/usage.parquet, column date, row 2: {REPEATS}"
    )
    text = HEADER + GOOD + GOOD.replace("api_calls", spelled)
    assert told_of_csv(tmp_path / "csv", text) == f"usage.csv, column date, row 2: {REPEATS}"


@pytest.mark.parametrize("unknown", ["API CALLS", "apicalls", "Calls"])
def test_an_unknown_metric_is_told_as_it_came(tmp_path: Path, unknown: str) -> None:
    told = told_of_parquet(tmp_path, may(metric=unknown))
    assert told.endswith(f"column metric, row 2: is none of {', '.join(METRICS)}: “{unknown}”")


def test_a_metric_without_a_key_has_none_in_another_spelling_either(tmp_path: Path) -> None:
    told = told_of_parquet(tmp_path, may(metric="Storage_Bytes"))
    assert told.endswith("column key, row 2: is filled, though the metric has no key: “gateway”")


def test_only_another_spelling_of_a_known_word_is_one() -> None:
    words = ["api_calls", "API_CALLS", " Api_Calls", "calls", "", "Storage_bytes"]
    assert spellings(words, METRICS) == {
        "API_CALLS": "api_calls",
        " Api_Calls": "api_calls",
        "Storage_bytes": "storage_bytes",
    }


def test_weights_are_read_whatever_the_spelling_of_their_metrics(tmp_path: Path) -> None:
    plain, other = write_tiny(tmp_path / "plain"), write_tiny(tmp_path / "other")
    write_json(other / "billable.json", {f" {name.upper()}": weight for name, weight in BILLABLE.items()})
    found, expected = (DatasetSource(one).usage_report(MAY).totals["billable_units"] for one in (other, plain))
    assert found.to_list() == expected.to_list()


@pytest.mark.parametrize("weight", ["1", "2"])
def test_a_metric_that_is_weighted_twice_is_refused(tmp_path: Path, weight: str) -> None:
    held: dict[str, Any] = BILLABLE | {"API_CALLS": weight}
    write_json(write_tiny(tmp_path) / "billable.json", held)
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path)
    assert wrong.value.detail == (
        "billable.json must name api_calls, gateway_requests, events_ingested; "
        "it names: api_calls, gateway_requests, events_ingested, API_CALLS"
    )

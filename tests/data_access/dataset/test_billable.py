"""Billable units: summed where the usage carries them, else traffic times exact weights, rounded once an operator."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.errors import DatasetWrong
from data_access.period import Period
from data_access.tables import DAILY_USAGE
from tests.data_access.tiny import write_json, write_tiny, write_usage

APRIL = Period(date(2026, 4, 29), date(2026, 4, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
BOTH = Period(APRIL.start, MAY.end)
WHOLE = {"api_calls": "1", "gateway_requests": "1", "events_ingested": "1"}


def units(directory: Path, period: Period) -> dict[str, int]:
    totals = DatasetSource(directory).usage_report(period).totals
    return dict(totals.select("operator_id", "billable_units").iter_rows())


def with_usage(directory: Path, *rows: tuple[date, str, str, str, int]) -> Path:
    write_usage(write_tiny(directory), pl.DataFrame(rows, DAILY_USAGE, orient="row"))
    return directory


def test_without_weights_and_without_the_metric_there_are_no_billable_units(tmp_path: Path) -> None:
    (write_tiny(tmp_path) / "billable.json").unlink()
    report = DatasetSource(tmp_path).usage_report(APRIL)
    assert units(tmp_path, APRIL) == dict.fromkeys(("007", "op_acme", "op_bell", "op_chi"))
    assert "billable_units" not in report.lines["metric"]
    assert DatasetSource(tmp_path).operator_days(APRIL)["billable_units"].to_list() == [None, None, None]


def test_without_weights_units_are_not_known_of_a_month_with_traffic_that_carries_none(tmp_path: Path) -> None:
    with_usage(
        tmp_path,
        (date(2026, 4, 30), "op_acme", "api_calls", "a", 1000),
        (date(2026, 5, 1), "op_acme", "billable_units", "", 4),
    )
    (tmp_path / "billable.json").unlink()
    nobody = {"007": 0, "op_bell": 0, "op_chi": 0}
    assert units(tmp_path, MAY) == nobody | {"op_acme": 4}
    assert units(tmp_path, APRIL) == units(tmp_path, BOTH) == dict.fromkeys(("007", "op_acme", "op_bell", "op_chi"))


def test_units_are_rounded_half_up_once_an_operator_and_not_once_a_line(tmp_path: Path) -> None:
    day = date(2026, 5, 1)
    with_usage(
        tmp_path,
        (day, "op_acme", "api_calls", "a", 1),
        (day, "op_acme", "api_calls", "b", 1),
        (day, "op_acme", "events_ingested", "c", 1),
        (day, "op_bell", "api_calls", "a", 1),
        (day, "op_chi", "events_ingested", "c", 1),
    )
    write_json(tmp_path / "billable.json", WHOLE | {"api_calls": "0.25", "events_ingested": "0.5"})
    assert units(tmp_path, MAY) == {"007": 0, "op_acme": 1, "op_bell": 0, "op_chi": 1}


def test_weights_are_exact_where_floats_are_not(tmp_path: Path) -> None:
    """2^53 + 3 is no float: with one the last digit would be 6."""
    with_usage(tmp_path, (date(2026, 5, 1), "op_acme", "api_calls", "a", 9_007_199_254_740_995))
    write_json(tmp_path / "billable.json", WHOLE | {"api_calls": "1.0000000001"})
    assert units(tmp_path, MAY)["op_acme"] == 9_007_199_255_641_715


def test_the_largest_weight_of_a_large_quantity_does_not_wrap(tmp_path: Path) -> None:
    with_usage(tmp_path, (date(2026, 5, 1), "op_acme", "api_calls", "a", 9_000_000_000_000))
    write_json(tmp_path / "billable.json", WHOLE | {"api_calls": "999999.000000000001"})
    assert units(tmp_path, MAY)["op_acme"] == 8_999_991_000_000_000_009


def test_units_that_the_usage_carries_are_summed_and_no_weights_are_asked(tmp_path: Path) -> None:
    with_usage(
        tmp_path,
        (date(2026, 5, 1), "op_acme", "api_calls", "a", 1000),
        (date(2026, 5, 1), "op_acme", "billable_units", "", 3),
        (date(2026, 5, 2), "op_acme", "billable_units", "", 4),
        (date(2026, 5, 2), "op_bell", "api_calls", "a", 1000),
    )
    assert units(tmp_path, MAY) == {"007": 0, "op_acme": 7, "op_bell": 0, "op_chi": 0}


def test_a_month_carries_units_or_not_whatever_days_of_it_are_asked(tmp_path: Path) -> None:
    with_usage(
        tmp_path,
        (date(2026, 5, 1), "op_acme", "api_calls", "a", 1000),
        (date(2026, 5, 2), "op_acme", "billable_units", "", 4),
    )
    assert units(tmp_path, Period(MAY.start, MAY.start))["op_acme"] == 0


def test_months_that_carry_units_and_months_that_do_not_are_added(tmp_path: Path) -> None:
    with_usage(
        tmp_path,
        (date(2026, 4, 30), "op_acme", "api_calls", "a", 1000),
        (date(2026, 5, 1), "op_acme", "api_calls", "a", 1000),
        (date(2026, 5, 2), "op_acme", "billable_units", "", 4),
    )
    assert units(tmp_path, BOTH)["op_acme"] == 1004


WRONG = {
    "a number": ({"api_calls": 1}, 'billable.json: api_calls is 1, not a weight like "0.25"'),
    "a word": ({"api_calls": "many"}, 'billable.json: api_calls is many, not a weight like "0.25"'),
    "a negative": ({"api_calls": "-1"}, 'billable.json: api_calls is -1, not a weight like "0.25"'),
    "parted digits": ({"api_calls": "1_0"}, 'billable.json: api_calls is 1_0, not a weight like "0.25"'),
    "not finite": ({"api_calls": "NaN"}, 'billable.json: api_calls is NaN, not a weight like "0.25"'),
    "too fine": ({"api_calls": "1e-30"}, "billable.json: api_calls is 1e-30; below 1,000,000, 12 places at most"),
    "too large": ({"api_calls": "1e6"}, "billable.json: api_calls is 1e6; below 1,000,000, 12 places at most"),
    "one more": (
        {"storage_bytes": "1"},
        (
            "billable.json must name api_calls, gateway_requests, events_ingested; "
            "it names: api_calls, gateway_requests, events_ingested, storage_bytes"
        ),
    ),
}


@pytest.mark.parametrize(("entries", "told"), WRONG.values(), ids=WRONG)
def test_a_weight_that_cannot_be_used_is_named(tmp_path: Path, entries: dict[str, Any], told: str) -> None:
    write_json(write_tiny(tmp_path) / "billable.json", WHOLE | entries)
    with pytest.raises(DatasetWrong) as wrong:
        DatasetSource(tmp_path)
    assert wrong.value.detail == told


def test_a_weight_that_is_not_there_is_not_guessed(tmp_path: Path) -> None:
    write_json(write_tiny(tmp_path) / "billable.json", {"api_calls": "1"})
    with pytest.raises(DatasetWrong, match="must name api_calls, gateway_requests, events_ingested"):
        DatasetSource(tmp_path)

"""Which days a dataset answers for, with and without a days table."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from data_access.dataset.source import DatasetSource
from data_access.facts import Coverage
from data_access.period import Period
from tests.data_access.tiny import MANIFEST, Form, write_json, write_table, write_tiny

FIRST, LAST = date(2026, 4, 29), date(2026, 5, 31)


def coverage(directory: Path, form: Form = "parquet", **states: str) -> Coverage:
    """With a days table: closed but for `states`, by day of May (`d31="missing"`); a state of "" is not listed."""
    days = pl.DataFrame({"date": pl.date_range(FIRST, LAST, eager=True)}).with_columns(state=pl.lit("closed"))
    changed = {date(2026, 5, int(day[1:])): state for day, state in states.items()}
    days = days.with_columns(
        pl.col("date").replace_strict(changed, default="closed", return_dtype=pl.String).alias("state")
    )
    write_table(days.filter(pl.col("state") != ""), write_tiny(directory, form) / f"days.{form}")
    return DatasetSource(directory).facts().coverage


def test_without_a_days_table_every_day_up_to_as_of_is_known(tmp_path: Path) -> None:
    known = DatasetSource(write_tiny(tmp_path)).facts().coverage
    assert known == Coverage(first_day=FIRST, today=LAST, last_complete_day=LAST)
    assert known.knows_all(Period(FIRST, LAST))


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("state", ["closed", "settling", "empty"])
def test_a_last_day_that_is_not_missing_is_complete(tmp_path: Path, form: Form, state: str) -> None:
    settling = frozenset({LAST} if state == "settling" else ())
    assert coverage(tmp_path, form, d31=state) == Coverage(FIRST, LAST, LAST, settling=settling)


def test_a_last_day_that_is_missing_leaves_the_day_before(tmp_path: Path) -> None:
    assert coverage(tmp_path, d31="missing") == Coverage(FIRST, LAST, date(2026, 5, 30), frozenset({LAST}))


def test_of_several_missing_days_at_the_end_none_is_complete(tmp_path: Path) -> None:
    assert coverage(tmp_path, d30="missing", d31="missing").last_complete_day == date(2026, 5, 29)


def test_missing_days_and_days_that_are_not_listed_are_not_known(tmp_path: Path) -> None:
    known = coverage(tmp_path, d3="missing", d4="")
    assert known.missing == {date(2026, 5, 3), date(2026, 5, 4)}
    assert known.known_days(Period(date(2026, 5, 1), date(2026, 5, 7))) == 5
    assert not known.knows_all(Period(date(2026, 5, 4), date(2026, 5, 4)))


def test_a_dataset_of_missing_days_only_has_no_complete_day(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"date": [FIRST], "state": ["missing"]}), write_tiny(tmp_path) / "days.parquet")
    known = DatasetSource(tmp_path).facts().coverage
    assert known.last_complete_day == FIRST - timedelta(days=1)
    assert known.known_days(Period(FIRST, LAST)) == 0


def cut_at(directory: Path, moment: str) -> Coverage:
    write_json(directory / "manifest.json", MANIFEST | {"as_of": moment})
    return DatasetSource(directory).facts().coverage


@pytest.mark.parametrize("moment", ["2026-05-31T00:00:00Z", "2026-05-31T06:00:00Z", "2026-05-31T23:58:59.999Z"])
def test_a_day_that_as_of_cuts_is_settling_and_no_whole_day(tmp_path: Path, moment: str) -> None:
    known = cut_at(write_tiny(tmp_path), moment)
    assert known == Coverage(FIRST, LAST, date(2026, 5, 30), settling=frozenset({LAST}))
    assert known.part_day == LAST
    assert known.known_days(Period(date(2026, 5, 25), LAST)) == 7
    assert not known.knows_all(Period(date(2026, 5, 25), LAST))
    assert known.knows_all(Period(date(2026, 5, 25), date(2026, 5, 30)))
    assert known.last_settled_day == date(2026, 5, 30)


@pytest.mark.parametrize("moment", ["2026-05-31T23:59:00Z", "2026-05-31T23:59:59Z", "2026-06-01T01:59:30+02:00"])
def test_a_day_is_whole_from_its_last_minute_on(tmp_path: Path, moment: str) -> None:
    known = cut_at(write_tiny(tmp_path), moment)
    assert known == Coverage(FIRST, LAST, LAST)
    assert known.part_day is None


@pytest.mark.parametrize("state", ["closed", "empty", "settling"])
def test_a_days_table_does_not_make_a_whole_day_of_a_part(tmp_path: Path, state: str) -> None:
    coverage(tmp_path, d31=state)
    assert cut_at(tmp_path, "2026-05-31T06:00:00Z") == Coverage(
        FIRST, LAST, date(2026, 5, 30), settling=frozenset({LAST})
    )


def test_a_part_of_a_day_that_the_days_table_calls_missing_stays_missing(tmp_path: Path) -> None:
    coverage(tmp_path, d30="missing", d31="missing")
    known = cut_at(tmp_path, "2026-05-31T06:00:00Z")
    assert known == Coverage(FIRST, LAST, date(2026, 5, 29), frozenset({date(2026, 5, 30), LAST}))
    assert known.part_day is None


def test_of_a_dataset_of_one_part_of_a_day_no_day_is_complete(tmp_path: Path) -> None:
    (write_tiny(tmp_path, "csv") / "usage.csv").write_text("date,operator_id,metric,key,quantity\n")
    write_json(tmp_path / "manifest.json", MANIFEST | {"first_day": "2026-05-31", "as_of": "2026-05-31T06:00:00Z"})
    known = DatasetSource(tmp_path).facts().coverage
    assert (known.last_complete_day, known.part_day) == (date(2026, 5, 30), LAST)


def test_the_usage_of_a_part_of_a_day_is_shown(tmp_path: Path) -> None:
    cut_at(write_tiny(tmp_path), "2026-05-31T06:00:00Z")
    assert DatasetSource(tmp_path).usage_report(Period(LAST, LAST)).totals["events_ingested"].sum() == 5_000_000_000


def test_the_states_of_days_are_compared_without_case_and_outer_spaces(tmp_path: Path) -> None:
    known = coverage(tmp_path, "csv", d3=" Missing", d4="SETTLING", d5="Closed ")
    assert known == Coverage(FIRST, LAST, LAST, frozenset({date(2026, 5, 3)}), frozenset({date(2026, 5, 4)}))

"""The canonical rows, and the id that changes with any of their cells and with nothing else."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboard.metrics.report.canonical import LINES, OPERATORS, canonical_report, report_id
from data_access.dataset.source import DatasetSource
from data_access.period import Period
from data_access.settings import SAMPLE
from tests.dashboard.exports.pack.reports import OCTOBER, hostile_report, small_report
from tests.examples import examples

ROOT = Path(__file__).parents[4]
TEXT = st.none() | st.text(st.sampled_from('a:,"1-\n') | st.characters(codec="utf-8"), max_size=5)
COUNT = st.none() | st.integers(-(2**63), 2**63 - 1)
BY_TYPE = {pl.String(): TEXT, pl.Int64(): COUNT}


def rows_of(schema):
    return st.lists(st.tuples(*(BY_TYPE[kind] for kind in schema.values())), max_size=5)


def made(lines, operators, **facts):
    frames = pl.DataFrame(lines, LINES, orient="row"), pl.DataFrame(operators, OPERATORS, orient="row")
    return canonical_report(*frames, **{"platform": "P", "platform_id": "p", "period": OCTOBER, **facts})


REPORTS = st.builds(made, rows_of(LINES), rows_of(OPERATORS))


def test_rows_are_sorted_selected_and_cast():
    report = small_report()
    again = canonical_report(
        report.lines.reverse().with_columns(pl.col("quantity").cast(pl.Int32), extra=1),
        report.operators.reverse().with_columns(in_report=True),
        platform="Hazelwood",
        platform_id="plat_hazel",
        period=OCTOBER,
    )
    assert_frame_equal(again.lines, report.lines)
    assert_frame_equal(again.operators, report.operators)
    assert again.lines["operator_id"].to_list() == ["op_a"] * 5 + ["op_b"] * 5
    assert again.lines["metric"].head(3).to_list() == ["api_calls", "billable_units", "events_ingested"]
    assert (again.lines.schema, again.operators.schema) == (LINES, OPERATORS)


@pytest.mark.parametrize("kind", [pl.Float64, pl.Decimal(20, 2)])
def test_a_figure_of_a_type_that_is_not_whole_is_refused(kind):
    with pytest.raises(TypeError, match="quantity holds"):
        small_report(lines=small_report().lines.with_columns(pl.col("quantity").cast(kind)))
    with pytest.raises(TypeError, match="storage_bytes holds"):
        small_report(operators=small_report().operators.with_columns(pl.col("storage_bytes").cast(kind)))


def test_an_id_is_r_and_26_letters_and_it_is_this_one():
    """It must never change for the same report: issued ones are told by it."""
    assert report_id(small_report()) == "r-a4vtaplsnjxuiojypbjhfwuwcc"


@given(REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_id(report, random):
    def shuffled(frame):
        return frame[random.sample(range(frame.height), frame.height)]

    again = canonical_report(
        shuffled(report.lines), shuffled(report.operators), platform="P", platform_id="p", period=OCTOBER
    )
    assert report_id(again) == report_id(report)


@given(REPORTS, st.data())
def test_any_single_changed_cell_changes_the_id(report, data):
    name = data.draw(
        st.sampled_from([name for name in ("lines", "operators") if getattr(report, name).height] or [None])
    )
    if name is None:
        return
    frame = getattr(report, name)
    row, column = data.draw(st.integers(0, frame.height - 1)), data.draw(st.sampled_from(frame.columns))
    was = frame[column][row]
    now = data.draw(BY_TYPE[frame.schema[column]].filter(lambda value: value != was))
    cells = frame[column].to_list()
    cells[row] = now
    changed = frame.with_columns(pl.Series(column, cells, frame.schema[column]))
    assert report_id(replace(report, **{name: changed})) != report_id(report)


@given(REPORTS, REPORTS)
def test_two_different_reports_have_two_ids(one, other):
    same = one.lines.equals(other.lines) and one.operators.equals(other.operators)
    assert (report_id(one) == report_id(other)) == same


@pytest.mark.parametrize(
    "changes",
    [
        {"platform": "Hazelwoo"},
        {"platform_id": "plat_hazelH"},
        {"period": Period(date(2026, 10, 1), date(2026, 10, 30))},
        {"period": Period(date(2026, 9, 30), date(2026, 10, 31))},
        {"correction_of": "r-a"},
        {"after": "r-a"},
        {"correction_of": "r-a", "after": "r-b"},
        {"correction_of": "r-a r-b"},
        {"correction_of": ""},
        {"platform": "Hazelwood:", "platform_id": "plat_haze"},
    ],
)
def test_what_a_report_is_of_is_part_of_its_id(changes):
    others = [{}, {"correction_of": "r-b"}, {"after": "r-b"}, {"correction_of": "r-b", "after": "r-a"}]
    assert report_id(small_report(**changes)) not in {report_id(small_report(**other)) for other in others}


def test_a_cell_cannot_borrow_from_its_neighbour():
    def one(name, status):
        return made([], [("a", name, status, None, 1, 2, 3, 4, 5)])

    texts = [("x", "y"), ("x1:y", ""), ("", "x1:y"), ("x", None), (None, "x"), ("-", None), ("-", "-"), ("", None)]
    assert len({report_id(one(*pair)) for pair in texts}) == len(texts)
    assert len({report_id(made([(None,) * 5] * n, [(None,) * 9] * m)) for n in range(3) for m in range(3)}) == 9


def test_more_rows_than_are_hashed_at_once_make_one_id_whatever_the_frame_is_made_of():
    rows = pl.DataFrame({"n": range(120_000)}).select(
        operator_id=pl.format("op_{}", "n"),
        operator_name=pl.lit("x"),
        metric=pl.lit("api_calls"),
        key=pl.lit(""),
        quantity="n",
    )
    whole = small_report(lines=rows)
    pieces = small_report(lines=pl.concat([rows[70_001:], rows[:70_001]], rechunk=False))
    assert report_id(whole) == report_id(pieces)
    assert report_id(whole) != report_id(small_report(lines=rows[:-1]))


SCRIPT = """
import locale
locale.setlocale(locale.LC_ALL, "")
from dashboard.metrics.report.canonical import report_id
from tests.dashboard.exports.pack.reports import hostile_report
print(report_id(hostile_report()))
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "POLARS_MAX_THREADS": "1"},
    ],
)
def test_process_zone_locale_and_hash_seed_change_no_id(surroundings):
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == report_id(hostile_report())


def test_a_million_lines_take_seconds_not_minutes():
    rows = pl.DataFrame({"n": range(1_000_000)}).select(
        operator_id=pl.format("op_{}", pl.col("n") // 100),
        operator_name=pl.lit("An operator"),
        metric=pl.lit("gateway_requests"),
        key=pl.format("connector-{}", pl.col("n") % 100),
        quantity="n",
    )
    report = small_report(lines=rows)
    began = time.process_time()
    report_id(report)
    assert time.process_time() - began < 10


COUNTED = ("api_calls", "gateway_requests", "events_ingested")
HELD = Period(date(2025, 10, 18), date(2026, 11, 21))


@pytest.fixture(scope="module")
def sample():
    return DatasetSource(SAMPLE)


@settings(max_examples=examples(15))
@given(st.lists(st.integers(0, HELD.days - 1), min_size=3, max_size=3, unique=True).map(sorted))
def test_adjacent_reports_tile_for_what_is_counted(sample, at):
    """Half-open: a day is in exactly one of two adjacent reports, line by line and operator by operator."""
    first, middle, last = (HELD.start + timedelta(days=offset) for offset in at)

    def counted(start, end):
        period = Period(start, end)
        lines = sample.usage_report(period).lines
        report = canonical_report(lines, pl.DataFrame(schema=OPERATORS), platform="P", platform_id="p", period=period)
        return report.lines.filter(pl.col("metric").is_in(COUNTED))

    parts = pl.concat([counted(first, middle - timedelta(days=1)), counted(middle, last)])
    added = (
        parts.group_by("operator_id", "metric", "key")
        .agg(pl.col("quantity").sum())
        .sort("operator_id", "metric", "key")
    )
    whole = counted(first, last).drop("operator_name")
    assert_frame_equal(added, whole)

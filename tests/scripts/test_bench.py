import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_access.dataset.source import DatasetSource
from data_access.tables import METRICS
from scripts.bench import make_usage, pages, questions, targets

ROWS = 6_000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(make_usage, "FOLDER", tmp_path)
    return tmp_path


def usage(dataset):
    return pl.read_parquet(dataset / "usage" / "**" / "*.parquet", hive_partitioning=False)


def cells_by_title(table):
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {title: cells for title, *cells in rows}


def test_a_bench_dataset_has_as_many_usage_rows_as_asked_and_a_source_takes_them_all(folder):
    dataset = make_usage.dataset(ROWS)
    source = DatasetSource(dataset)
    assert usage(dataset).height == ROWS
    assert source.daily_usage(make_usage.DAYS).height == ROWS
    assert source.facts().coverage.today == make_usage.LAST_DAY
    assert set(source.usage_report(make_usage.DAYS).lines["metric"]) == set(METRICS)


def test_a_bench_dataset_is_the_same_every_time(folder, tmp_path, monkeypatch):
    first = usage(make_usage.dataset(ROWS))
    monkeypatch.setattr(make_usage, "FOLDER", tmp_path / "again")
    assert_frame_equal(usage(make_usage.dataset(ROWS)), first)


def test_a_bench_dataset_that_is_there_is_not_made_again(folder):
    manifest = make_usage.dataset(ROWS) / "manifest.json"
    manifest.write_text("kept", encoding="utf-8")
    assert (make_usage.dataset(ROWS) / "manifest.json").read_text(encoding="utf-8") == "kept"


def test_a_bench_dataset_left_half_made_is_made_anew(folder):
    half = folder / "usage-6000-v1.unfinished" / "usage"
    half.mkdir(parents=True)
    (half / "stray.parquet").write_bytes(b"")
    dataset = make_usage.dataset(ROWS)
    assert not (dataset / "usage" / "stray.parquet").exists()
    assert not half.exists()


@pytest.mark.parametrize("rows", [0, -6_000, 5_999, 9_000])
def test_a_number_of_rows_that_cannot_be_met_is_refused(folder, rows):
    with pytest.raises(ValueError, match=r"multiple of 6,000"):
        make_usage.dataset(rows)


@pytest.mark.parametrize("name", [*questions.SCANS, *questions.QUESTIONS])
def test_every_question_and_scan_can_be_timed(folder, name):
    found = questions.sample(make_usage.dataset(ROWS), name)
    assert set(found) == {"cold", "warm", "peak"}
    assert all(value > 0 for value in found.values())


def test_a_question_is_compared_with_the_scan_of_the_days_that_it_needs():
    samples = {name: [{"cold": 10.0, "warm": 5.0, "peak": 90.0}] for name in questions.QUESTIONS}
    scans = {"scan, all days": 4.0, "scan, a month": 2.0, "scan, 28 days": 1.0}
    samples |= {name: [{"cold": ms, "warm": ms, "peak": 80.0}] for name, ms in scans.items()}
    cells = cells_by_title(questions.report(samples, ROWS))
    assert cells["summary"] == ["10 (2.50x)", "5.0 (1.25x)", "90"]
    assert cells["usage_report, a month"] == ["10 (5.00x)", "5.0 (2.50x)", "90"]
    assert cells["daily_usage, 28 days"] == ["10 (10.00x)", "5.0 (5.00x)", "90"]
    assert cells["profile"] == ["10", "5.0", "90"]


def test_every_target_has_a_port_of_its_own_and_every_action_a_row(tmp_path):
    made = targets.targets(tmp_path)["targets"]
    assert len({target["url"].split("/")[2] for target in made}) == len(made)
    labels = {action["label"] for target in made for action in target["actions"]}
    figures = {row.figure for row in pages.ROWS}
    assert {f"act:{label}_{kind}" for label in labels for kind in ("seen_ms", "ms")} <= figures


def test_visits_are_compared_with_the_floor_and_filters_with_one_tile():
    samples = {
        "floor": {"first_ms": [100.0, 300.0, 200.0]},
        "one_tile": {"first_ms": [200.0], "act:filter_ms": [50.0], "act:filter back_cpu_s": [0.02]},
        "overview": {"first_ms": [500.0], "act:filter_ms": [75.0], "act:filter back_cpu_s": [0.03]},
    }
    cells = cells_by_title(pages.report(samples))
    assert cells["first visit, all still, ms"] == ["200", "200 (1.00x)", "500 (2.50x)", "-", "2.3x"]
    assert cells["filter, all still, ms"] == ["-", "50", "75 (1.50x)", "-", ""]
    assert cells["filter back, server CPU, ms"] == ["-", "20", "30 (1.50x)", "-", "30 ms"]

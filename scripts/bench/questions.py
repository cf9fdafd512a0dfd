"""Times every question of a dataset source beside a bare scan: touching each usage value that it needs once.

Every sample is a process of its own with a fresh source, so that its peak memory is the question's. Cold: the first
time a source is asked, when it also checks the files; warm: asked again. The files are in the system's cache in both.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, Python looks in scripts/bench/ only

import polars as pl

from data_access.dataset.source import DatasetSource
from data_access.period import Period, preset_period
from scripts.bench.make_usage import DAYS, LAST_DAY
from scripts.bench.markdown import table

_28_DAYS = preset_period("last_28_days", LAST_DAY, LAST_DAY)
_MONTH = preset_period("last_month", LAST_DAY, LAST_DAY)
_WARM = 3

Samples = Mapping[str, Sequence[Mapping[str, float]]]


class Question(NamedTuple):
    """A question and the days whose usage it needs (None: none of it)."""

    asked: Callable[[DatasetSource], object]
    needs: Period | None


def _everything(source: DatasetSource) -> None:
    for name, question in QUESTIONS.items():
        if name not in ("open", "everything"):
            question.asked(source)


QUESTIONS: Mapping[str, Question] = {
    "open": Question(lambda _: None, None),
    "profile": Question(lambda source: source.profile(), None),
    "summary": Question(lambda source: source.summary(), DAYS),
    "operators": Question(lambda source: source.operators(), DAYS),
    "connectors": Question(lambda source: source.connectors(), DAYS),
    "usage_report, a month": Question(lambda source: source.usage_report(_MONTH), _MONTH),
    "usage_report, 28 days": Question(lambda source: source.usage_report(_28_DAYS), _28_DAYS),
    "daily_usage, 28 days": Question(lambda source: source.daily_usage(_28_DAYS), _28_DAYS),
    "everything": Question(_everything, DAYS),
}
SCANS: Mapping[str, Period] = {"scan, all days": DAYS, "scan, a month": _MONTH, "scan, 28 days": _28_DAYS}


def measured(dataset: Path, rounds: int) -> Samples:
    """`cold`, `warm` (ms) and `peak` (MB) of every question and scan, interleaved. Raises CalledProcessError."""
    samples: dict[str, list[Mapping[str, float]]] = {name: [] for name in (*SCANS, *QUESTIONS)}
    for _ in range(rounds):
        for name, found in samples.items():
            command = [sys.executable, __file__, str(dataset), name]
            found.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    return samples


def report(samples: Samples, rows: int) -> str:
    """One table: medians, and in brackets the ratio to the scan of the days that a question needs, cold and warm."""
    scans = {period: samples[name] for name, period in SCANS.items()}
    lines = []
    for name, found in samples.items():
        needs = None if name in SCANS else QUESTIONS[name].needs
        scan = scans[needs] if needs else None
        lines.append([name, _time(found, "cold", scan), _time(found, "warm", scan), f"{_median(found, 'peak'):,.0f}"])
    return table([f"{rows:,} usage rows", "cold, ms (x scan)", "warm, ms (x scan)", "peak MB"], lines)


def sample(dataset: Path, name: str) -> dict[str, float]:
    """One sample, of this process."""
    started = time.perf_counter()
    if name in SCANS:
        cold, ask = _milliseconds(lambda: _scan(dataset, SCANS[name])), lambda: _scan(dataset, SCANS[name])
    else:
        source = DatasetSource(dataset)
        opened = (time.perf_counter() - started) * 1000

        def ask() -> object:
            return DatasetSource(dataset) if name == "open" else QUESTIONS[name].asked(source)

        cold = opened if name == "open" else _milliseconds(ask)
    warm = statistics.median(_milliseconds(ask) for _ in range(_WARM))
    return {"cold": cold, "warm": warm, "peak": _peak()}


def _scan(dataset: Path, period: Period) -> object:
    """Every column of every row of the period, read and looked at: no grouping, no check, no result to speak of."""
    months = pl.date_range(period.start.replace(day=1), period.end, "1mo", eager=True)
    files = [dataset / "usage" / f"month={month:%Y-%m}" / "usage.parquet" for month in months]
    texts = pl.col("operator_id", "metric", "key").str.len_bytes().sum()
    rows = pl.scan_parquet(files, hive_partitioning=False).filter(pl.col("date").is_between(period.start, period.end))
    return rows.select(texts, pl.col("quantity").sum(), pl.col("date").max()).collect(engine="streaming")


def _milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def _peak() -> float:
    """Most memory held, MB. From the kernel's figure for this program: getrusage's starts at the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _time(found: Sequence[Mapping[str, float]], figure: str, scan: Sequence[Mapping[str, float]] | None) -> str:
    value = _median(found, figure)
    text = f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    return f"{text} ({value / _median(scan, figure):.2f}x)" if scan else text


def _median(found: Sequence[Mapping[str, float]], figure: str) -> float:
    return statistics.median(one[figure] for one in found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="One sample, as JSON.")
    parser.add_argument("dataset", type=Path)
    parser.add_argument("name", choices=[*SCANS, *QUESTIONS])
    arguments = parser.parse_args()
    print(json.dumps(sample(arguments.dataset, arguments.name)))

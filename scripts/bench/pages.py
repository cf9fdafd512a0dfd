"""Runs `page_latency.py` and makes one table of it: medians beside Streamlit's floor, and the goal where there is one."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, Python looks in scripts/bench/ only

from scripts.bench.make_usage import FOLDER
from scripts.bench.markdown import table
from scripts.bench.targets import BILLING, FLOOR, HERE, ONE_TILE, OVERVIEW, targets

Samples = Mapping[str, Mapping[str, Sequence[float]]]


class Row(NamedTuple):
    """`figure` (of page_latency.py) in words, what it is a ratio to (None: as it is), and what is aimed at."""

    title: str
    figure: str
    floor: str | None = None
    goal: str = ""
    scale: float = 1


ROWS = (
    Row("server start to healthy, ms", "start_ms"),
    Row("first visit of a fresh server, figures seen, ms", "cold_visit_seen_ms", FLOOR),
    Row("first visit, figures seen, ms", "first_seen_ms", FLOOR, "1.4x"),
    Row("first visit, all still, ms", "first_ms", FLOOR, "2.3x"),
    Row("first visit, HTTP, MB", "first_http_kb", FLOOR, scale=1 / 1024),
    Row("first visit, websocket, kB", "first_ws_kb", FLOOR),
    Row("warm visit, figures seen, ms", "second_seen_ms", FLOOR),
    Row("warm visit, all still, ms", "second_ms", FLOOR, "2.5x"),
    Row("warm visit, server CPU, ms", "second_cpu_s", FLOOR, scale=1000),
    Row("filter, figures seen, ms", "act:filter_seen_ms", ONE_TILE),
    Row("filter, all still, ms", "act:filter_ms", ONE_TILE),
    Row("filter back, figures seen, ms", "act:filter back_seen_ms", ONE_TILE, "1.0x"),
    Row("filter back, all still, ms", "act:filter back_ms", ONE_TILE),
    Row("filter back, server CPU, ms", "act:filter back_cpu_s", ONE_TILE, "30 ms", 1000),
    Row("segment, seen, ms", "act:segment_seen_ms"),
    Row("segment, all still, ms", "act:segment_ms"),
    Row("segment, server CPU, ms", "act:segment_cpu_s", None, "30 ms", 1000),
    Row("page change to Billing, figures seen, ms", "act:page_seen_ms", ONE_TILE, "1.5x"),
    Row("page change to Billing, all still, ms", "act:page_ms", ONE_TILE),
    Row("page change to Overview, figures seen, ms", "act:page back_seen_ms", ONE_TILE, "1.5x"),
    Row("page change to Overview, all still, ms", "act:page back_ms", ONE_TILE),
    Row("server memory after the rounds, MB", "rss_mb", None, "200 MB"),
)


def measured(dataset: Path, rounds: int) -> Samples:
    """All samples by target and figure; also kept in `bench-data/pages.json`. Raises CalledProcessError.

    A target that failed in some rounds is told, with the samples that there are.
    """
    with tempfile.TemporaryDirectory() as folder:
        file, result = Path(folder) / "targets.json", FOLDER / "pages.json"
        file.write_text(json.dumps(targets(dataset)), encoding="utf-8")
        result.unlink(missing_ok=True)
        command = [sys.executable, str(HERE / "page_latency.py"), str(file), "--rounds", str(rounds)]
        done = subprocess.run([*command, "--out", str(result)], stdout=subprocess.PIPE, text=True, check=False)
    found = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {"figures": {}, "errors": {}}
    for name, errors in found["errors"].items():
        print(f"{name} failed: {'; '.join(errors)}", file=sys.stderr)
    samples: Samples = found["figures"]
    if not all(samples.get(name, {}).get("first_ms") for name in (FLOOR, ONE_TILE, OVERVIEW, BILLING)):
        raise subprocess.CalledProcessError(done.returncode, command)
    return samples


def report(samples: Samples) -> str:
    """One table: medians, and in brackets the ratio to the floor or to the one-tile app."""
    names = (FLOOR, ONE_TILE, OVERVIEW, BILLING)
    return table(
        ["median (ratio to the floor; of filters and page changes to one tile)", *names, "goal"],
        [[row.title, *(_cell(row, name, samples) for name in names), row.goal] for row in ROWS],
    )


def _cell(row: Row, name: str, samples: Samples) -> str:
    value = _median(samples, name, row.figure)
    if value is None:
        return "-"
    reference = None if row.floor in (None, name) else _median(samples, str(row.floor), row.figure)
    shown = value * row.scale
    text = f"{shown:,.0f}" if shown >= 10 else f"{shown:.1f}"
    return f"{text} ({value / reference:.2f}x)" if reference else text


def _median(samples: Samples, name: str, figure: str) -> float | None:
    values = samples.get(name, {}).get(figure)
    return statistics.median(values) if values else None

"""How fast Hazelboard is, as ratios: its pages beside an empty app, its questions beside a bare scan. Gates nothing.

    .venv/bin/python scripts/bench/run.py [--only pages|questions] [--rounds N] [--rows N …]

Ratios hold from machine to machine; milliseconds do not. Under 20% is noise. What is aimed at stands in the table.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, Python looks in scripts/bench/ only

from scripts.bench import pages, questions
from scripts.bench.make_usage import SIZES, dataset


def main() -> None:
    """Measure and print; a failure to measure at all is the only one."""
    parser = argparse.ArgumentParser(description="Page latency and question times, as ratios.")
    parser.add_argument("--only", choices=("pages", "questions"))
    parser.add_argument("--rounds", type=int, default=5, help="samples of each figure (default: 5)")
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="usage rows; the first for the pages")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, {arguments.rounds} rounds\n", flush=True)
    try:
        if arguments.only != "questions":
            print(pages.report(pages.measured(dataset(arguments.rows[0]), arguments.rounds)), flush=True)
        if arguments.only != "pages":
            for rows in arguments.rows:
                found = questions.measured(dataset(rows), arguments.rounds)
                print(f"\n{questions.report(found, rows)}", flush=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as failed:
        sys.exit(f"Could not be measured: {failed}")


if __name__ == "__main__":
    main()

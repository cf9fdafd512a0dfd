"""What `page_latency.py` is to measure: Overview and Billing over a large dataset, beside Streamlit's own floor.

"Seen" is when a target's condition first holds (the figures can be read), "still" when nothing moves after that.
"""

import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOOR, ONE_TILE, OVERVIEW, BILLING = "floor", "one_tile", "overview", "billing"
_BARE = {
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    "STREAMLIT_SERVER_HEADLESS": "true",
}
"""The floor is served as the app is: no watcher, no statistics."""

_VALUE, _LABEL = "[data-testid=stMetricValue]", "[data-testid=stMetricLabel]"
_CHART, _GRID = "[data-testid=stPlotlyChart]", "[data-testid=stDataFrame]"
_TILES = 5

Step = Mapping[str, Any]


def targets(dataset: Path) -> dict[str, Any]:
    """The targets file's content, on ports that are free now."""
    ports = _free_ports(4)
    ours = {
        "ONEHAZEL_SOURCE": "dataset",
        "ONEHAZEL_DATASET": str(dataset),
        "ONEHAZEL_API_KEY": "",
        "ONEHAZEL_BASE_URL": "",
    }
    filters = [_filter("filter", "Last 84 days"), _filter("filter back", "Last 28 days")]
    on_overview = [*filters, _segment("segment", _CHART), *_page_changes(_tiles("Operators"), _tiles("Billable units"))]
    titles = [{"selector": "h1", "text": text} for text in ("Floor", "Empty")]
    on_one_tile = [*filters, *_page_changes({"selector": _VALUE}, titles[1])]
    return {
        "targets": [
            _target(FLOOR, HERE, "floor.py", ports[0], _BARE, titles[0], []),
            _target(ONE_TILE, HERE, "one_tile.py", ports[1], _BARE, {"selector": _VALUE}, on_one_tile),
            _target(OVERVIEW, ROOT, "app.py", ports[2], ours, _tiles("Operators"), on_overview),
            _target(BILLING, ROOT, "app.py", ports[3], ours, _tiles("Billable units"), [*filters, _breakdown()]),
        ]
    }


def _target(
    name: str,
    folder: Path,
    script: str,
    port: int,
    environment: Mapping[str, str],
    ready: Step,
    actions: Sequence[Step],
) -> Step:
    address = f"http://127.0.0.1:{port}/"
    return {
        "name": name,
        "start": [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        "cwd": str(folder),
        "env": environment,
        "url": address + ("billing" if name == BILLING else ""),
        "health": address + "_stcore/health",
        "ready": ready,
        "actions": actions,
    }


def _tiles(label: str) -> Step:
    """All tiles stand, the one labelled `label` among them: two pages have equally many."""
    return {"all": [{"selector": _VALUE, "count": _TILES}, {"selector": _LABEL, "text": label}]}


def _filter(label: str, option: str) -> Step:
    return {
        "label": label,
        "prepare": [{"selector": "[aria-label=Period][role=combobox]"}],
        "selector": f"[role=option]:has-text('{option}')",
        "done": {"selector": _VALUE, "changed": True},
    }


def _segment(label: str, shows: str) -> Step:
    """The first of the segments that are not chosen: another one each time, in the same order each round."""
    return {
        "label": label,
        "selector": "[role=radio][aria-checked=false]",
        "done": {"selector": shows, "changed": True},
    }


def _breakdown() -> Step:
    """The last segment of the page: Billing has a choice of the file's form above it."""
    return {
        "label": "segment",
        "selector": "[aria-label='Break down by'] [role=radio][aria-checked=false]",
        "done": {"selector": _GRID, "changed": True},
    }


def _page_changes(overview: Step, billing: Step) -> list[Step]:
    link = "[data-testid=stSidebarNavLink]"
    return [
        {"label": "page", "selector": f"{link}:has-text('Billing')", "done": billing},
        {"label": "page back", "selector": f"{link}:has-text('Overview')", "done": overview},
    ]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(one.getsockname()[1]) for one in sockets]

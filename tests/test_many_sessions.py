"""What only many people at once show: nobody waits for ever, nobody gets somebody else's page."""

from pathlib import Path

import pytest

from data_access.settings import SAMPLE
from tests.browser.app_process import RunningApp, running_app
from tests.sessions import Visitor, elements, together

pytestmark = pytest.mark.processes

# Each page twice more with other filters: the rows are shaped anew each time, by Polars, while others draw grids.
WALK = [
    (page, query)
    for page, queries in {
        "": ("", "period=last_7_days", "period=last_84_days"),
        "operators": ("", "plan=enterprise&measure=events_ingested", "status=active&order=change"),
        "operator": ("id=op_saltmarsh", "id=op_saltmarsh&period=last_month", "id=op_saltmarsh&period=last_7_days"),
        "connectors": ("", "connector=stripe", "period=last_month"),
        "billing": ("", "by=events_ingested", "billing_view=Compare&compared=api_calls"),
        "settings": ("", "", ""),
    }.items()
    for query in queries
]


async def _walk(app: RunningApp, steps: list[tuple[str, str]]) -> list[tuple[str, int, int]]:
    seen = []
    async with Visitor(app.url) as visitor:
        for page, query in steps:
            said = await visitor.visit(page, query)
            seen.append((page, len(elements(said, "heading")), len(elements(said, "exception"))))
    return seen


@pytest.mark.timeout(300)
def test_twenty_people_filter_on_every_page_and_nobody_waits_for_ever(tmp_path: Path) -> None:
    two_threads = {"POLARS_MAX_THREADS": "2"}  # so few on every machine: the fewer, the sooner they are all taken
    with running_app(tmp_path / "log", ONEHAZEL_SOURCE="dataset", ONEHAZEL_DATASET=str(SAMPLE), **two_threads) as app:
        walks = [WALK[(3 * start) % len(WALK) :] + WALK[: (3 * start) % len(WALK)] for start in range(20)]
        seen = together(*(_walk(app, steps) for steps in walks))
    assert [[page for page, _, _ in walk] for walk in seen] == [[page for page, _ in walk] for walk in walks]
    assert all(titles >= 1 and failures == 0 for walk in seen for _, titles, failures in walk)

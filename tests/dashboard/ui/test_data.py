"""What is kept between two looks at a page, for whom, and until when; asked of the real server's request log."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from streamlit.testing.v1 import AppTest

from data_access.history.opening import ASKING
from scripts.platform_api.faults import Fault
from tests.conftest import KEY, Served
from tests.data_access import tiny
from tests.data_access.api.scripted_platform import Platform
from tests.pages import sources
from tests.pages.opening import failures, opened, tiles, unbroken
from tests.pages.sources import Reading

MAY_REPORT = "/usage/report?{'start': '2026-05-01', 'end': '2026-05-31'}"
MAY = {"period": "custom", "from": "2026-05-01", "to": "2026-05-31"}


@pytest.fixture
def platform(tiny_platform: Served, read_api: Reading) -> Served:
    read_api(tiny_platform.base_url)
    return tiny_platform


@pytest.fixture
def dataset(tmp_path: Path, read_dataset: Callable[[Path], None]) -> Path:
    folder = tiny.write_tiny(tmp_path / "x")
    read_dataset(folder)
    return folder


def again(at: AppTest) -> AppTest:
    return unbroken(at.run())


def refreshed(at: AppTest) -> AppTest:
    return unbroken(next(button for button in at.sidebar.button if button.label == "Refresh").click().run())


def asked_for(request: dict[str, str]) -> str:
    return request["path"] + (f"?{request['query']}" if request["query"] else "")


def asked(platform: Served) -> list[str]:
    """The endpoints asked so far, with their dates, in alphabetical order, `/settings` once; the list begins anew.

    Which platform it is is asked beside the pages, now and then, by the same question that the Settings page asks.
    """
    for thread in threading.enumerate():
        if thread.name == ASKING:
            thread.join(10)
    endpoints = [asked_for(request) for request in platform.state.requests]
    platform.state.requests.clear()
    return sorted([*(one for one in endpoints if one != "/settings"), *{"/settings"}.intersection(endpoints)])


def of_figures(endpoints: list[str]) -> list[str]:
    """Without the question which platform it is."""
    return [one for one in endpoints if one != "/settings"]


def test_two_settings_that_differ_in_the_key_alone_never_share_an_answer(
    scripted: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_key(request: Request) -> Response:
        total = {f"Bearer {KEY}": 11, f"Bearer {KEY}x": 22}[request.headers["authorization"]]
        return JSONResponse({"success": True, "data": {"operators": {"total": total}}})

    nothing = JSONResponse({"success": True, "data": []})
    scripted.says("GET /metrics/summary", by_key).says("GET /metrics/operators", nothing)
    scripted.says("GET /usage/report", nothing)
    for key, total in ((KEY, "11"), (KEY + "x", "22"), (KEY, "11")):
        monkeypatch.setenv("ONEHAZEL_API_KEY", key)
        assert tiles(opened("overview"))["Operators"][0] == total
    assert scripted.requests.count("GET /metrics/summary") == 2


def test_an_answer_is_kept_for_everybody_and_refresh_asks_for_all_of_it_again(platform: Served) -> None:
    at = opened("overview", MAY)
    first = of_figures(asked(platform))
    assert first.count(MAY_REPORT) == 1
    assert {"/metrics/summary", "/metrics/operators", MAY_REPORT} <= set(first)
    again(at)
    opened("overview", MAY)
    assert of_figures(asked(platform)) == []
    refreshed(at)
    assert of_figures(asked(platform)) == first


@pytest.mark.parametrize("page", ["operators", "operator_detail", "connectors", "billing", "settings"])
def test_refresh_asks_again_on_every_page(page: str, platform: Served) -> None:
    at = opened(page, {"id": "op_acme", **MAY})
    asked(platform)
    refreshed(at)
    first = asked(platform)
    again(at)
    assert of_figures(asked(platform)) == []
    refreshed(at)
    second = asked(platform)
    assert of_figures(second) == of_figures(first)
    assert "/settings" in second or page != "settings"
    assert ("/settings" if page == "settings" else MAY_REPORT) in first


def test_all_pages_together_read_a_report_once(platform: Served) -> None:
    for page in ("overview", "operators", "operator_detail", "connectors", "billing"):
        opened(page, {"id": "op_acme", **MAY})
    reports = [question for question in asked(platform) if question.startswith("/usage/report")]
    assert reports.count(MAY_REPORT) == 1
    assert len(reports) == len(set(reports))


def test_a_failure_is_not_kept(platform: Served) -> None:
    platform.state.faults.append(Fault("500", endpoint="/usage/report", times=1))
    at = opened("overview", MAY)
    assert failures(at)
    assert failures(again(at)) == []
    assert tiles(at)["API calls"][0] == "13"


def with_more_calls(folder: Path) -> None:
    """One row in the middle of the usage counts 100 more."""
    middle = (pl.col("metric") == "api_calls") & (pl.col("key") == "operator-data-api")
    more = tiny.usage.with_columns(
        pl.when(middle).then(pl.col("quantity") + 100).otherwise("quantity").alias("quantity")
    )
    tiny.write_usage(folder, more)


def test_a_dataset_that_changed_in_the_middle_shows_after_refresh(dataset: Path) -> None:
    at = opened("overview", MAY)
    assert tiles(at)["API calls"][0] == "13"
    with_more_calls(dataset)
    assert tiles(again(at))["API calls"][0] == "13"
    assert tiles(refreshed(at))["API calls"][0] == "113"


def test_a_dataset_is_read_again_when_its_manifest_changes(dataset: Path) -> None:
    at = opened("overview", MAY)
    assert tiles(at)["API calls"][0] == "13"
    with_more_calls(dataset)
    tiny.write_json(dataset / "manifest.json", {**tiny.MANIFEST, "as_of": "2026-05-31T23:59:58Z"})
    assert tiles(again(at))["API calls"][0] == "113"


def test_a_dataset_that_grew_by_a_day_moves_its_periods(dataset: Path) -> None:
    at = opened("overview")
    assert "4 – 31 May 2026" in str([caption.value for caption in at.caption])
    tiny.write_json(dataset / "manifest.json", {**tiny.MANIFEST, "as_of": "2026-06-01T23:59:59Z"})
    again(at)
    assert "5 May – 1 Jun 2026" in str([caption.value for caption in at.caption])


def test_a_page_is_as_old_as_the_oldest_of_its_figures(platform: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "NOON", datetime(2020, 2, 3, 4, 5, tzinfo=UTC))
    at = opened("billing", MAY)
    assert MAY_REPORT in asked(platform)
    assert "Data as of 3 Feb 2020, 04:05 UTC" in [caption.value for caption in at.sidebar.caption]

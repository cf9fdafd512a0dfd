"""What stands on the screen stays there: one reading a page, whoever else refreshes, and newer ones are told."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.records import opened_records
from dashboard.issuing.jobs import Packing
from data_access import Settings, platform_key
from data_access.records import ledger
from tests.data_access import tiny
from tests.pages.opening import opened, table, tiles, unbroken, words

MAY = {"period": "custom", "from": "2026-05-01", "to": "2026-05-31"}
NEWER = "Newer figures are there"


@pytest.fixture
def dataset(tmp_path: Path, read_dataset: Callable[[Path], None]) -> Path:
    folder = tiny.write_tiny(tmp_path / "x")
    read_dataset(folder)
    return folder


def times(folder: Path, factor: int) -> None:
    tiny.write_usage(folder, tiny.usage.with_columns(pl.col("quantity") * factor))


def pressed(at: AppTest, label: str) -> AppTest:
    return unbroken(next(button for button in (*at.button, *at.sidebar.button) if button.label == label).click().run())


def newer_elsewhere(folder: Path) -> None:
    """The figures double, and somebody else asks for them."""
    times(folder, 2)
    pressed(opened("billing", MAY), "Refresh")


@pytest.mark.parametrize("page", ["overview", "billing", "connectors"])
def test_a_refresh_by_one_person_changes_nothing_under_another_and_is_told(page: str, dataset: Path) -> None:
    at = opened(page, MAY)
    before = tiles(at)
    newer_elsewhere(dataset)
    at = unbroken(at.run())
    assert tiles(at) == before
    assert NEWER in words(at)
    at = pressed(at, "Show them")
    assert tiles(at) != before
    assert NEWER not in words(at)


def test_a_refresh_that_finds_the_same_figures_is_not_told(dataset: Path) -> None:
    at = opened("overview", MAY)
    pressed(opened("overview", MAY), "Refresh")
    assert NEWER not in words(unbroken(at.run()))


def test_another_page_takes_the_newest_reading(dataset: Path) -> None:
    at = opened("overview", MAY)
    newer_elsewhere(dataset)
    unbroken(at.switch_page("billing.py"))
    at = unbroken(at.run())
    assert tiles(at)["API calls"][0] == "26"
    assert NEWER not in words(at)


def _issue_pressed(at: AppTest) -> AppTest:
    at.session_state["issue_open"] = True
    at = unbroken(at.run())
    at = unbroken(at.text_input(key="person_name").input("Ana").run())
    return unbroken(at.button(key="issue_now").click().run())


def _final() -> AppTest:
    return opened("billing", {"period": "custom", "from": "2026-05-01", "to": "2026-05-20"})


def test_what_is_issued_is_what_was_seen(dataset: Path) -> None:
    at = _final()
    seen = table(at, "operator_id", "billable_units")
    at = _issue_pressed(at)
    job: Packing[object] = at.session_state["pack_job"]
    assert job.wait(60)
    assert job.error is None
    settings = Settings.from_environment()
    issued = ledger.issued(opened_records(settings), platform_key(settings), 1).issued
    assert dict(issued.operators.select("operator_id", "billable_units").iter_rows()) == dict(
        seen.select("operator_id", "billable_units").iter_rows()
    )


def test_nothing_is_issued_where_newer_figures_are_there_and_the_page_shows_them(dataset: Path) -> None:
    at = _final()
    before = tiles(at)["API calls"][0]
    at.session_state["issue_open"] = True
    at = unbroken(at.run())
    at = unbroken(at.text_input(key="person_name").input("Ana").run())
    times(dataset, 2)
    pressed(_final(), "Refresh")
    at = unbroken(at.button(key="issue_now").click().run())
    assert "pack_job" not in at.session_state or at.session_state["pack_job"] is None
    assert "Nothing was issued" in str([one.proto.title for one in at.warning])
    assert (before, tiles(at)["API calls"][0]) == ("13", "26")

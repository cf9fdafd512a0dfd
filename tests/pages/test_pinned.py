"""What stands on the screen stays there: one reading a page, whoever else refreshes, and newer ones are told."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.records import opened_records
from dashboard.exports.pack.asking import asked_for, platform_name
from dashboard.issuing.invoice import whose
from dashboard.issuing.jobs import Packing
from data_access import Period, Settings, open_source, platform_key
from data_access.records import ledger
from tests.data_access import tiny
from tests.pages.opening import opened, table, tiles, unbroken, words

pytestmark = pytest.mark.slow

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


def _offered(at: AppTest) -> list[str]:
    return [one.proto.label for one in at.get("download_button")]


def _in_view(at: AppTest, view: str) -> AppTest:
    at.query_params["billing_view"] = view
    at.session_state["billing_view"] = view
    return unbroken(at.run())


def _ended(at: AppTest) -> AppTest:
    job: Packing[object] = at.session_state["pack_job"]
    assert job.wait(60)
    assert job.error is None
    return unbroken(at.run())


def test_a_correction_is_offered_where_it_was_written_and_is_no_pack_of_the_report(dataset: Path) -> None:
    at = _ended(_issue_pressed(_final()))
    assert "Download the pack" in _offered(at)
    times(dataset, 2)
    at = _in_view(pressed(at, "Refresh"), "Issued")
    assert "Download the pack" not in _offered(at)
    at = unbroken(at.text_input(key="correct_reason").input("Late usage").run())
    at = _ended(unbroken(at.button(key="correct_now").click().run()))
    assert "Download the pack" in _offered(at)
    assert "Download the pack" not in _offered(_in_view(at, "Report"))


def test_a_pack_made_again_of_what_is_on_the_screen_is_the_same_to_the_byte(dataset: Path) -> None:
    packs = []
    at = _final()
    for _ in range(2):
        at = _ended(unbroken(at.button(key="make_pack").click().run()))
        packs.append(at.session_state["pack_job"].path.read_bytes())
    assert packs[0] == packs[1]


def test_page_and_command_give_one_question_one_report_id(either_source: str) -> None:
    link = {"period": "custom", "from": "2026-10-01", "to": "2026-10-31"}
    shown = re.search(r"Report `*(r-[a-z2-7]{26})", words(opened("billing", link)))
    settings = Settings.from_environment()
    source, period = open_source(settings), Period(date(2026, 10, 1), date(2026, 10, 31))
    platform = whose(settings, platform_name(source), is_sample=source.facts().is_sample)
    assert shown is not None
    assert shown.group(1) == asked_for(source, platform, period).report_id


def test_days_that_were_issued_before_are_named_and_need_a_reason_of_their_own_which_is_recorded(dataset: Path) -> None:
    _ended(_issue_pressed(_final()))
    at = opened("billing", {"period": "custom", "from": "2026-05-10", "to": "2026-05-22"})
    at.session_state["issue_open"] = True
    at = unbroken(at.run())
    assert "no. 1 (1 – 20 May 2026): 11 days" in words(at)
    at = unbroken(at.text_input(key="person_name").input("Ben").run())
    assert at.button(key="issue_now").disabled
    at = unbroken(at.text_input(key="overlap_reason").input("Asked for by the operator").run())
    assert at.button(key="issue_now").disabled
    at = unbroken(at.checkbox(key="overlap_confirmed").check().run())
    _ended(unbroken(at.button(key="issue_now").click().run()))
    settings = Settings.from_environment()
    second = ledger.issued_reports(opened_records(settings), platform_key(settings)).row(1, named=True)
    assert (second["overlaps"], second["overlap_reason"], second["by"]) == ("1", "Asked for by the operator", "Ben")


@pytest.mark.usefixtures("dataset")
def test_a_restart_is_told_until_the_page_is_left() -> None:
    at = opened("overview", MAY)
    at.session_state["pins"].after_restart = True
    at = unbroken(unbroken(at.run()).run())
    assert "Hazelboard was restarted" in words(at)
    unbroken(at.switch_page("billing.py"))
    assert "Hazelboard was restarted" not in words(unbroken(at.run()))

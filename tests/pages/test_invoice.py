"""Billing as a finance person meets it: state, checks, money or none, comparison, allowances, the trace of a figure."""

from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.issuing.jobs import Packing
from tests.conftest import Served
from tests.pages.opening import opened, table, unbroken, words
from tests.pages.sources import Reading

ONLY_READS = True
OCTOBER = {"period": "last_month"}
CARD = """
currency = "EUR"

[prices.billable_units]
per_thousand = 0.40

[allowances.enterprise]
units = 500000
"""


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "rates.toml"
    file.write_text(CARD, encoding="utf-8")
    monkeypatch.setenv("HAZELBOARD_RATES", str(file))
    return file


def in_view(view: str, **link: str) -> AppTest:
    return opened("billing", {**OCTOBER, "billing_view": view, **link})


def test_a_settled_month_of_a_dataset_is_final_with_ten_checks_that_hold() -> None:
    at = in_view("Report")
    assert "Final" in words(at)
    assert words(at).count(":green[:material/check_circle:]") == 10


def test_a_period_that_touches_today_is_provisional_and_says_why() -> None:
    at = opened("billing", {"period": "this_month"})
    assert "Provisional" in words(at)
    assert "The period is not over" in words(at)


def test_over_the_api_the_second_fetch_waits_for_a_person(sample_platform: Served, read_api: Reading) -> None:
    read_api(sample_platform.base_url)
    at = in_view("Report")
    assert "The report was not asked for a second time." in words(at)
    assert "Provisional" in words(at)
    again = next(button for button in at.button if button.label == "Fetch a second time")
    assert "A second fetch gave the same rows." in words(unbroken(again.click().run()))


def test_without_a_rate_card_there_is_no_money_anywhere() -> None:
    at = in_view("Report")
    assert "EUR" not in words(at)
    assert "rate card" not in words(at)


@pytest.mark.usefixtures("card")
def test_with_a_rate_card_the_total_stands_there_as_an_estimate() -> None:
    at = in_view("Report")
    assert "EUR** in all" in words(at)
    assert "stimate from your rate card" in words(at)


@pytest.mark.usefixtures("card")
def test_amounts_of_operators_are_exact_decimals_that_sort_by_size_and_add_up_to_the_total() -> None:
    at = in_view("Report")
    amounts = table(at, "operator_id", "amount")["amount"]
    assert amounts.dtype == pl.Decimal(38, 2)
    assert f"{amounts.sum():,} EUR** in all" in words(at)


def test_a_rate_card_with_a_mistake_is_told_with_its_place_and_the_units_stay(card: Path) -> None:
    card.write_text('currency = "XXQ"\n', encoding="utf-8")
    at = in_view("Report")
    assert any("rates.toml" in error.value.replace("\\", "") for error in at.error)
    assert table(at, "operator_id", "billable_units").height == 60


@pytest.mark.usefixtures("card")
def test_allowances_show_how_much_of_the_month_is_used_and_when_it_is_reached() -> None:
    used = table(in_view("Allowances"), "operator_name", "used", "allowance", "mark", "outlook")
    assert set(used["allowance"]) == {500_000}
    assert used["used"].to_list() == sorted(used["used"], reverse=True)


def test_the_comparison_is_with_the_period_before_unless_another_is_chosen() -> None:
    before = table(in_view("Compare"), "operator_name", "before", "now", "change")
    assert before.height > 0
    assert "A year ago" in str([box.options for box in in_view("Compare").selectbox])


def test_a_comparison_ranks_one_figure_at_a_time_what_is_billed_first() -> None:
    units, storage = (
        table(in_view("Compare", **link), "change")["change"] for link in ({}, {"compared": "storage_bytes"})
    )
    assert units.max() < 1_000_000 < storage.max()


def test_a_comparison_with_days_that_are_not_known_is_not_made() -> None:
    assert "so nothing is compared" in words(in_view("Compare", against="year", period="last_84_days"))


def test_nothing_is_issued_until_a_person_issues_it() -> None:
    at = in_view("Issued")
    assert "Nothing is issued yet" in words(at)
    assert "This period was not issued" in words(at)


@pytest.mark.usefixtures("either_source")
def test_a_figure_opens_to_its_lines_which_add_up_to_it() -> None:
    at = in_view("Report", trace="op_arespel")
    bill = table(at, "operator_id", "api_calls")
    total = dict(bill.select("operator_id", "api_calls").iter_rows())["op_arespel"]
    assert table(at, "key", "quantity")["quantity"].sum() == total


def test_a_figure_opens_to_its_days_where_days_are_known() -> None:
    at = in_view("Report", trace="op_arespel")
    total = dict(table(at, "operator_id", "api_calls").select("operator_id", "api_calls").iter_rows())["op_arespel"]
    assert table(at, "date", "quantity")["quantity"].sum() == total


def test_the_rate_card_is_checked_before_it_is_saved(card: Path) -> None:
    at = opened("settings")
    at = unbroken(at.text_area(key="rates_typed").input("currency = 7").run())
    at = unbroken(next(button for button in at.button if button.label == "Save rate card").click().run())
    assert at.error
    assert card.read_text(encoding="utf-8") == CARD


def test_a_good_rate_card_is_saved_as_it_was_typed(card: Path) -> None:
    typed = CARD.replace("0.40", "0.55") + "# of November\n"
    at = opened("settings")
    at = unbroken(at.text_area(key="rates_typed").input(typed).run())
    unbroken(next(button for button in at.button if button.label == "Save rate card").click().run())
    assert card.read_text(encoding="utf-8") == typed


def test_only_the_chosen_operators_get_a_statement() -> None:
    at = in_view("Report")
    at = unbroken(at.multiselect(key="pack_statements").set_value(["op_arespel"]).run())
    job: Packing[None] = unbroken(at.button(key="make_pack").click().run()).session_state["pack_job"]
    assert job.wait(60)
    with ZipFile(job.path) as pack:
        page = pack.read("report.html").decode()
    assert page.count('class="statement"') == 1
    assert "op_arespel" in page

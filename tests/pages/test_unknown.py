"""A question beside the main one that fails is no answer: the page says so, and no bill is made without it."""

import pytest

from scripts.platform_api.faults import Fault
from tests.conftest import Served
from tests.pages.opening import failures, opened, tiles, unbroken, words
from tests.pages.sources import Reading

MAY = {"period": "custom", "from": "2026-05-01", "to": "2026-05-31"}
RATES = """
currency = "EUR"
[prices.billable_units]
per_thousand = 1000
[plans.enterprise.billable_units]
per_thousand = 400
"""


@pytest.mark.parametrize("status", ["500", "429"])
def test_what_could_not_be_read_just_now_is_named_and_the_rest_is_shown(
    status: str, tiny_platform: Served, read_api: Reading
) -> None:
    read_api(tiny_platform.base_url)
    tiny_platform.state.faults.append(Fault(status, endpoint="/operators"))
    at = opened("overview", MAY)
    assert failures(at) == []
    assert "Unknown at the moment" in words(at)
    assert "plan" in words(at)
    assert tiles(at)["API calls"][0] == "13"


def test_what_is_not_offered_is_said_in_a_quiet_line_and_stands_against_nothing(
    tiny_platform: Served, read_api: Reading
) -> None:
    read_api(tiny_platform.base_url)
    tiny_platform.state.faults.append(Fault("403", endpoint="/operators"))
    at = opened("billing", MAY)
    assert failures(at) == []
    assert "Unknown at the moment" not in words(at)
    assert "Not told to this key" in words(at)


@pytest.mark.parametrize("endpoint", ["/operators", "/metrics/connectors"])
def test_no_bill_is_shown_without_plans_and_connectors_and_another_try_brings_it(
    endpoint: str, tiny_platform: Served, read_api: Reading
) -> None:
    read_api(tiny_platform.base_url)
    tiny_platform.state.faults.append(Fault("500", endpoint=endpoint))
    at = opened("billing", MAY)
    assert [title for title, _ in failures(at)] == ["OneHazel has a fault"]
    assert endpoint in failures(at)[0][1]
    assert tiles(at) == {}
    assert not at.get("download_button")
    tiny_platform.state.faults.clear()
    at = unbroken(next(button for button in at.button if button.label == "Try again").click().run())
    assert failures(at) == []
    assert tiles(at)["API calls"][0] == "13"


def test_no_amount_stands_where_prices_differ_by_plan_and_the_plans_are_not_told(
    tiny_platform: Served, read_api: Reading, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    card = tmp_path / "rates.toml"
    card.write_text(RATES, encoding="utf-8")
    monkeypatch.setenv("HAZELBOARD_RATES", str(card))
    read_api(tiny_platform.base_url)
    assert "EUR** in all" in words(opened("billing", MAY))
    tiny_platform.state.faults.append(Fault("403", endpoint="/operators"))
    at = opened("billing", MAY)
    at = unbroken(next(button for button in at.sidebar.button if button.label == "Refresh").click().run())
    assert "EUR** in all" not in words(at)
    assert "No amount is shown" in [title for title, _ in failures(at)]
